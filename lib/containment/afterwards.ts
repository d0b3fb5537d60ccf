import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { isEngaged } from './engaged.ts';
import { isOfLineageAlone } from './mail/standing.ts';
import { aboutOf, incidentMail, type Mail, mustPage, notice, stateOf, type UndoWays } from './mail.ts';
import type { Note } from './notes.ts';
import type { Page } from './pages.ts';

/** The ways out of a containment, once the key is off. */
export interface Channels {
  mail(mail: Mail): Promise<void>;
  /** For what a person must act on now: repeated until somebody acknowledges it. */
  page(page: Page): Promise<void>;
  /** For the daily digest. */
  note(note: Note): Promise<void>;
  /** Starts the investigation; starting it twice is harmless. */
  investigate(incident: Incident): Promise<void>;
  /** Asks for a later look, after the change has reached all of AWS. */
  lookAgain(incidentId: string, look: number, delaySeconds: number): Promise<void>;
  /** How the mail says to undo. */
  undoWays: UndoWays;
}

// IAM's changes were seen to take 3 to 4 seconds to reach all of AWS; the first look comes well after that.
export const firstLookSeconds = 10;

/** Whether CloudTrail has to be searched for the owner before anything can be done. */
export const isUnknown = ({ status, decidedBy }: Incident): boolean =>
  status === 'not-contained' && decidedBy === 'principal-unknown';

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
    const kind = digestKind(incident);
    const watched = isEngaged(incident) || isUnknown(incident) || incident.decidedBy === 'observe';
    const own = incident.descendantOf === undefined;
    const silent = isToldByRoot(incident) && !(await store.marked(incidentId, loud));
    const things: [boolean, string, () => Promise<void>][] = [
      [
        run !== undefined && isEngaged(incident),
        `look:${run}`,
        () => channels.lookAgain(incidentId, 1, firstLookSeconds),
      ],
      [mustPage(incident), `page:${state}`, () => channels.page({ id: incidentId, ...mail, incidentId })],
      [kind === undefined && !silent, `mail:${state}`, () => channels.mail(mail)],
      [kind !== undefined && !silent, `note:${kind}`, () => channels.note(noteOf(incident, kind ?? ''))],
      [watched && own, 'investigate', () => channels.investigate(incident)],
      [mustPage(incident) && !own, loud, async () => {}],
    ];
    const due = things.filter(([applies]) => applies);
    await all(due.map(([, what, act]) => onceFor(incidentId, what, act, store)));
  };

// Whoever was woken for it is told its end as well.
const loud = 'told-loudly';

// What needs nobody, and stands in what is told of the leaked credential.
const isToldByRoot = (incident: Incident): boolean =>
  isOfLineageAlone(incident) && toldByRoot.has(incident.status);

const toldByRoot: ReadonlySet<Incident['status']> = new Set(['contained', 'observed', 'not-ours']);

const digestKinds: Record<string, string> = {
  'not-ours': 'not-ours',
  'documentation-key': 'documentation',
  dismissed: 'dismissed',
  backlog: 'backlog',
  burst: 'backlog',
};

/** Under which heading of the digest an incident is told; undefined where people are to be told at once. */
const digestKind = ({ decidedBy = '', status, steps }: Incident): string | undefined => {
  // Everything was off already: nothing was changed, and nothing is left to do.
  const idle =
    status === 'contained' && steps.every(({ outcome }) => outcome === 'already' || outcome === 'skipped');
  if (idle) return 'inactive';
  return status === 'not-ours' || status === 'observed' ? digestKinds[decidedBy] : undefined;
};

const noteOf = ({ incidentId, accessKeyId, principal, reason, signals }: Incident, kind: string): Note => {
  const [first] = signals;
  return {
    id: `${kind}:${incidentId}`,
    kind,
    text: `${accessKeyId ?? principal?.name ?? incidentId}: ${reason ?? ''}${first ? ` [${first.where}]` : ''}`,
    about: {
      ...(accessKeyId && { accessKeyId }),
      ...(principal && { owner: principal.arn }),
      ...(first && { where: first.where, reportedAt: first.reportedAt }),
      ...(first?.url && { url: first.url }),
    },
  };
};

/** Tells once that a signal came again after the restore. */
export const reportedAgain =
  (channels: Pick<Channels, 'mail'>, store: IncidentStore) =>
  (incident: Incident): Promise<void> => {
    const { incidentId, accessKeyId } = incident;
    const again = accessKeyId
      ? ` If it is leaked after all, contain it: npm run -s tourniquet -- contain ${accessKeyId}`
      : '';
    const reason = `A report that incident ${incidentId} had before it was restored has arrived again.${again}`;
    const mail = () =>
      channels.mail(notice(`Reported again after the restore: ${aboutOf(incident)}`, reason));
    return onceFor(incidentId, 'mail:reported-again', mail, store);
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
