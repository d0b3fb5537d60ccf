import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { incidentMail, type Mail, mustPage } from './mail.ts';

/** The ways out of a containment, once the key is off. */
export interface Channels {
  mail(mail: Mail): Promise<void>;
  /** For what a person must act on now. */
  page(mail: Mail): Promise<void>;
  /** Starts the investigation; starting it twice is harmless. */
  investigate(incident: Incident): Promise<void>;
  /** Asks for a later look, after the change has reached all of AWS. */
  lookAgain(incidentId: string, look: number): Promise<void>;
  restoreFunction: string | undefined;
}

/**
 * Does once what an incident needs after it was recorded. Each thing is marked after it was done: a run that
 * dies in between does it again, because two mails are better than none.
 * @throws AggregateError naming what failed; calling again does only what is missing
 */
export const afterwards =
  (channels: Channels, store: IncidentStore) =>
  async (incident: Incident): Promise<void> => {
    const mail = incidentMail(incident, channels.restoreFunction);
    const state = stateOf(incident);
    const contained = incident.status === 'contained' || incident.status === 'partly-contained';
    const things: [boolean, string, () => Promise<void>][] = [
      [contained, 'look-1', () => channels.lookAgain(incident.incidentId, 1)],
      [mustPage(incident), `page:${state}`, () => channels.page(mail)],
      [true, `mail:${state}`, () => channels.mail(mail)],
      [incident.steps.length > 0, 'investigate', () => channels.investigate(incident)],
    ];
    const due = things.filter(([applies]) => applies);
    await all(due.map(([, what, act]) => onceFor(incident.incidentId, what, act, store)));
  };

// What a mail tells: as long as this stays the same there is nothing new to say.
const stateOf = ({ status, steps }: Incident): string =>
  [status, ...steps.map((step) => `${step.id}=${step.outcome}${step.undoneAt ? '-undone' : ''}`)].join(',');

export const onceFor = async (
  incidentId: string,
  what: string,
  act: () => Promise<void>,
  store: IncidentStore,
): Promise<void> => {
  if (await store.marked(incidentId, what)) return;
  await act();
  await store.mark(incidentId, what);
};

const all = async (tasks: Promise<void>[]): Promise<void> => {
  const failed = (await Promise.allSettled(tasks)).flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  if (failed.length === 1) throw failed[0];
  if (failed.length > 1) throw new AggregateError(failed, `${failed.length} things failed after containment`);
};
