import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isJson, type Json, text } from '#lib/investigation/detail.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { apiName } from '#lib/investigation/trail-record.ts';

/** CloudTrail records that others published: replayed only where they are at hand. */
const folder = '../shared/data/cloudtrail';
export const atHand = existsSync(folder);

export const actionIn = (detail: Json): string =>
  actionOf(text(detail['eventSource']) ?? '', apiName(text(detail['eventName']) ?? ''));

const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
const json = (path: string): unknown => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));

/** The records of each recorded attack by its name. */
export const attacks = (): [string, Json[]][] => {
  if (!atHand) return [];
  const names = readdirSync(`${folder}/stratus-red-team`).filter((name) => name.endsWith('.json'));
  return names.map((name) => [
    name.replace(/^aws\.|\.json$/g, ''),
    objectsIn(json(`stratus-red-team/${name}`)),
  ]);
};

export interface RuleTest {
  event: Json;
  /** Whether the rule is to see an attack in it. */
  expected: boolean;
}

export const ruleTests = (): RuleTest[] => {
  if (!atHand) return [];
  return objectsIn(json('panther/cloudtrail_rule_tests.json')).flatMap(({ event, expected }) =>
    isJson(event) ? [{ event, expected: expected === true }] : [],
  );
};
