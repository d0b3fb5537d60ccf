import type { Changes, VerdictChange } from '#lib/investigation/changes.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fittingRows } from '../compose.ts';
import { idOf, useOf, whatItIs } from '../credential-words.ts';
import { amount, grouped, when } from '../layout.ts';
import { nameOfThing } from '../made/things.ts';
import { fateInMail, pressingFirst, stateInMail, talliedFates } from '../verdict-words.ts';

/** A line for each credential that the last look did not know. */
export const newCredentialLines = (
  { newCredentials, moreNewCredentials }: Changes,
  most: number,
): string[] => {
  const sorted = newCredentials.toSorted((one, other) => pressingFirst(one.verdict, other.verdict));
  const beyond =
    moreNewCredentials > 0 ? [`and ${grouped(moreNewCredentials)} more of a very large lineage`] : [];
  const lines = fittingRows(
    sorted,
    most - beyond.length,
    (one) => {
      const { issuedAt, certain, via } = one;
      const how = [via ? inert(via, 40) : '', issuedAt ? `at ${when(issuedAt)}` : '']
        .filter(Boolean)
        .join(' ');
      const notes = [how, useOf(one), certain ? '' : 'inferred'];
      return [
        fateInMail(one.verdict),
        `${idOf(one)}  ${whatItIs(one)}: ${notes.filter((note) => note !== '').join('; ')}`,
      ];
    },
    (hidden) =>
      `and ${amount(hidden.length, 'more', 'more')}: ${talliedFates(
        hidden.map(({ verdict }) => verdict),
        fateInMail,
      )}`,
  );
  return [...lines, ...beyond].slice(0, most);
};

const nameOf = (change: VerdictChange): string =>
  'credential' in change
    ? `${idOf(change.credential)} (${whatItIs(change.credential)})`
    : `${inert(change.made.kind, 40)} ${nameOfThing(change.made)}`;

/** A line for each about which something else holds now. */
export const becameLines = (changes: readonly VerdictChange[], most: number): string[] =>
  fittingRows(
    changes.toSorted((one, other) => pressingFirst(one.now, other.now)),
    most,
    (change) => [fateInMail(change.now), nameOf(change), `was: ${stateInMail(change.before)}`],
    (hidden) =>
      `and ${amount(hidden.length, 'more', 'more')}: ${talliedFates(
        hidden.map(({ now }) => now),
        fateInMail,
      )}`,
  );

/** A line for each call that a look should have seen and did not, those with the most first. */
export const lateLines = ({ late }: Changes, most: number): string[] =>
  fittingRows(
    late.actions,
    most,
    ({ eventSource, eventName, region, events }) => [
      grouped(events),
      inert(actionOf(eventSource, eventName), 70),
      inert(region, 30),
    ],
    (hidden) =>
      `and calls of ${amount(hidden.length, hidden.length < late.actions.length ? 'more kind' : 'kind')}`,
  );
