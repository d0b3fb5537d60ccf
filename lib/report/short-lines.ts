import type { Investigation } from '#lib/investigation/investigation.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fitting, fittingRows } from './compose.ts';
import { amount, grouped, joinedIn, sum, when, wrapped } from './layout.ts';

/** How calls failed, the most frequent first. */
export const failureLines = ({ errors = [] }: Investigation, most: number, width: number): string[] =>
  errors.length === 0
    ? []
    : wrapped(
        joinedIn(
          errors.map(({ code, events }) => `${inert(code, 60)} (${grouped(events)})`),
          width * most - 25,
        ),
        width,
        most,
      );

/** AWS attaches its quarantine in the name of the victim: without a word people take it for the thief's. */
export const quarantineLines = ({ quarantine = [] }: Investigation, most: number): string[] => {
  if (quarantine.length === 0) return [];
  const lines = fitting(
    quarantine,
    Math.max(1, most - 1),
    ({ policy, principal, at }) => [
      `AWS attached ${inert(policy.split('/').at(-1) ?? policy, 60)} to ${inert(principal, 64)}${at ? ` at ${when(at)}` : ''}.`,
    ],
    (hidden) => `and ${amount(hidden.length, 'more time')}`,
  );
  return [
    ...lines,
    'That is AWS itself and not the thief. It forbids some calls; it does not stop the key.',
  ].slice(0, most);
};

/** Forward access sessions: other work of the same principal may be among them. */
export const onBehalfLines = ({ onBehalf = [] }: Investigation, most: number): string[] =>
  fittingRows(
    onBehalf,
    most,
    ({ service, eventSource, eventName, events }) => [
      grouped(events),
      inert(actionOf(eventSource, eventName), 50),
      `by ${inert(service, 36)}`,
    ],
    (hidden) =>
      `and ${amount(sum(hidden.map(({ events }) => events)), 'call')} of ${amount(hidden.length, 'other kind')}`,
  );

const linesOfNote = 3;

export const noteLines = ({ notes }: Investigation, most: number, width: number): string[] =>
  fitting(
    notes,
    most,
    (note) => wrapped(`- ${inert(note, 400)}`, width, linesOfNote, '  '),
    (hidden) => `- and ${amount(hidden.length, 'more note')}`,
  );
