import type { Clock, Recorder } from '../contract.ts';
import { perScope } from '../services/scope.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { inEveryAccount } from './cross-account.ts';
import { EventIndex } from './event-index.ts';
import { recordOf } from './record.ts';
import type { FindIssuer } from './user-identity.ts';

/** How long after the call an event shows up in LookupEvents, in milliseconds: for all, or event by event. */
export type Delay = number | ((record: CloudTrailRecord) => number);

/** Every call as a CloudTrail record, and the event history that LookupEvents reads. */
export interface Trail extends Recorder {
  /** For events from now on. */
  setDelay(delay: Delay): void;
  /**
   * Makes single records later than the others: the next one that `concerns` is true of, for each time it is asked.
   * It is shown `milliseconds` after the call.
   */
  delayNext(concerns: (record: CloudTrailRecord) => boolean, milliseconds: number): void;
  /** A record that is not of a call to the embedded AWS, such as a sign-in: as late as those of calls. */
  write(record: CloudTrailRecord): void;
  /** Adds records from elsewhere, such as a scenario's history. They are visible after `delay`. */
  add(records: Iterable<CloudTrailRecord>, delay?: Delay): void;
  /** Everything recorded, data events too, however late the history is: what a trail's log files hold. */
  records(accountId?: string): readonly CloudTrailRecord[];
  /** Calls back for every record at once, as EventBridge does. @returns how to stop it */
  onRecord(callback: (record: CloudTrailRecord) => void): () => void;
  /** The management events of an account in a Region. */
  history(accountId: string, region: string): EventIndex;
}

export interface TrailOptions {
  clock: Clock;
  /** 0 by default. AWS gives an average of about five minutes, and no promise. */
  delay?: Delay;
  findIssuer?: FindIssuer;
}

export function trail({ clock, delay = 0, findIssuer }: TrailOptions): Trail {
  const histories = perScope(() => new EventIndex());
  const records: CloudTrailRecord[] = [];
  const listeners = new Set<(record: CloudTrailRecord) => void>();
  const held: { concerns: (record: CloudTrailRecord) => boolean; milliseconds: number }[] = [];
  let usual = delay;

  const lateness = (record: CloudTrailRecord): number => {
    const index = held.findIndex(({ concerns }) => concerns(record));
    const [one] = index < 0 ? [] : held.splice(index, 1);
    return one?.milliseconds ?? (typeof usual === 'number' ? usual : usual(record));
  };

  function keep(record: CloudTrailRecord, late: Delay, now: number): void {
    records.push(record);
    if (record.managementEvent) {
      const visibleAt = now + (typeof late === 'number' ? late : late(record));
      const scope = { accountId: record.recipientAccountId, region: record.awsRegion };
      const time = Date.parse(record.eventTime);
      histories.of(scope).add({ record, time, visibleAt, sequence: records.length });
    }
    for (const listener of [...listeners]) listener(record);
  }

  return {
    record(entry) {
      const now = clock.now().getTime();
      for (const record of inEveryAccount(recordOf(entry, findIssuer))) keep(record, lateness, now);
    },
    write(record) {
      keep(record, lateness, clock.now().getTime());
    },
    setDelay(next) {
      usual = next;
    },
    delayNext: (concerns, milliseconds) => void held.push({ concerns, milliseconds }),
    add(more, late = 0) {
      const now = clock.now().getTime();
      for (const record of more) keep(record, late, now);
    },
    records: (accountId) =>
      records.filter(({ recipientAccountId }) => !accountId || recipientAccountId === accountId),
    onRecord(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    history: (accountId, region) => histories.of({ accountId, region }),
  };
}
