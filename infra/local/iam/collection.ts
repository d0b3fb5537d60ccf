import type { AwsError } from '../contract.ts';
import type { Entity } from './entities.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import { Versioned } from './versioned.ts';

type Kind = 'user' | 'role' | 'group';

const labels = { user: 'User', role: 'Role', group: 'Group' } as const;

/** The users, roles or groups of all accounts: by name within an account, and by unique id. */
export class Collection<T extends Entity> {
  readonly kind: Kind;
  readonly #byId: Versioned<T>;
  /** Account, then lower-case name, to unique id: two names may not differ by case alone. */
  readonly #ids = new Map<string, Map<string, string>>();

  constructor(kind: Kind, now: () => number, delay: () => number) {
    this.kind = kind;
    this.#byId = new Versioned(now, delay);
  }

  /** @throws AwsError EntityAlreadyExists */
  add(entity: T): T {
    const names = this.#names(entity.accountId);
    const key = entity.name.toLowerCase();
    if ((names.get(key) ?? entity.id) !== entity.id) throw this.#taken(entity.name);
    names.set(key, entity.id);
    this.#byId.set(entity.id, entity);
    return entity;
  }

  /** @throws AwsError NoSuchEntity */
  get(accountId: string, name: string): T {
    const entity = this.find(accountId, name);
    if (!entity) throw noSuchEntity(`The ${this.kind} with name ${name} cannot be found.`);
    return entity;
  }

  find(accountId: string, name: string): T | undefined {
    const id = this.#ids.get(accountId)?.get(name.toLowerCase());
    const entity = id === undefined ? undefined : this.#byId.get(id);
    return entity?.name === name ? entity : undefined;
  }

  byId(id: string): T | undefined {
    return this.#byId.get(id);
  }

  /** As the data plane knows it at this moment. */
  seen(id: string): T | undefined {
    return this.#byId.seen(id);
  }

  /** Every one of the account. */
  of(accountId: string): T[] {
    const all = [...this.#names(accountId).values()].map((id) => this.#byId.get(id));
    return all.filter((entity) => entity !== undefined);
  }

  update(id: string, change: (entity: T) => T): void {
    const entity = this.#byId.get(id);
    if (entity) this.#byId.set(id, change(entity));
  }

  /** The unique id stays, and with it everything that hangs on it. @throws AwsError EntityAlreadyExists */
  rename(entity: T, name: string): void {
    this.add({ ...entity, name });
    if (entity.name.toLowerCase() === name.toLowerCase()) return;
    this.#names(entity.accountId).delete(entity.name.toLowerCase());
  }

  remove(entity: T): void {
    this.#names(entity.accountId).delete(entity.name.toLowerCase());
    this.#byId.delete(entity.id);
  }

  #taken(name: string): AwsError {
    return alreadyExists(`${labels[this.kind]} with name ${name} already exists.`);
  }

  #names(accountId: string): Map<string, string> {
    const names = this.#ids.get(accountId) ?? new Map<string, string>();
    this.#ids.set(accountId, names);
    return names;
  }
}
