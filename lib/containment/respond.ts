import type { Incident } from '#lib/incident/incident.ts';
import { namingField } from '#lib/platform/bad-request.ts';
import { logger } from '#lib/platform/logger.ts';
import { redact } from '#lib/platform/redact.ts';
import type { GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { type Channels, firstLookSeconds, onceFor } from './afterwards.ts';
import { type ContainDeps, contain } from './contain.ts';
import { IncidentBusy } from './incident-busy.ts';
import { lookAgain } from './look-again.ts';
import { incidentMail, notice, type UndoWays } from './mail.ts';

export interface RespondDeps extends ContainDeps {
  channels: Channels & { keepDeadLetter(body: string): Promise<void> };
  readAlert(ref: GithubAlertRef): Promise<SignalReading>;
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
  const message = readQueueMessage(body);
  switch (message.kind) {
    case 'github-alert':
      return act(await deps.readAlert(message.ref), body, deps);
    case 'guardduty':
      return act(message.reading, body, deps);
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
  if (reading.kind === 'malformed') return keepForPeople(reading.field, reading.reason, body, deps);
  if (reading.kind === 'not-a-leak') {
    logger.info('reported, not acted on', { reason: reading.reason });
    if (reading.tell) await deps.channels.mail(notice('Reported, not acted on', reading.reason));
    return;
  }
  if (reading.kind === 'undecided') {
    const mail = notice('NOT CONTAINED: a leak whose key is not known', reading.reason, 'Act by hand, now.');
    await deps.channels.page(mail);
    return deps.channels.mail(mail);
  }
  // All are waited for: Lambda freezes what still runs once the batch is answered.
  const runs = await Promise.allSettled(reading.signals.map((signal) => contain(signal, deps)));
  const failed = runs.find((run) => run.status === 'rejected');
  if (failed) throw failed.reason;
  const outcomes = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
  const open = outcomes.filter(({ retry }) => retry).map(({ incident }) => incident);
  if (open.length > 0) throw new NotContainedYet(open);
};

// Such a message would fail for ever and hold the queue up: it is kept for people, redacted, and they are told.
const keepForPeople = async (
  field: string,
  reason: string,
  body: string,
  { channels }: RespondDeps,
): Promise<void> => {
  await channels.keepDeadLetter(redact(body));
  await channels.page(notice('DEAD LETTERS: a message was not understood', namingField(field, reason)));
};

/**
 * Tells people of a signal that keeps failing before anything of it could be recorded: the record or the source does
 * not answer. The first failure passes in silence, most are over a minute later; each further one pages. Never throws: the message must
 * stay on the queue whatever happens here.
 * @param receives how many times the queue has handed the message out
 */
export const pageWhenStuck = async (
  error: unknown,
  receives: number,
  { channels }: RespondDeps,
): Promise<void> => {
  // These two have been told with their incident, or work is under way.
  if (receives < 2 || error instanceof NotContainedYet || error instanceof IncidentBusy) return;
  const why = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  const mail = notice(
    'NOT CONTAINED: a leak signal cannot be handled',
    why,
    'It is tried again. Act by hand, now.',
  );
  await channels.page(mail).catch((failed) => logger.error('nobody could be paged', { error: failed }));
};

const looksAtMost = 8;

// A role session that the thief took before may take everything off much later. Sweeps that follow the trail for a
// day are the investigation's; until it has them, these looks watch the first quarter of an hour.
const quietSeconds = [60, 300, 600];

const lookAndTell = async (incidentId: string, look: number, deps: RespondDeps): Promise<void> => {
  const looked = await lookAgain(incidentId, deps, look);
  if (!looked || looked.incident.status === 'restored') return;
  const { incident, disturbed } = looked;
  const tell = () => deps.channels.mail(disturbedMail(incident, disturbed, deps.channels.undoWays));
  if (disturbed.length > 0) await onceFor(incidentId, `disturbed-${look}`, tell, deps.store);
  // Tells what has changed since, and what an earlier run died before telling.
  await deps.afterwards(incident);
  const quiet = disturbed.length === 0 && incident.status === 'contained';
  const next = quiet ? quietSeconds[look - 1] : firstLookSeconds;
  if (quiet && next === undefined) return;
  // What was taken off once may be taken off again: look until it holds, and say so when it does not.
  if (next !== undefined && (quiet || look < looksAtMost)) {
    return deps.channels.lookAgain(incidentId, look + 1, next);
  }
  const givingUp = notice(
    `NOT CONTAINED: ${incidentId} does not hold`,
    `After ${looksAtMost} looks the containment does not hold (${incident.status}). Taken off before the last look: ${disturbed.join(', ') || 'nothing'}.`,
    'Each look has applied again what was missing. Act by hand, now.',
  );
  const what = `page:does-not-hold:${incident.statusSince}`;
  await onceFor(incidentId, what, () => deps.channels.page(givingUp), deps.store);
};

const disturbedMail = (incident: Incident, disturbed: string[], undoWays: UndoWays) => {
  const mail = incidentMail(incident, undoWays);
  const held = incident.steps.every(({ id, outcome }) => !disturbed.includes(id) || outcome === 'done');
  const [subject, end] = held
    ? ['Applied again', 'It was applied again, and holds.']
    : ['NOT CONTAINED', 'It could NOT be applied again: act by hand, now.'];
  return {
    subject: `${subject}: AWS key ${incident.accessKeyId}`,
    body: `Somebody took off: ${disturbed.join(', ')}. ${end}\n\n${mail.body}`,
  };
};
