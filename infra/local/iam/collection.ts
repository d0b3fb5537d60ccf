import type { AwsError } from '../contract.ts';
import type { Named } from './entities.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import { Versioned } from './versioned.ts';

/** How IAM speaks of one that is missing, and of one that is there already. */
const words = {
  user: ['The user with name', 'User with name'],
  role: ['The role with name', 'Role with name'],
  group: ['The group with name', 'Group with name'],
  'instance-profile': ['Instance Profile', 'Instance Profile'],
} as const;

type Kind = keyof typeof words;

/** The users, roles, groups or instance profiles of all accounts: by name within an account, and by unique id. */
export class Collection<T extends Named> {
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
    if (!entity) throw noSuchEntity(`${words[this.kind][0]} ${name} cannot be found.`);
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
    return alreadyExists(`${words[this.kind][1]} ${name} already exists.`);
  }

  #names(accountId: string): Map<string, string> {
    const names = this.#ids.get(accountId) ?? new Map<string, string>();
    this.#ids.set(accountId, names);
    return names;
  }
}
