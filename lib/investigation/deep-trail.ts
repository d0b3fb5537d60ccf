import { once } from '#lib/platform/once.ts';
import type { AthenaQuestion } from './athena/question.ts';
import { athenaSettings } from './athena/settings.ts';
import type { Coverage } from './coverage.ts';
import type { Door } from './lineage/door.ts';
import type { Known } from './lineage/known.ts';
import type { Trail } from './lookup-page.ts';
import { type LookedUp, readRecord } from './trail-record.ts';

export interface DeepQuestion {
  /** The credentials whose calls are wanted. */
  known: readonly Known[];
  doors: readonly Door[];
  from: Date;
  to: Date;
  /** Another number for each question of a look. */
  round: number;
}

/** Asks a trail that holds more than LookupEvents: data events and other accounts. */
export type DeepTrail = (
  question: DeepQuestion,
  take: (records: readonly LookedUp[]) => void,
  trail: Pick<Trail, 'pause' | 'timeLeft'>,
) => Promise<Coverage[]>;

/**
 * The organization's trail in S3 through Athena, where it is configured; the client is loaded only then.
 * @param look names the look, so that a request of it that is sent again pays for no second query
 * @throws ConfigError when it is configured in part
 */
export const deepTrail = (look?: string): DeepTrail | undefined => {
  const settings = athenaSettings();
  if (!settings) return undefined;
  const client = once(async () => {
    const { AthenaClient } = await import('@aws-sdk/client-athena');
    return new AthenaClient({ region: settings.region, maxAttempts: 1 });
  });
  return async ({ known, doors, from, to, round }, take, { pause, timeLeft }) => {
    const { queryAthena } = await import('./athena/query.ts');
    const users = doors.flatMap((door) =>
      door.kind === 'login-profile' || door.kind === 'user' ? [door] : [],
    );
    const span = { from, to, ...(look && { look: `${look}/${round}` }) };
    const ask = (who: Pick<AthenaQuestion, 'accessKeyIds' | 'userNames' | 'accounts'>) =>
      queryAthena(
        { ...who, ...span },
        (details) => take(details.map((detail) => ({ record: readRecord(detail), detail }))),
        { client: ready, pause, timeLeft, ...settings },
      );
    const ready = await client();
    const rows = await ask({ accessKeyIds: known.map(({ id }) => id) });
    if (users.length === 0) return rows;
    const userNames = users.map(({ userName }) => userName);
    // Other accounts have users of the same name.
    const accounts = [...new Set(users.map(({ accountId }) => accountId))];
    return [...rows, ...(await ask({ accessKeyIds: [], userNames, accounts }))];
  };
};
