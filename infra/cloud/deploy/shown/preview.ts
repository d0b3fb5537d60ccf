import type { Settings } from '../../settings/settings.ts';
import type { Assembly } from '../assembly.ts';
import { kindsIn } from './kinds.ts';
import { rolesIn } from './roles.ts';

const width = 100;

/** Phrases in lines that a terminal shows whole. */
const wrapped = (phrases: readonly string[], indent: string, between: string): string[] =>
  phrases.reduce<string[]>((lines, phrase) => {
    const last = lines.at(-1);
    const longer = `${last}${between}${phrase}`;
    if (last === undefined || longer.length > width)
      return [...lines.slice(0, -1), ...(last ? [`${last}${between.trimEnd()}`] : []), `${indent}${phrase}`];
    return [...lines.slice(0, -1), longer];
  }, []);

const stackLines = ({ stacks }: Assembly): string[] =>
  stacks.flatMap(({ name, region, template }) => [
    `  ${region}: stack ${name}`,
    ...wrapped(kindsIn(template), '    ', ', '),
  ]);

const roleLines = ({ stacks }: Assembly): string[] =>
  stacks.flatMap(rolesIn).flatMap(({ name, changes }) => [`  ${name}`, ...wrapped(changes, '    ', '; ')]);

const modeLine = ({ mode }: Settings): string =>
  mode === 'observe'
    ? 'Mode observe: it tells what it would do, and changes nothing but its own records.'
    : 'Mode contain: it switches leaked keys off and denies their users.';

/** What will be there afterwards, for a person to say yes to. */
export const previewOf = (settings: Settings, assembly: Assembly, accountId: string): string =>
  [
    `In account ${accountId} this is created, or updated where it is there:`,
    ...stackLines(assembly),
    '',
    'Roles, and what each may change (what they may read: functions/*/grants.ts):',
    ...roleLines(assembly),
    '',
    modeLine(settings),
    `What it costs: docs/costs.md. How it is taken away: docs/runbook.md.`,
  ].join('\n');
