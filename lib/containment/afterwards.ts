import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { incidentMail, type Mail, mustPage, notice, type UndoWays } from './mail.ts';

/** The ways out of a containment, once the key is off. */
export interface Channels {
  mail(mail: Mail): Promise<void>;
  /** For what a person must act on now. */
  page(mail: Mail): Promise<void>;
  /** Starts the investigation; starting it twice is harmless. */
  investigate(incident: Incident): Promise<void>;
  /** Asks for a later look, after the change has reached all of AWS. */
  lookAgain(incidentId: string, look: number, delaySeconds: number): Promise<void>;
  /** How the mail says to undo. */
  undoWays: UndoWays;
}

// IAM's changes were seen to take 3 to 4 seconds to reach all of AWS; the first look comes well after that.
export const firstLookSeconds = 10;

/**
 * Does once what an incident needs after it was recorded. Each thing is marked after it was done: a run that
 * dies in between does it again, because two mails are better than none.
 * @param run names the run that may have changed something, so that a later look checks on it
 * @throws AggregateError naming what failed; calling again does only what is missing
 */
export const afterwards =
  (channels: Channels, store: IncidentStore) =>
  async (incident: Incident, run?: string): Promise<void> => {
    const { incidentId, status, reason } = incident;
    logger.info('incident recorded', { incidentId, status, reason });
    const mail = incidentMail(incident, channels.undoWays);
    const state = stateOf(incident);
    const changed = run !== undefined && incident.steps.length > 0;
    const things: [boolean, string, () => Promise<void>][] = [
      [changed, `look:${run}`, () => channels.lookAgain(incident.incidentId, 1, firstLookSeconds)],
      [mustPage(incident), `page:${state}`, () => channels.page(mail)],
      [true, `mail:${state}`, () => channels.mail(mail)],
      [incident.steps.length > 0, 'investigate', () => channels.investigate(incident)],
    ];
    const due = things.filter(([applies]) => applies);
    await all(due.map(([, what, act]) => onceFor(incident.incidentId, what, act, store)));
  };

// What a mail tells: as long as this stays the same there is nothing new to say.
const stateOf = ({ status, statusSince = '', steps }: Incident): string =>
  [
    status,
    statusSince,
    ...steps.map((step) => `${step.id}=${step.outcome}${step.undoneAt ? '-undone' : ''}`),
  ].join(',');

/** Tells once that a signal came again after the restore. */
export const reportedAgain =
  (channels: Pick<Channels, 'mail'>, store: IncidentStore) =>
  (incident: Incident): Promise<void> => {
    const about = `Reported again after the restore: AWS key ${incident.accessKeyId}`;
    const reason = `A report that incident ${incident.incidentId} had before it was restored has arrived again. If the key is leaked after all, contain it: npm run -s tourniquet -- contain ${incident.accessKeyId}`;
    const mail = () => channels.mail(notice(about, reason));
    return onceFor(incident.incidentId, 'mail:reported-again', mail, store);
  };

export const onceFor = async (
  incidentId: string,
  what: string,
  act: () => Promise<void>,
  store: IncidentStore,
): Promise<void> => {
  if (await store.marked(incidentId, what)) return;
  await act();
  await store.mark(incidentId, what);
  logger.info('told or started', { incidentId, what });
};

const all = async (tasks: Promise<void>[]): Promise<void> => {
  const failed = (await Promise.allSettled(tasks)).flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  if (failed.length === 1) throw failed[0];
  if (failed.length > 1) throw new AggregateError(failed, `${failed.length} things failed after containment`);
};
