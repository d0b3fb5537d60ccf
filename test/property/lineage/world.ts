import type { Json } from '#lib/investigation/detail.ts';
import type { CredentialKind } from '#lib/investigation/investigation.ts';
import { accountOf, type Caller, roleSession, user } from '#test/fixtures/cloudtrail/callers.ts';

/**
 * What is true of a credential: it comes from the leaked key for certain, by inference, or not at all. What comes from an
 * inferred one is inferred.
 */
export type Side = 'certain' | 'inferred' | 'other';

/** Somebody who holds a credential. */
export interface Actor {
  id: string;
  caller: Caller;
  side: Side;
}

export interface TrueLink {
  id: string;
  kind: CredentialKind;
  /** Several where each of them opened the role that it comes from. */
  issuedBy: string[];
  via: string;
  certain: boolean;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const start = Date.UTC(2026, 5, 1, 9);

export const leaked = 'AKIAQ7LEAKEDKEY2AAAA';

/** A made-up account with its trail, and what nobody can know who only reads the trail. */
export class World {
  readonly records: Json[] = [];
  readonly links = new Map<string, TrueLink>();
  readonly counts = new Map<string, { events: number; failed: number }>();
  readonly actors: Actor[] = [
    { id: leaked, caller: user('ci', leaked), side: 'certain' },
    { id: 'AKIAQ7OWNERSKEY2AAAA', caller: user('ci', 'AKIAQ7OWNERSKEY2AAAA'), side: 'other' },
    { id: 'AKIAQ7DANASOWNK2AAAA', caller: user('dana', 'AKIAQ7DANASOWNK2AAAA'), side: 'other' },
  ];
  /** Names of roles that anybody may take; each account has its own. */
  readonly roles = ['deploy', 'prod'];
  /** Users and roles that came to stand, one line each with who made them. */
  readonly made: { thing: string; ours: boolean }[] = [];
  readonly #opened = new Map<string, string[]>();
  #seconds = 0;
  #named = 0;

  /** A moment later, as CloudTrail writes it: calls of the same second exist. */
  now(): string {
    return new Date(start + this.#seconds * 1000).toISOString().replace('.000Z', 'Z');
  }

  wait(seconds: number): string {
    this.#seconds += seconds;
    return this.now();
  }

  name(prefix: string): string {
    this.#named += 1;
    return `${prefix}-${this.#named}`;
  }

  /** Ids that follow one another differ in their last letters alone. */
  newId(prefix: 'AKIA' | 'ASIA'): string {
    this.#named += 1;
    const digits = [2, 1, 0].map((place) => base32[Math.floor(this.#named / 32 ** place) % 32]);
    return `${prefix}Q7T3SKF7WXYQ2${digits.join('')}`;
  }

  /** One of those who hold a credential of the lineage where the index is even, one of the others where it is odd. */
  actor(index: number): Actor {
    const candidates = this.actors.filter(({ side }) => (side === 'other') === (index % 2 === 1));
    const actor = candidates[Math.floor(index / 2) % candidates.length];
    if (!actor) throw new Error('both sides have somebody from the start');
    return actor;
  }

  role(index: number): string {
    return this.roles[index % this.roles.length] ?? 'deploy';
  }

  make(type: 'AWS::IAM::User' | 'AWS::IAM::Role', name: string, { id, side }: Actor): void {
    this.made.push({ thing: `${type} ${name} by ${id}`, ours: side !== 'other' });
  }

  /** A role of the caller's account is open from now on to whoever it likes. */
  open({ id, caller, side }: Actor, role: string): void {
    const key = `${accountOf(caller)} ${role}`;
    if (side !== 'other') this.#opened.set(key, [...(this.#opened.get(key) ?? []), id]);
  }

  openersOf({ caller }: Actor, role: string): string[] | undefined {
    return this.#opened.get(`${accountOf(caller)} ${role}`);
  }

  /** A call that is in the trail. It counts for the key that signed it, whosever that is. */
  write(call: Json): void {
    const eventID = `event-${this.records.length + 1}`;
    this.records.push({ ...call, eventID });
    const id = Object(call['userIdentity'])['accessKeyId'];
    if (typeof id !== 'string') return;
    const { events, failed } = this.counts.get(id) ?? { events: 0, failed: 0 };
    const refused = call['errorCode'] !== undefined || call['errorMessage'] !== undefined;
    this.counts.set(id, { events: events + 1, failed: failed + (refused ? 1 : 0) });
  }

  /** Somebody new holds a credential that came from one who is on this side. */
  join(caller: Caller, side: Side, link: Omit<TrueLink, 'id' | 'certain'>): Actor {
    const id = String(caller.identity['accessKeyId']);
    const actor = { id, caller, side };
    this.actors.push(actor);
    this.link({ ...link, id }, side);
    return actor;
  }

  /** Somebody who works under this id and has nothing to do with anybody. */
  stranger(id: string): Actor {
    const actor: Actor = { id, caller: roleSession('ghost', 'boo', id), side: 'other' };
    this.actors.push(actor);
    return actor;
  }

  link(link: Omit<TrueLink, 'certain'>, side: Side): void {
    if (side === 'other') return;
    const known = this.links.get(link.id);
    const issuedBy = [...(known?.issuedBy ?? []), ...link.issuedBy];
    this.links.set(link.id, { ...link, issuedBy, certain: side === 'certain' || (known?.certain ?? false) });
  }
}
