import type { Coverage } from '../coverage.ts';
import type { Investigation } from '../investigation.ts';
import { certainlyAfter, nextSecond } from '../whole-seconds.ts';
import { settledUntil } from '../window.ts';

/** Whether anything that certainly came from the leak still worked after containment, as far as the trail tells. */
export interface Silence {
  /** No call succeeded, and every Region was read to its end and is known beyond containment: only then is it proved. */
  silent: boolean;
  /** The first whole second after containment was read back, ISO 8601 UTC: CloudTrail tells no less. */
  since: string;
  /** Calls that succeeded later; at least so many. */
  succeededAfter: number;
  /** When the last of them was made. */
  lastAfter?: string;
  /** Credentials that this holds for. */
  credentials: number;
  /** Up to when each Region is known, ISO 8601 UTC; null where it was not read to its end. */
  regions: { region: string; until: string | null; complete: boolean; reason?: string }[];
  /** What would not be seen, in words that continue `Not in this:`. */
  blindTo: string[];
}

/**
 * @param containedAt ISO 8601 UTC. IAM takes some seconds to spread a change, so calls of the first seconds after it
 *   are no sign that it does not hold; they are counted all the same.
 */
export const silenceOf = (found: Investigation, containedAt: string): Silence => {
  const succeededAfter = callsAfter(found, containedAt);
  const since = nextSecond(containedAt);
  const regions = found.coverage.map((row) => regionOf(row, found));
  const { lastSucceeded } = found;
  return {
    silent: succeededAfter === 0 && regions.length > 0 && regions.every(isKnownSince(since)),
    since,
    succeededAfter,
    ...(isLater(lastSucceeded, containedAt) && { lastAfter: lastSucceeded }),
    credentials: found.credentials.filter(({ certain }) => certain).length,
    regions,
    blindTo: blindTo(found),
  };
};

// The first look comes minutes before CloudTrail can know anything of the time after containment.
const isKnownSince =
  (since: string) =>
  ({ complete, until }: Silence['regions'][number]): boolean =>
    complete && until !== null && Date.parse(until) >= Date.parse(since);

const isLater = (at: string | null, than: string): at is string => at !== null && certainlyAfter(at, than);

// Where nobody counted them, the time of the last call that succeeded tells whether there was one.
const callsAfter = ({ after, lastSucceeded }: Investigation, containedAt: string): number => {
  const atLeast = isLater(lastSucceeded, containedAt) ? 1 : 0;
  const counted = after && Date.parse(after.at) === Date.parse(containedAt) ? after.succeeded : 0;
  return Math.max(atLeast, counted);
};

const regionOf = (
  { region, source, complete, newest, reason }: Coverage,
  { window }: Investigation,
): Silence['regions'][number] => ({
  region,
  // Files hold what they hold: nobody knows whether more was recorded after the newest record.
  until: !complete ? null : source === 'files' ? newest : settledUntil(new Date(window.to)).toISOString(),
  complete,
  ...(reason !== undefined && { reason }),
});

const blindTo = ({ coverage, credentials }: Investigation): string[] => {
  const inferred = credentials.filter(({ certain }) => !certain).length;
  const elsewhere = coverage.every(({ source }) => source === 'lookup-events')
    ? otherAccounts(credentials)
    : [];
  return [
    ...(coverage.some(({ source }) => source === 'lookup-events')
      ? ['data events (S3 objects, Lambda invocations, DynamoDB items and others)']
      : []),
    ...elsewhere.map((accountId) => `what is done in account ${accountId}, whose trail is not read`),
    ...(coverage.some(({ source }) => source !== 'lookup-events') ? ['what the trail does not record'] : []),
    ...(inferred > 0
      ? [
          `calls of ${inferred} ${inferred === 1 ? 'credential' : 'credentials'} whose link to the leak is inferred`,
        ]
      : []),
  ];
};

const mostAccounts = 5;

/** LookupEvents shows the calls of one account: what a session of another account does is in that one's trail alone. */
const otherAccounts = ([root, ...descendants]: Investigation['credentials']): string[] => {
  const own = root?.accountId ?? root?.principal?.arn.split(':')[4];
  const accounts = descendants.flatMap(({ certain, accountId }) => (certain && accountId ? [accountId] : []));
  return [...new Set(accounts)].filter((accountId) => own && accountId !== own).slice(0, mostAccounts);
};
