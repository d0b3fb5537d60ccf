import { GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import { errorCode, isAccessDenied } from '#lib/aws/errors.ts';
import { now, sleep, timestamp } from '#lib/platform/clock.ts';

/** Why a key is refused: it is switched off, or an explicit deny stands on its user. */
export type RefusedBy = 'key-off' | 'explicit-deny';

/** What became of one call: it worked, it was refused, or something else that says nothing of the key. */
export type Attempt = { outcome: 'worked' } | { outcome: RefusedBy } | { outcome: 'unclear'; why: string };

// "with an explicit deny in an identity-based policy" (IAM user guide, "Troubleshoot access denied error messages").
// A refusal without these words may as well come from a permission that has not spread yet.
const isExplicitDeny = (error: unknown): boolean =>
  isAccessDenied(error) && error instanceof Error && /explicit deny/i.test(error.message);

/** Makes the one call that the canary may make. */
export const tryKey = async (iam: IAMClient): Promise<Attempt> => {
  try {
    await iam.send(new GetUserCommand({}));
    return { outcome: 'worked' };
  } catch (error) {
    if (errorCode(error) === 'InvalidClientTokenId') return { outcome: 'key-off' };
    if (isExplicitDeny(error)) return { outcome: 'explicit-deny' };
    return { outcome: 'unclear', why: errorCode(error) };
  }
};

// IAM spreads a change over several seconds, and for a while some of its hosts know it and others do not.
const inARow = 3;
const between = 250;

export interface Row {
  /** When the row began, ISO 8601 UTC. */
  since: string;
  /** What its first call came to. */
  outcome: Attempt['outcome'];
}

interface Waiting {
  iam: IAMClient;
  /** What is waited for. */
  until(attempt: Attempt): boolean;
  seconds: number;
  signal: AbortSignal;
  /** Asked between two calls, now and then: whether it is in vain. */
  inVain?(): Promise<boolean>;
}

/** Calls until so many calls in a row came to what is waited for. @returns undefined when they did not in time */
export const waitForRow = async ({
  iam,
  until,
  seconds,
  signal,
  inVain = async () => false,
}: Waiting): Promise<Row | undefined> => {
  const end = now().getTime() + seconds * 1000;
  let row: Row[] = [];
  for (let call = 1; now().getTime() < end; call += 1) {
    signal.throwIfAborted();
    const since = timestamp();
    const attempt = await tryKey(iam);
    row = until(attempt) ? [...row, { since, outcome: attempt.outcome }] : [];
    if (row.length >= inARow) return row[0];
    if (call % 10 === 0 && (await inVain())) return undefined;
    await sleep(between);
  }
  return undefined;
};

export const works = ({ outcome }: Attempt): boolean => outcome === 'worked';
export const isRefused = ({ outcome }: Attempt): boolean =>
  outcome === 'key-off' || outcome === 'explicit-deny';
