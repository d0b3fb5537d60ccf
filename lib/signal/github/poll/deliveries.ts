import { now, timestamp } from '#lib/platform/clock.ts';
import type { GithubAlertRef } from '../../github-alert-ref.ts';
import { readGithubWebhook } from '../../github-webhook.ts';
import { GithubRefused, GithubUnavailable } from '../errors.ts';
import { githubDotCom } from '../host.ts';
import { attemptsSince, shownFor, undelivered } from './attempts.ts';
import { deliveryMark, polledMark } from './handled.ts';
import { type Attempt, toPayload } from './listed.ts';
import type { Report } from './outbox.ts';
import type { HostRun } from './run.ts';

// A delivery that was under way when we looked shows up later, with the time at which it began.
const overlap = 60 * 60_000;

// As many as the queue takes at once.
const atOnce = 10;

// A delivery that GitHub cannot show must not hide those behind it; when it shows none, it is GitHub that is down.
const mostUnanswered = 3;

/** Whatever address the payload names, it came from this host. */
const from = (host: string, { host: _, ...ref }: GithubAlertRef): GithubAlertRef =>
  host === githubDotCom ? ref : { ...ref, host };

/** Reads the payload of a delivery at GitHub: no signature is needed for what we ask of GitHub ourselves. */
const readDelivery = async (
  { id, guid, deliveredAt }: Attempt,
  run: HostRun,
): Promise<Report | undefined> => {
  const { host, ask, seen, tally } = run;
  const route = 'GET /app/hook/deliveries/{delivery_id}';
  const mends = { 404: 'GitHub does not keep this delivery any more' };
  const { body } = await ask({ route, parameters: { delivery_id: id }, as: 'app', mends });
  const reading = readGithubWebhook(toPayload(body), deliveredAt);
  if (reading.kind === 'alert') {
    const ref = from(host, reading.ref);
    return { ref, marks: [deliveryMark(guid), polledMark(ref)] };
  }
  if (reading.kind === 'malformed')
    tally.failures.push(`${host}: the failed delivery ${guid} cannot be read: ${reading.reason}`);
  // Told once: it will not read any better the next time.
  await seen.set(deliveryMark(guid), { at: timestamp(), outcome: reading.kind });
  return undefined;
};

/** @param reports is added to. @returns whether GitHub showed all deliveries */
const readAll = async (attempts: readonly Attempt[], run: HostRun, reports: Report[]): Promise<boolean> => {
  let unread = 0;
  let unanswered = 0;
  for (const attempt of attempts) {
    try {
      const report = await readDelivery(attempt, run);
      unanswered = 0;
      if (report) reports.push(report);
    } catch (error) {
      if (!(error instanceof GithubRefused || error instanceof GithubUnavailable)) throw error;
      unanswered = error instanceof GithubUnavailable ? unanswered + 1 : 0;
      if (unanswered === mostUnanswered) throw error;
      unread += 1;
      run.tally.problems.push(`${run.host}: the failed delivery ${attempt.guid}: ${error.message}`);
    }
  }
  return unread === 0;
};

const withoutSeen = async (attempts: readonly Attempt[], { seen, tally }: HostRun): Promise<Attempt[]> => {
  const known = await Promise.all(attempts.map(({ guid }) => seen.get(deliveryMark(guid))));
  const fresh = attempts.filter((_, index) => !known[index]);
  tally.skipped += attempts.length - fresh.length;
  return fresh;
};

/**
 * Queues the alerts of webhooks that failed, as long as GitHub shows them.
 * @param lookedUntil up to when an earlier run has looked, ISO 8601 UTC
 * @returns up to when it is looked now; as before, where something is left to be tried again
 * @throws PollStopped, GithubUnavailable, GithubRefused; what was read by then is queued
 */
export const pollDeliveries = async (
  run: HostRun,
  lookedUntil: string | undefined,
): Promise<string | undefined> => {
  const begun = timestamp();
  const shown = now().getTime() - shownFor(run.host);
  const since = Math.max(shown, lookedUntil ? Date.parse(lookedUntil) - overlap : 0);
  const failed = undelivered(await attemptsSince(run, timestamp(new Date(since))));
  run.tally.deliveries += failed.length;
  const fresh = await withoutSeen(failed, run);
  let complete = true;
  for (let start = 0; start < fresh.length; start += atOnce) {
    const reports: Report[] = [];
    try {
      complete = (await readAll(fresh.slice(start, start + atOnce), run, reports)) && complete;
    } finally {
      complete = (await run.outbox.send(reports)) && complete;
    }
  }
  return complete ? begun : lookedUntil;
};
