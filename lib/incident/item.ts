import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Before, Incident, StepRecord } from './incident.ts';
import { type Claim, incidentIdOf, isUserSubject } from './store.ts';

/**
 * An incident as it is stored: one flat item. Each signal, step, `before` and mark is an attribute of its own
 * (`signal#…`, `step#…`, `before#…`, `mark#…`), so that each can be written once, conditionally, without
 * reading the others.
 */
export type Item = Record<string, unknown> &
  Omit<Incident, 'signals' | 'steps' | 'accessKeyId'> &
  Lease & {
    /** Absent while only a user is known. */
    accessKeyId?: string;
    /**
     * No incident but a link: the place of a key is taken by the incident of its user, or that of a user by the
     * incident of one of its keys. Only a link to an incident that is there is made in a user's place: no circle.
     */
    partOf?: string;
  };

export interface Lease {
  leaseOwner?: string;
  /** ISO 8601 UTC: sorts as text. */
  leaseUntil?: string;
  finished?: boolean;
}

export const attribute = {
  signal: (id: string) => `signal#${id}`,
  step: (id: string) => `step#${id}`,
  before: (id: string) => `before#${id}`,
  mark: (what: string) => `mark#${what}`,
} as const;

const valuesOf = <T>(item: Item, prefix: string): [string, T][] =>
  Object.entries(item)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value as T]);

const byTime = (a: { at: string; id: string }, b: { at: string; id: string }): number =>
  a.at.localeCompare(b.at) || a.id.localeCompare(b.id);

/** What stood before each step, by step id. */
export const beforesOf = (item: Item): Record<string, Before> =>
  Object.fromEntries(valuesOf<Before>(item, 'before#'));

const stepsOf = (item: Item): StepRecord[] =>
  valuesOf<Omit<StepRecord, 'before'>>(item, 'step#')
    .map(([id, step]) => {
      const before = item[attribute.before(id)] as Before | undefined;
      return before ? { ...step, before } : step;
    })
    .sort(byTime);

const publicFields = [
  'incidentId',
  'accessKeyId',
  'accountId',
  'principal',
  'status',
  'statusSince',
  'reason',
  'alsoStopped',
  'alsoDenied',
  'session',
  'descendantOf',
  'stillOpen',
  'usableAgain',
  'decidedBy',
  'openedAt',
  'containedAt',
  'restoredAt',
  'restoredBy',
] as const satisfies readonly (keyof Incident)[];

type Nullable = Pick<Incident, 'accessKeyId' | 'accountId' | 'principal'>;

/** The incident as people and scripts see it, without lease and marks. */
export const toIncident = (item: Item): Incident => {
  const fields = publicFields.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]);
  return {
    accessKeyId: null,
    accountId: null,
    principal: null,
    ...(Object.fromEntries(fields) as Omit<Incident, 'signals' | 'steps' | keyof Nullable>),
    signals: valuesOf<LeakSignal>(item, 'signal#').map(([, signal]) => signal),
    steps: stepsOf(item),
  };
};

/** @param accessKeyId absent for a user whose leaked key is not known */
export const newItem = (incidentId: string, accessKeyId: string | undefined, openedAt: string): Item => ({
  incidentId,
  ...(accessKeyId !== undefined && { accessKeyId }),
  accountId: null,
  principal: null,
  // Until containment is read back this is the truth, and what people see if every run dies.
  status: 'not-contained',
  openedAt,
});

export const hasSignal = (item: Item, signal: LeakSignal): boolean =>
  item[attribute.signal(signal.id)] !== undefined;

/**
 * Whether a signal is one that the incident had already. Of a restored incident that is so only while its source has
 * not seen the credential misused again since.
 */
export const isRepeat = (item: Item, signal: LeakSignal): boolean =>
  hasSignal(item, signal) &&
  !(signal.lastSeenAt !== undefined && signal.lastSeenAt > (item.restoredAt ?? ''));

/** With 1,000 characters in each of its texts a signal takes some 3 KB, and an item holds 400 (DynamoDB quotas). */
export const mostSignals = 80;

/** Whether an incident has as many signals as it may have. */
export const hasMostSignals = (item: Item): boolean =>
  Object.keys(item).filter((name) => name.startsWith('signal#')).length >= mostSignals;

/** Whether a signal must be left out of an incident that has no room for it. */
export const isFullFor = (item: Item, signal: LeakSignal): boolean =>
  item.signalsFull === true && !hasSignal(item, signal);

export const isHeld = (item: Item, now: string): boolean =>
  item.leaseUntil !== undefined && item.leaseUntil >= now;

/** A step that is about to run, as it is recorded beside its `before`. */
export const plannedStep = (id: string, at: string): StepRecord => ({ id, outcome: 'planned', at });

/** The claim of whoever got the lease. */
export const run = (item: Item, lease: string): Claim => ({
  kind: 'run',
  incident: toIncident(item),
  befores: beforesOf(item),
  lease,
});

/** The claim of whoever comes while another run holds the incident. */
export const busy = (item: Item): Claim => ({
  kind: 'busy',
  incident: toIncident(item),
  until: String(item.leaseUntil),
});

type Read = (incidentId: string) => Promise<Item | undefined>;

/** Where a link leads, in the end; undefined while nobody has opened that incident. */
export const endOf = async (item: Item, read: Read): Promise<Item | undefined> => {
  if (item.partOf === undefined) return item;
  const next = await read(item.partOf);
  return next && endOf(next, read);
};

/** Whether the incident that a link leads to can take a signal about this key. */
export const takes = (item: Item, accessKeyId: string): boolean =>
  item.accessKeyId === undefined || item.accessKeyId === accessKeyId;

/** Whether a signal about the user of a key belongs into an incident that stands in the key's place. */
export const isOpenTo = (item: Item, accessKeyId: string, signal: LeakSignal): boolean =>
  takes(item, accessKeyId) && (item.status !== 'restored' || isRepeat(item, signal));

/** The incident of this id, or the newest one of this access key id or user. */
export const findIncident = async (id: string, read: Read): Promise<Incident | undefined> => {
  const exact = await read(id);
  const found = exact && (await endOf(exact, read));
  return exact ? found && toIncident(found) : newestOf(id, read);
};

const newestOf = async (subject: string, read: Read): Promise<Incident | undefined> => {
  let newest: Item | undefined;
  for (let number = 1; ; number++) {
    const item = await read(incidentIdOf(subject, number));
    if (!item) return newest && toIncident(newest);
    const end = await endOf(item, read);
    // The incident of a key's user may by now be about another key.
    if (end && (isUserSubject(subject) || takes(end, subject))) newest = end;
  }
};
