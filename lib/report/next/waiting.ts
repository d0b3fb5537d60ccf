import { createdKey } from '#lib/investigation/descendants/messages.ts';
import { isWorkloads } from '#lib/investigation/descendants/verdicts.ts';
import type { Investigation, Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { plainName, plainReference, shellSafe } from '#lib/platform/shell-safe.ts';
import { idOf, whatItIs } from '../credential-words.ts';
import { grouped, when } from '../layout.ts';
import { safeCommand } from '../safe-command.ts';
import { fateOf } from '../verdict-words.ts';
import type { NextStep } from './step.ts';

/** What is asked about, and the word that names it in a command; undefined where no shell would take it as it is. */
interface Asked {
  verdict: Verdict;
  word(): string | undefined;
}

const idsInCommand = 5;
const reasonsShown = 2;

const asked = ({ credentials, created }: Investigation): Asked[] => [
  ...credentials.flatMap(({ id, verdict }) =>
    verdict ? [{ verdict, word: () => (shellSafe(id, plainReference) ? id : undefined) }] : [],
  ),
  ...created.flatMap((thing) =>
    thing.verdict
      ? [
          {
            verdict: thing.verdict,
            word: () => (shellSafe(thing.id, plainName) ? `'${createdKey(thing)}'` : undefined),
          },
        ]
      : [],
  ),
];

/**
 * `npm run -s tourniquet -- investigate AKIA…`; of a user whose key is not known the reader has to find it. When the
 * leak was reported goes along: the verdicts depend on it.
 */
export const investigateCommand = (found: Investigation, state?: string): string => {
  const reported = found.leak?.by === 'report' && found.leak.at ? ` --reported ${found.leak.at}` : '';
  return `${commandFor('investigate', found, state)}${reported}`;
};

/**
 * The same for another command that takes a key.
 * @param state the folder of the incidents where the reader named one, as one word for a shell: without it the command
 * would look elsewhere
 */
export const commandFor = (command: string, { accessKeyId }: Investigation, state?: string): string => {
  const key = accessKeyId && /^[A-Z0-9]{16,128}$/.test(accessKeyId) ? accessKeyId : 'KEY';
  return `npm run -s tourniquet -- ${command} ${key}${state === undefined ? '' : ` --state ${state}`}`;
};

const reasonsOf = (waiting: readonly Asked[]): string => {
  const reasons = [...new Set(waiting.map(({ verdict }) => inert(verdict.why, 120)))];
  const rest = reasons.length - reasonsShown;
  return `${reasons.slice(0, reasonsShown).join('; ')}${rest > 0 ? `; and ${grouped(rest)} other reasons` : ''}`;
};

const wordsOf = (waiting: readonly Asked[]): string[] => {
  const words: string[] = [];
  for (const { word } of waiting) {
    if (words.length === idsInCommand) break;
    words.push(...[word()].filter((each) => each !== undefined));
  }
  return words;
};

const doubtful = (found: Investigation, waiting: readonly Asked[], state?: string): NextStep[] => {
  if (waiting.length === 0) return [];
  const words = wordsOf(waiting);
  const also = words.map((word) => ` --also ${word}`).join('');
  const command =
    words.length > 0 ? safeCommand(`${investigateCommand(found, state)} --contain${also}`) : undefined;
  const verb = waiting.length === 1 ? 'waits' : 'wait';
  const which =
    words.length < waiting.length && command ? `, ${grouped(words.length)} of them like this` : '';
  return [
    {
      line: `${grouped(waiting.length)} ${verb} for you (${reasonsOf(waiting)}). Contain what is not yours${which}`,
      commands: command ? [command] : [],
    },
  ];
};

// Months of rightful sessions: whoever contained them all would be the outage.
const workloads = (waiting: readonly Asked[]): NextStep[] =>
  waiting.length === 0
    ? []
    : [
        {
          line: `${grouped(waiting.length)} may be the workload's (${reasonsOf(waiting)}). Contain one only if it is not, with --contain --also ID`,
          commands: [],
        },
      ];

/** What a person has to decide, with one command. */
export const waitingSteps = (found: Investigation, state?: string): NextStep[] => {
  const waiting = asked(found).filter(({ verdict }) => fateOf(verdict) === 'waits');
  return [
    ...doubtful(
      found,
      waiting.filter(({ verdict }) => !isWorkloads(verdict)),
      state,
    ),
    ...workloads(waiting.filter(({ verdict }) => isWorkloads(verdict))),
  ];
};

/** What only a person can end, or what containment could not. */
export const byHandSteps = (found: Investigation): NextStep[] => {
  const all = asked(found);
  const hand = all.filter(({ verdict }) => fateOf(verdict) === 'byHand');
  const open = all.filter(({ verdict }) => ['open', 'partly', 'protected'].includes(fateOf(verdict)));
  const incidents = [...new Set(open.flatMap(({ verdict }) => verdict.incidentId ?? []))];
  const named = incidents.slice(0, reasonsShown).map((id) => inert(id, 140));
  const where = named.length > 0 ? ` (the mail of incident ${named.join(' and of ')} says how)` : '';
  return [
    ...(open.length > 0
      ? [
          {
            line: `${grouped(open.length)} ${open.length === 1 ? 'is' : 'are'} NOT stopped: act by hand, now${where}`,
            commands: [],
          },
        ]
      : []),
    ...(hand.length > 0
      ? [
          {
            line: `${grouped(hand.length)} can be ended by you alone (${reasonsOf(hand)})`,
            commands: hand.flatMap(({ verdict }) => safeCommand(verdict.command) ?? []),
          },
        ]
      : []),
  ];
};

const sessionsNamed = 3;

/** What lives on in an account that we may not enter: only whoever answers for that account can end it. */
export const outOfReachSteps = ({ credentials, window }: Investigation): NextStep[] => {
  const living = credentials.filter(
    ({ verdict, until }) =>
      fateOf(verdict) === 'notOurs' && (until === undefined || Date.parse(until) > Date.parse(window.to)),
  );
  const named = living
    .slice(0, sessionsNamed)
    .map(
      (one) =>
        `${idOf(one)} (${whatItIs(one)} in account ${inert(one.accountId ?? 'not known', 20)}${one.until ? `, until ${when(one.until)}` : ''})`,
    );
  const rest = living.length - named.length;
  return living.length === 0
    ? []
    : [
        {
          line: `Out of reach from here, and may still work: ${named.join('; ')}${rest > 0 ? `; and ${grouped(rest)} more` : ''}. Tell the owner of the account to end ${living.length === 1 ? 'it' : 'them'}, now`,
          commands: [],
        },
      ];
};

/** What is to be contained, where nothing has been done about it yet. */
export const containStep = (found: Investigation, state?: string): NextStep[] => {
  const due = asked(found).filter(({ verdict }) => fateOf(verdict) === 'handed');
  if (due.length === 0) return [];
  return [
    {
      line: `${grouped(due.length)} came from the leak for certain. Contain ${due.length === 1 ? 'it' : 'them'}`,
      commands: [`${investigateCommand(found, state)} --contain`],
    },
  ];
};
