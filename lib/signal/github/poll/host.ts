import { now } from '#lib/platform/clock.ts';
import { count } from '#lib/platform/plain-text.ts';
import { GithubRefused, GithubUnavailable } from '../errors.ts';
import { pollInstallation } from './alerts.ts';
import { pollDeliveries } from './deliveries.ts';
import { type Installation, toInstallations } from './listed.ts';
import { everyPage } from './next-page.ts';
import type { HostRun } from './run.ts';
import { PollStopped } from './stopped.ts';

type Outcome = 'done' | 'failed' | PollStopped;

/** Does one part of a run. What GitHub does not answer is noted, for it must not hide the other parts. */
const attempt = async (what: string, { tally }: HostRun, work: () => Promise<void>): Promise<Outcome> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof PollStopped) {
      tally.left.push(`${what}: ${error.message}`);
      return error;
    }
    if (!(error instanceof GithubRefused || error instanceof GithubUnavailable)) throw error;
    tally.problems.push(`${what}: ${error.message}`);
    return 'failed';
  }
};

const endsHost = (outcome: Outcome): outcome is PollStopped =>
  outcome instanceof PollStopped && outcome.of !== 'installation';

const installationsOf = async ({ ask, tally }: HostRun): Promise<Installation[]> => {
  const all: Installation[] = [];
  const refused = 'GitHub does not let the App list its installations';
  const mends = { 403: refused, 404: refused };
  await everyPage(ask, { route: 'GET /app/installations', as: 'app', mends }, async (body) => {
    all.push(...toInstallations(body, tally.problems));
    return 'more';
  });
  return all;
};

const nameOf = ({ id, account }: Installation): string =>
  account ? `installation ${id} (${account.login})` : `installation ${id}`;

/** Where a run at a host ended, for the next one. Kept as a record. */
interface Place {
  /** Before then GitHub must not be asked. */
  waitUntil?: unknown;
  /** Up to when the deliveries were looked at. */
  deliveriesUntil?: unknown;
  /** The installation to begin with. */
  installationId?: unknown;
}

/** All installations in turn. @returns the outcomes, and with which to begin the next time */
const pollInstallations = async (
  run: HostRun,
  first: unknown,
): Promise<{ outcomes: Outcome[]; next: unknown }> => {
  const outcomes: Outcome[] = [];
  let all: Installation[] = [];
  const listed = await attempt(`${run.host}: the installations`, run, async () => {
    all = await installationsOf(run);
  });
  if (listed !== 'done') return { outcomes: [listed], next: first };
  const start = Math.max(
    0,
    all.findIndex(({ id }) => id === first),
  );
  const inTurn = [...all.slice(start), ...all.slice(0, start)];
  for (const [index, each] of inTurn.entries()) {
    const outcome = await attempt(`${run.host}, ${nameOf(each)}`, run, () => pollInstallation(each, run));
    outcomes.push(outcome);
    if (!endsHost(outcome)) continue;
    const others = inTurn.length - index - 1;
    if (others > 0) run.tally.left.push(`${run.host}: ${count(others, 'further installation')}`);
    // The others come first the next time: one that never comes to its end must not keep them waiting.
    return { outcomes, next: inTurn[(index + 1) % inTurn.length]?.id };
  }
  return { outcomes, next: undefined };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const pollParts = async (run: HostRun, before: Place): Promise<{ outcomes: Outcome[]; after: Place }> => {
  let deliveriesUntil = text(before.deliveriesUntil);
  const deliveries = await attempt(`${run.host}: the failed deliveries`, run, async () => {
    deliveriesUntil = await pollDeliveries(run, deliveriesUntil);
  });
  if (endsHost(deliveries)) {
    run.tally.left.push(`${run.host}: the open alerts`);
    return { outcomes: [deliveries], after: { ...before, deliveriesUntil, waitUntil: deliveries.until } };
  }
  const { outcomes, next } = await pollInstallations(run, before.installationId);
  const waitUntil = outcomes.find(endsHost)?.until;
  return {
    outcomes: [deliveries, ...outcomes],
    after: { deliveriesUntil, waitUntil, installationId: next },
  };
};

/** Polls one host. Not a part of it answering is a failure of the run. @throws what the store and the queue throw */
export const pollHost = async (run: HostRun): Promise<void> => {
  const place = `poll:${run.host}`;
  const before: Place = (await run.seen.get(place)) ?? {};
  const waitUntil = text(before.waitUntil);
  if (waitUntil && Date.parse(waitUntil) > now().getTime()) {
    run.tally.left.push(`${run.host}: everything, it asks to wait until ${waitUntil}`);
    return;
  }
  const { outcomes, after } = await pollParts(run, before);
  await run.seen.set(place, { ...after });
  if (outcomes.every((each) => each === 'failed'))
    run.tally.failures.push(`${run.host} could not be polled at all`);
};
