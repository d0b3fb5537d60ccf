import { stepById } from '#lib/containment/steps/index.ts';
import type { Before, Incident, StepRecord } from '#lib/incident/incident.ts';
import type { Attempt } from './thief.ts';

/** Where the drill's words go, a line each. */
export type Print = (line: string) => void;

/** A heading of the story. */
export const heading = (print: Print, text: string): void => {
  print('');
  print(text);
  print('-'.repeat(text.length));
};

const verdict = ({ allowed, code, message }: Attempt, allowedWord: string): string => {
  if (allowed) return allowedWord;
  const deny = /explicit deny/.test(message ?? '') ? ', explicit deny' : '';
  return `refused (${code}${deny})`;
};

/**
 * The same calls at several moments, one line a call and credential.
 * @param rounds what each moment is called, and its attempts in the same order
 */
export const showAttempts = (print: Print, rounds: Record<string, Attempt[]>, allowedWord = 'allowed') => {
  const [first = []] = Object.values(rounds);
  const verdicts = Object.values(rounds).map((attempts) =>
    first.map((_, index) => {
      const each = attempts[index];
      return each ? verdict(each, allowedWord) : 'not tried';
    }),
  );
  const columns = [
    ['credential', ...first.map(({ credential }) => credential)],
    ['call', ...first.map(({ call }) => call)],
    ...Object.keys(rounds).map((name, index) => [name, ...(verdicts[index] ?? [])]),
  ];
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)) + 2);
  for (let row = 0; row <= first.length; row++) {
    print(
      columns
        .map((cells, column) => (cells[row] ?? '').padEnd(widths[column] ?? 0))
        .join('')
        .trimEnd(),
    );
  }
};

/** What stood before a step: `Active`, `not attached`, `no boundary`. */
const stood = (before: Before): string =>
  Object.entries(before)
    .map(([name, value]) => {
      if (typeof value === 'string') return value;
      if (typeof value === 'boolean') return value ? name : `not ${name}`;
      return value === null || value === undefined ? `no ${name}` : `${name} ${JSON.stringify(value)}`;
    })
    .join(', ');

const outcome = ({ outcome, reason, before, undoneAt }: StepRecord): string => {
  if (undoneAt) return `undone${before ? `, again ${stood(before)}` : ''}`;
  if (reason) return `${outcome}: ${reason}`;
  return `${outcome}${before ? `, was ${stood(before)}` : ''}`;
};

/** The steps of an incident in the words that its mail uses, with what stood before. */
export const showSteps = (print: Print, { steps }: Incident): void => {
  const named = steps.map((step) => [stepById(step.id).done, outcome(step)] as const);
  const width = Math.max(0, ...named.map(([done]) => done.length)) + 3;
  for (const [done, became] of named) print(`  ${done.padEnd(width)}${became}`);
};
