import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { homeStackName } from '#infra/cloud/build-app.ts';
import { commandsOf } from '#infra/cloud/deploy/plain/commands.ts';
import { forwardingStackName } from '#infra/cloud/forwarding/create.ts';
import { synthesizeAll } from '#infra/cloud/synthesize.ts';
import { resourcesOf, type Template } from '#infra/cloud/template/template.ts';
import { commands as known } from '#lib/cli/commands.ts';
import { example, least } from '../settings-of.ts';

const pages = [
  'README.md',
  ...[
    'adding-to-the-deployment',
    'architecture',
    'costs',
    'deploy',
    'deployment-settings',
    'doctor',
    'guard',
    'members',
    'runbook',
    'threat-model',
  ].map((page) => `docs/${page}.md`),
];
const textOf = (page: string): string => readFileSync(page, 'utf8');

/** As GitHub makes anchors of headings. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

it.each(pages)('%s leads to nothing that is not there', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const inside = links.filter((link) => !/^https?:/.test(link));
  expect(inside.length).toBeGreaterThan(0);
  for (const link of inside) {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), file);
    expect(existsSync(target), link).toBe(true);
    if (anchor !== undefined) expect(anchorsIn(textOf(target)), link).toContain(anchor);
  }
});

it.each(pages)('%s names only commands that there are', (page) => {
  const { scripts } = JSON.parse(textOf('package.json'));
  for (const [, script = ''] of textOf(page).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g))
    expect(Object.keys(scripts), script).toContain(script);
  for (const [, command = ''] of textOf(page).matchAll(/tourniquet -- ([a-z]+)/g))
    expect(Object.keys(known), command).toContain(command);
});

it('docs/deploy.md shows the commands that are written beside the plain template', () => {
  const stacks = [
    { name: homeStackName, region: 'eu-central-1', template: { Parameters: {}, Resources: {} }, zips: {} },
    { name: forwardingStackName('us-east-1'), region: 'us-east-1', template: { Resources: {} }, zips: {} },
  ];
  for (const command of commandsOf(stacks)) expect(textOf('docs/deploy.md')).toContain(command);
});

const countsIn = (templates: Record<string, Template>): Record<string, number> => {
  const count = (type: string) =>
    Object.values(templates).reduce((sum, template) => sum + resourcesOf(template, type).length, 0);
  return {
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    secrets: count('AWS::SecretsManager::Secret'),
    'KMS keys': count('AWS::KMS::Key'),
    'queues that are polled': count('AWS::Lambda::EventSourceMapping'),
  };
};

it('docs/costs.md counts what is in the templates, and sums up what it counts', async () => {
  const rows = textOf('docs/costs.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 8);
  const row = (what: string): string[] => rows.find((cells) => cells[1]?.replaceAll('*', '') === what) ?? [];
  const written = (column: number) =>
    Object.fromEntries(Object.keys(countsIn({})).map((what) => [what, Number(row(what)[column])]));
  expect(written(3)).toEqual(countsIn(await synthesizeAll(least())));
  expect(written(5)).toEqual(countsIn(await synthesizeAll(example())));
  for (const column of [4, 6]) {
    const priced = rows.filter((cells) => /^\d+\.\d\d$/.test(cells[column] ?? ''));
    const sum = priced.reduce((total, cells) => total + Number(cells[column]), 0);
    expect(row('sum')[column]?.replaceAll('*', '')).toBe(sum.toFixed(2));
  }
}, 60_000);
