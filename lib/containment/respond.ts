import { createHash } from 'node:crypto';
import type { Incident } from '#lib/incident/incident.ts';
import { namingField } from '#lib/platform/bad-request.ts';
import { logger } from '#lib/platform/logger.ts';
import { redact } from '#lib/platform/redact.ts';
import type { GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import type { OwnerFound } from '#lib/signal/owner-found.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import type { Channels } from './afterwards.ts';
import { type ContainDeps, contain, type Outcome } from './contain.ts';
import { containDescendant } from './descendant.ts';
import { IncidentBusy } from './incident-busy.ts';
import { isOlder } from './judge.ts';
import { lookAndTell } from './look-and-tell.ts';
import { notice } from './mail.ts';
import { recordStillOpen } from './record-still-open.ts';
import { sweep } from './sweep.ts';

export interface RespondDeps extends ContainDeps {
  channels: Channels & { keepDeadLetter(body: string): Promise<void> };
  readAlert(ref: GithubAlertRef): Promise<SignalReading>;
  /** Remembers that a report was handled, so that a poll does not bring it again. */
  handled(ref: GithubAlertRef): Promise<void>;
  /** When this system was deployed first, ISO 8601 UTC: what is older waits. */
  deployedAt(): string | undefined;
  /** Does something about a report once, however often it arrives. */
  onceForReport(id: string, act: () => Promise<void>): Promise<void>;
}

/** The queue should keep the message: trying again may end better, and its dead-letter queue tells people. */
export class NotContainedYet extends Error {
  constructor(incidents: Incident[]) {
    super(
      incidents.map(({ incidentId, status, reason }) => `${incidentId} is ${status}: ${reason}`).join('; '),
    );
    this.name = 'NotContainedYet';
  }
}

/**
 * Handles one message of the signals queue to its end.
 * @throws when the message must stay on the queue
 */
export const respondToMessage = async (body: string, deps: RespondDeps): Promise<void> => {
  const message = readQueueMessage(body, deps.rules());
  switch (message.kind) {
    case 'github-alert':
      await act(await deps.readAlert(message.ref), body, deps);
      return deps.handled(message.ref);
    case 'event':
      return act(message.reading, body, deps);
    case 'owner-found':
      return containFound(message, deps);
    case 'descendant':
      return unlessOpen([await containDescendant(message, deps)]);
    case 'still-open':
      return recordStillOpen(message, deps);
    case 'sweep':
      return sweep(message, deps);
    case 'look-again':
      return lookAndTell(message.incidentId, message.look, deps);
    case 'malformed':
      return keepForPeople(message.field, message.reason, body, deps);
    default:
      // A kind that nobody handles must not count as done: SQS would delete it.
      message satisfies never;
      throw new Error('a message of this kind has no handler');
  }
};

const act = async (reading: SignalReading, body: string, deps: RespondDeps): Promise<void> => {
  switch (reading.kind) {
    case 'malformed':
      return keepForPeople(reading.field, reading.reason, body, deps);
    case 'not-a-leak':
      return tell(reading, deps);
    case 'undecided':
      return pageUndecided(reading, deps);
    case 'leak':
      return containAll(reading.signals, deps);
    default:
      reading satisfies never;
      throw new Error('a reading of this kind has no handler');
  }
};

const tell = async (
  { reason, tell: how, id = idOf(reason) }: Extract<SignalReading, { kind: 'not-a-leak' }>,
  { channels, onceForReport }: RespondDeps,
): Promise<void> => {
  logger.info('reported, not acted on', { reason, tell: how });
  if (how === 'digest') return channels.note({ id, kind: 'reported', text: reason });
  const mail = () => channels.mail(notice('Reported, not acted on', reason));
  if (how === 'mail') await onceForReport(`mail:${id}`, mail);
};

const pageUndecided = async (
  { reason, id = idOf(reason), reportedAt }: Extract<SignalReading, { kind: 'undecided' }>,
  { channels, onceForReport, deployedAt }: RespondDeps,
): Promise<void> => {
  if (reportedAt !== undefined && isOlder(reportedAt, deployedAt()))
    return channels.note({ id: `undecided:${id}`, kind: 'backlog', text: reason, about: { reportedAt } });
  const mail = notice('NOT CONTAINED: a leak whose key is not known', reason, 'Act by hand, now.');
  await channels.page({ id: `undecided:${id}`, ...mail });
  await onceForReport(`undecided:${id}`, () => channels.mail(mail));
};

/** For what has no id of its own: the same words are the same report. */
const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const containAll = async (signals: LeakSignal[], deps: RespondDeps): Promise<void> => {
  // All are waited for: Lambda freezes what still runs once the batch is answered.
  const runs = await Promise.allSettled(signals.map((signal) => contain(signal, deps)));
  const failed = runs.find((run) => run.status === 'rejected');
  if (failed) throw failed.reason;
  unlessOpen(runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : [])));
};

/** @throws NotContainedYet naming what may end better when it is tried again */
const unlessOpen = (outcomes: Outcome[]): void => {
  const open = outcomes.filter(({ retry }) => retry).map(({ incident }) => incident);
  if (open.length > 0) throw new NotContainedYet(open);
};

/** The incident's own signal, with the owner that CloudTrail has shown. */
const containFound = async (
  { incidentId, accountId, owner }: OwnerFound,
  deps: RespondDeps,
): Promise<void> => {
  const incident = await deps.store.find(incidentId);
  const signal = incident && surest(incident.signals);
  if (!incident || !signal) throw new Error(`there is no incident ${incidentId}`);
  return containAll([{ ...signal, accountId, ...knownAs(owner), ownerShown: true }], deps);
};

const rank = { proven: 0, claimed: 1, contradicted: 2 } as const;

/** What is known for sure must not wait for what anybody claimed before. */
const surest = (signals: LeakSignal[]): LeakSignal | undefined =>
  signals.toSorted((a, b) => rank[a.certainty] - rank[b.certainty])[0];

const knownAs = (owner: OwnerFound['owner']): Partial<LeakSignal> => {
  if (owner.type === 'root') return { root: true };
  if (owner.type === 'user')
    return { userName: owner.userName, ...(owner.userId && { userId: owner.userId }) };
  const { roleName, roleId, sessionName } = owner;
  return { session: { roleName, ...(roleId && { roleId }), ...(sessionName && { sessionName }) } };
};

// Such a message would fail for ever and hold the queue up: it is kept for people, redacted, and they are told.
const keepForPeople = async (
  field: string,
  reason: string,
  body: string,
  { channels }: RespondDeps,
): Promise<void> => {
  await channels.keepDeadLetter(redact(body));
  const mail = notice('DEAD LETTERS: a message was not understood', namingField(field, reason));
  await channels.page({ id: `dead-letter-${idOf(body)}`, ...mail });
};

/**
 * Tells people of a signal that keeps failing before anything of it could be recorded: the record or the source does
 * not answer. The first failure passes in silence, most are over a minute later; each further one pages. Never
 * throws: the message must stay on the queue whatever happens here.
 * @param receives how many times the queue has handed the message out
 */
export const pageWhenStuck = async (
  error: unknown,
  receives: number,
  body: string,
  { channels }: Pick<RespondDeps, 'channels'>,
): Promise<void> => {
  // These two have been told with their incident, or work is under way.
  if (receives < 2 || error instanceof NotContainedYet || error instanceof IncidentBusy) return;
  const why = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  const mail = notice(
    'NOT CONTAINED: a leak signal cannot be handled',
    why,
    'It is tried again. Act by hand, now.',
  );
  const page = { id: `stuck-${idOf(body)}`, ...mail };
  await channels.page(page).catch((failed) => logger.error('nobody could be paged', { error: failed }));
};
