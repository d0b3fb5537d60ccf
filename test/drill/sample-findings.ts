import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { guardDutyFinding } from '#infra/local/drill/leak.ts';

/** GuardDuty findings that others published. They are not part of the project: used only where they are at hand. */
const folder = resolve(import.meta.dirname, '../../../shared/data/guardduty');

const detail = z.looseObject({ id: z.string(), type: z.string(), accountId: z.string() });
export type PublishedFinding = z.infer<typeof detail>;

// In the YAML files each finding is the block of JSON after `Log:`, with commas before closing braces.
const inYaml = (text: string): unknown[] =>
  text
    .split(/^ {4}Log:/m)
    .slice(1)
    .map((part) => part.slice(part.indexOf('{')).split(/^ {2}- Name:/m)[0] ?? '')
    .map((json) => JSON.parse(json.slice(0, json.lastIndexOf('}') + 1).replaceAll(/,(\s*[}\]])/g, '$1')));

const inFile = (file: string): PublishedFinding[] => {
  const text = readFileSync(join(folder, file), 'utf8');
  const found = file.endsWith('.json') ? [z.object({ detail }).parse(JSON.parse(text)).detail] : inYaml(text);
  return found.map((finding) => detail.parse(finding));
};

export const arePublishedFindingsThere = existsSync(folder);

export const publishedFindings: PublishedFinding[] = arePublishedFindingsThere
  ? readdirSync(folder)
      .filter((file) => /\.(?:json|yml)$/.test(file))
      .flatMap(inFile)
  : [];

type NewFinding = ReturnType<typeof guardDutyFinding>;

/** The ways in which GuardDuty marks a finding as a sample, each put on one about a real key. */
export const sampleMarks: [string, (made: NewFinding) => NewFinding['detail']][] = [
  ['by its title', ({ detail }) => ({ ...detail, title: `[SAMPLE] ${detail.title}` })],
  [
    'by additionalInfo',
    ({ detail }) => ({ ...detail, service: { ...detail.service, additionalInfo: { sample: true } } }),
  ],
  [
    'by additionalInfo, wrapped as EventBridge wraps it',
    ({ detail }) => ({
      ...detail,
      service: { ...detail.service, additionalInfo: { value: '{"sample":true}', type: 'default' } },
    }),
  ],
  [
    'by its generated names',
    ({ detail }) => {
      const accessKeyDetails = {
        ...detail.resource.accessKeyDetails,
        accessKeyId: 'GeneratedFindingAccessKeyId',
        principalId: 'GeneratedFindingPrincipalId',
      };
      return { ...detail, resource: { ...detail.resource, accessKeyDetails } };
    },
  ],
];
