import { isWorkloads } from '#lib/investigation/descendants/verdicts.ts';
import type { Investigation, KnownCredential, Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fittingRows } from './compose.ts';
import { descendantsIn, idOf, whatItIs } from './credential-words.ts';
import { amount } from './layout.ts';
import { type Fate, fateInMail, fateOf, pressingFirst, talliedFates } from './verdict-words.ts';

/** A credential that came from the leaked one, or a user or role that the lineage made. */
export interface Descendant {
  id: string;
  what: string;
  /** How containment stops such a one. */
  how: string;
  verdict: Verdict | undefined;
  certain: boolean;
  events: number;
  accountId?: string | undefined;
}

/** How containment stops one of a kind. */
export const stoppedHow = {
  'access-key': 'switched off',
  'role-session': 'its session is denied',
  'session-token': 'its user is denied',
  'federation-token': 'its user is denied',
  'root-session': '',
  'console-session': '',
  'login-profile': 'its user is denied',
  'service-specific': 'switched off',
} as const satisfies Record<KnownCredential['kind'], string>;

/** All that came of the leak, the most pressing first. */
export const descendants = ({ credentials, created }: Investigation): Descendant[] => {
  const ofCredentials = descendantsIn(credentials).map((credential) => ({
    id: idOf(credential),
    what: whatItIs(credential),
    how: stoppedHow[credential.kind],
    verdict: credential.verdict,
    certain: credential.certain,
    events: credential.events,
    accountId: credential.accountId,
  }));
  const ofCreated = created.flatMap(({ type, id, verdict }) =>
    verdict
      ? [
          {
            id: inert(id, 64),
            what: `${type === 'AWS::IAM::Role' ? 'role' : 'user'} that it made`,
            how: 'denied',
            verdict,
            certain: verdict.rule !== 'inferred',
            events: 0,
          },
        ]
      : [],
  );
  return [...ofCredentials, ...ofCreated].sort(
    (one, other) => pressingFirst(one.verdict, other.verdict) || other.events - one.events,
  );
};

const detail = ({ what, how, verdict, certain, accountId = 'that is not known' }: Descendant): string => {
  const fate = fateOf(verdict);
  const { rule = '', why = '', incidentId } = verdict ?? {};
  const byFate: Partial<Record<Fate, string>> = {
    stopped: how,
    notOurs: `out of reach in account ${inert(accountId, 20)}, tell its owner`,
    byHand: inert(why, 120),
    covered: inert(why, 120),
    // What the rules mean is told below, where the reader has to decide.
    waits: rule === 'inferred' ? '' : inert(rule, 24),
  };
  const pressing = fate === 'open' || fate === 'partly' || fate === 'protected';
  const incident = pressing && incidentId ? `incident ${inert(incidentId, 140)}` : '';
  const notes = [certain ? '' : 'inferred', byFate[fate] ?? '', incident].filter((words) => words !== '');
  return notes.length > 0 ? `${what}: ${notes.join('; ')}` : what;
};

/** A line for each of them with what became of it, and for those that there is no room for how many are what. */
export const descendantLines = (came: readonly Descendant[], most: number): string[] =>
  fittingRows(
    came,
    most,
    (one) => [fateInMail(one.verdict), `${one.id}  ${detail(one)}`],
    (hidden) => {
      const tally = talliedFates(
        hidden.map(({ verdict }) => verdict),
        fateInMail,
      );
      return `and ${amount(hidden.length, 'more', 'more')}: ${tally}`;
    },
  );

const settled: ReadonlySet<string> = new Set(['stopped', 'covered', 'ended', 'notOurs', 'restored']);

/** Whether nobody has anything to do about it: it is stopped or over, or it may well be the workload's own. */
export const isSettled = (verdict: Verdict): boolean => settled.has(fateOf(verdict)) || isWorkloads(verdict);

/** What nobody has stopped yet: `1 NOT STOPPED, 2 waiting for you`; empty where that is nothing. */
export const stillOpen = (found: Investigation): string =>
  talliedFates(
    descendants(found)
      .map(({ verdict }) => verdict)
      .filter((verdict) => verdict && !isSettled(verdict)),
    fateInMail,
  );

const pressingFates: ReadonlySet<Fate> = new Set(['open', 'partly', 'protected', 'byHand', 'waits']);

/** What only a person can end or decide: `1 NOT STOPPED, 2 waiting for you`; empty where that is nothing. */
export const pressing = (found: Investigation): string =>
  talliedFates(
    descendants(found)
      .map(({ verdict }) => verdict)
      .filter((verdict) => verdict && pressingFates.has(fateOf(verdict)) && !isWorkloads(verdict)),
    fateInMail,
  );
