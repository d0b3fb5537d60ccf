import { describeError } from '#lib/aws/errors.ts';
import type { Incident, Status } from '#lib/incident/incident.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { logger } from '#lib/platform/logger.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type ContainDeps, contain } from './contain.ts';
import { containDryRun } from './dry-run.ts';
import { isOpen } from './page-record.ts';
import { allPages, closePage } from './pages.ts';

export interface BacklogDeps extends ContainDeps {
  records: RecordStore;
}

export interface BacklogRun {
  /** Names the run: a repeat of it gives the same signals. */
  requestId: string;
  dryRun: boolean;
  /** Milliseconds until no further containment may be begun. */
  timeLeft(): number;
}

/** What became of one that waited. */
export interface Handled {
  incidentId: string;
  accessKeyId: string | null;
  /** The owner's ARN, where it is known. */
  owner: string | null;
  status: Status;
  reason?: string;
}

export interface BacklogAnswer {
  contained: number;
  /** Tried, and not contained: their incidents say why. */
  open: number;
  /** Not tried yet: run it again. */
  left: number;
  incidents: Handled[];
}

// IAM throttles by account, and all of these may be in one.
const atOnce = 5;

interface Waiting {
  incident: Incident;
  signal: LeakSignal;
}

/**
 * Contains all that waits in the backlog, because a person asked for it: each by its own first signal. What is
 * protected stays protected, and what was dismissed stays where it is. Running it again goes on with what is left. Once
 * nothing waits any more, the pages about the backlog are closed.
 * @throws what the store throws when the backlog cannot be read; a failed containment is told in the answer
 */
export const containBacklog = async (run: BacklogRun, deps: BacklogDeps): Promise<BacklogAnswer> => {
  const waiting = await waitingNow(deps);
  const work = run.dryRun ? rehearse : containOne;
  const inTime = (): boolean => run.timeLeft() > 0;
  const incidents = await inParallel(waiting, atOnce, (each) => work(each, run, deps), inTime);
  if (!run.dryRun) await closePages(deps);
  const contained = incidents.filter(({ status }) => status === 'contained').length;
  return run.dryRun
    ? { contained: 0, open: 0, left: waiting.length, incidents }
    : {
        contained,
        open: incidents.length - contained,
        left: waiting.length - incidents.length,
        incidents,
      };
};

// Without a step there is nothing to carry out (a key that is deleted, say): that was told in the mail.
const isBacklog = ({ status, decidedBy, steps }: Incident): boolean =>
  status === 'observed' && (decidedBy === 'backlog' || decidedBy === 'burst') && steps.length > 0;

/** The newest report first: that key is the likeliest to be abused. */
const waitingNow = async (deps: BacklogDeps): Promise<Waiting[]> => {
  const found = (await deps.store.all()).filter(isBacklog).flatMap((incident) => {
    const [signal] = incident.signals;
    return signal ? [{ incident, signal }] : [];
  });
  // A person said of the key that it is no leak: whoever says `all of them` does not mean that one.
  const dismissed = await inParallel(found, 10, async ({ signal }) =>
    Boolean((await deps.judgement(signal)).dismissal),
  );
  return found
    .filter((_, at) => !dismissed[at])
    .sort(
      (a, b) =>
        b.signal.reportedAt.localeCompare(a.signal.reportedAt) ||
        a.incident.incidentId.localeCompare(b.incident.incidentId),
    );
};

/** The word of a person about what a source reported. */
const fetched = ({ incident, signal }: Waiting, requestId: string): LeakSignal => ({
  ...signal,
  id: `manual:${requestId}:${incident.incidentId}`,
  source: 'manual',
  override: [...new Set([...(signal.override ?? []), 'backlog' as const])],
});

const containOne = async (
  waiting: Waiting,
  { requestId }: BacklogRun,
  deps: BacklogDeps,
): Promise<Handled> => {
  try {
    return handled((await contain(fetched(waiting, requestId), deps)).incident);
  } catch (error) {
    logger.error('one of the backlog could not be contained', { ...handled(waiting.incident), error });
    return failed(waiting, error, deps);
  }
};

// It may have been contained before the fault: what is recorded counts.
const failed = async ({ incident }: Waiting, error: unknown, { store }: BacklogDeps): Promise<Handled> => {
  const now = await store.find(incident.incidentId).catch(() => undefined);
  return { ...handled(now ?? incident), reason: describeError('containing it', error) };
};

const rehearse = async (waiting: Waiting, { requestId }: BacklogRun, deps: BacklogDeps): Promise<Handled> => {
  const { incidentId } = waiting.incident;
  try {
    return { ...handled(await containDryRun(fetched(waiting, requestId), deps)), incidentId };
  } catch (error) {
    return { ...handled(waiting.incident), reason: describeError('rehearsing it', error) };
  }
};

const handled = ({ incidentId, accessKeyId, principal, status, reason }: Incident): Handled => ({
  incidentId,
  accessKeyId,
  owner: principal?.arn ?? null,
  status,
  ...(reason && { reason }),
});

// Asked anew: a poll may have brought more meanwhile.
const closePages = async (deps: BacklogDeps): Promise<void> => {
  if ((await waitingNow(deps)).length > 0) return;
  const pages = (await allPages(deps.records)).filter(
    (page) => isOpen(page) && page.id.startsWith('backlog:'),
  );
  await Promise.all(pages.map(({ id }) => closePage(id, deps.records)));
};
