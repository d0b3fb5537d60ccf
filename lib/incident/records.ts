/**
 * What is kept beside the incidents, in the same place, each under a kind and an id of its own:
 * - `page`: a page that was sent and is repeated until somebody acknowledges it
 * - `note`: something for the daily digest
 * - `dismissal`: a key that a person declared to be no leak, by key id
 * - `seen`: a report of a source that was handled, so that a poll does not bring it again
 * - `brake`, `burst`: which incidents or keys were counted in one span of time
 * - `sessions`: what a leaked credential issued, by incident id (issued-sessions.ts)
 * - `destinations`: where else an incident was told, and what became of that, by incident id (destinations.ts)
 * - `evidence`: where the evidence of an incident's looks is, and whether it was silent, by incident id
 * - `could`: what an incident's credential could have done before it was denied, by incident id
 * - `mode`: in which mode the functions ran from when on, by the time that was first seen
 */
export const recordKinds = [
  'page',
  'note',
  'dismissal',
  'seen',
  'brake',
  'burst',
  'sessions',
  'destinations',
  'evidence',
  'could',
  'mode',
] as const;
export type RecordKind = (typeof recordKinds)[number];

export type Fields = Record<string, unknown>;

/**
 * Implementations: DynamoDB for the deployed system, files for the command line; both keep one contract
 * (test/contract/record-store.test.ts). Ids may hold any characters. Nothing in a record is secret.
 */
export interface RecordStore {
  /** Puts a record unless there is one of this id. @returns whether it was put */
  putOnce(kind: RecordKind, id: string, fields: Fields): Promise<boolean>;
  /** Sets fields of a record that is there, or makes it. */
  set(kind: RecordKind, id: string, fields: Fields): Promise<void>;
  get(kind: RecordKind, id: string): Promise<Fields | undefined>;
  remove(kind: RecordKind, id: string): Promise<void>;
  /** Every record of a kind, by id. Reads the whole store: not for the hot path. */
  list(kind: RecordKind): Promise<Record<string, Fields>>;
  /**
   * Counts a member in a set of at most `limit`, in one call.
   * @returns whether it is in: counted now, or counted before
   */
  admit(kind: 'brake' | 'burst', id: string, member: string, limit: number): Promise<boolean>;
}
