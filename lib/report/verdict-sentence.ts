import { earlier, later } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { descendantsIn } from './credential-words.ts';
import { amount, callsOf, grouped, sum, when } from './layout.ts';
import { whoActed } from './subject.ts';
import { between } from './used-from.ts';

const usedTimes = ({ actions }: Investigation): { first: string | null; last: string | null } => ({
  first: actions.map(({ first }) => first).reduce(earlier, null),
  last: actions.map(({ last }) => last).reduce(later, null),
});

const regionsUsed = ({ actions }: Investigation): number => new Set(actions.map(({ region }) => region)).size;

/** `and 6 credentials that came from it`, those that were used. */
const through = ({ credentials }: Investigation): string => {
  const used = descendantsIn(credentials).filter(({ events, certain }) => events > 0 && certain).length;
  return used > 0 ? ` and ${grouped(used)} of the credentials that came from it` : '';
};

/** `, 10 of them from where the workload works`, where there is a workload to compare with. */
const usual = ({ sources, events: all }: Investigation): string => {
  const number = sum(sources.filter(({ pattern }) => pattern === 'usual').map(({ events }) => events));
  return number > 0 ? `, ${grouped(Math.min(number, all))} of them from where the workload works,` : '';
};

/** What was done, through how many credentials, where and when, in one sentence. */
export const verdictSentence = (found: Investigation): string => {
  const who = whoActed(found);
  if (found.events === 0) {
    const came = descendantsIn(found.credentials).length;
    const issued = came > 0 ? ` ${grouped(came)} came from it all the same.` : '';
    return `${who}: no call found between ${when(found.window.from)} and ${when(found.window.to)}.${issued}`;
  }
  const where = `in ${amount(regionsUsed(found), 'Region')}`;
  const calls = `${callsOf(found)}${usual(found)}`;
  return `${[`${who}${through(found)}`, 'made', calls, where, between(usedTimes(found))].join(' ').trim()}.`;
};

/** When the leak began and how that is known; empty where nobody knows. */
export const leakSentence = ({ leak }: Investigation): string => {
  if (!leak) return '';
  return leak.at === null
    ? `When the leak began is not known (${inert(leak.why, 200)}).`
    : `The leak began at ${when(leak.at)} (${inert(leak.why, 200)}).`;
};
