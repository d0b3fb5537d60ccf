import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { now, timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { descendsFrom, descentOf } from './descent.ts';
import { underLock } from './file-lock.ts';
import type { Before, Incident } from './incident.ts';
import {
  attribute,
  beforesOf,
  busy,
  endOf,
  findIncident,
  type Item,
  isHeld,
  isOpenTo,
  isRepeat,
  newItem,
  plannedStep,
  run,
  takes,
  toIncident,
} from './item.ts';
import { readJson, writeJson } from './json-file.ts';
import {
  type Claim,
  type Findings,
  type IncidentStore,
  incidentIdOf,
  isIncidentId,
  LeaseLost,
  leaseMilliseconds,
  type RecordedPlan,
} from './store.ts';

/** Incidents as JSON files in a folder: for the command line where nothing is deployed. */
export class FileIncidentStore implements IncidentStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async claim(accessKeyId: string, signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; number++) {
      const claim = await this.#claimAt(incidentIdOf(accessKeyId, number), accessKeyId, signal);
      if (claim) return claim;
    }
  }

  async claimUser(user: string, accessKeyIds: readonly string[], signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; number++) {
      const incidentId = incidentIdOf(user, number);
      await this.#linkAll(accessKeyIds, incidentId, signal);
      const claim = await this.#claimAt(incidentId, undefined, signal);
      if (claim) return claim;
    }
  }

  /** Undefined: the signal belongs into the next incident. */
  async #claimAt(
    incidentId: string,
    accessKeyId: string | undefined,
    signal: LeakSignal,
  ): Promise<Claim | undefined> {
    const claimed = await this.#locked(
      incidentId,
      async (id, found): Promise<Claim | { partOf: string } | undefined> => {
        const item = found ?? newItem(id, accessKeyId, timestamp());
        if (item.partOf !== undefined) return { partOf: item.partOf };
        if (accessKeyId !== undefined && !takes(item, accessKeyId)) return undefined;
        if (item.status === 'restored')
          return isRepeat(item, signal) ? { kind: 'joined', incident: toIncident(item) } : undefined;
        // The signal is not written yet: the run that holds the incident may be a restore, and then it is a new leak.
        if (isHeld(item, timestamp())) return busy(item);
        item[attribute.signal(signal.id)] ??= signal;
        if (accessKeyId !== undefined) item.accessKeyId ??= accessKeyId;
        const root = descentOf(signal, id);
        if (root !== undefined) item.descendantOf ??= root;
        if (!item.finished) return this.#lease(item);
        await this.#write(item);
        return { kind: 'joined', incident: toIncident(item) };
      },
    );
    return claimed && 'partOf' in claimed ? this.#claimAt(claimed.partOf, accessKeyId, signal) : claimed;
  }

  async #linkAll(accessKeyIds: readonly string[], incidentId: string, signal: LeakSignal): Promise<void> {
    const found = await Promise.all(accessKeyIds.map((id) => this.#linkKey(id, incidentId, signal)));
    const [own] = found.filter((id) => id !== undefined).sort();
    // Kept in the user's place too, so that a repeat of the signal finds it when the keys have changed.
    if (own !== undefined) await this.#link(incidentId, own);
  }

  /** @returns the open incident that stands in the key's place already */
  async #linkKey(accessKeyId: string, partOf: string, signal: LeakSignal): Promise<string | undefined> {
    for (let number = 1; ; number++) {
      const item = await this.#link(incidentIdOf(accessKeyId, number), partOf);
      if (item.partOf === partOf) return undefined;
      const end = await endOf(item, (incidentId) => this.#read(incidentId));
      if (end && isOpenTo(end, accessKeyId, signal)) return end.incidentId;
    }
  }

  /** @returns what stands there: the link, or what was there before */
  async #link(id: string, partOf: string): Promise<Item> {
    return this.#locked(id, async (incidentId, item) => {
      if (item) return item;
      const link = { incidentId, partOf } as Item;
      await this.#write(link);
      return link;
    });
  }

  async take(incidentId: string): Promise<Claim | undefined> {
    if (!isIncidentId(incidentId)) return undefined;
    const taken = await this.#locked(
      incidentId,
      async (_id, item): Promise<Claim | { partOf: string } | undefined> => {
        if (item?.partOf !== undefined) return { partOf: item.partOf };
        return item && this.#lease(item);
      },
    );
    return taken && 'partOf' in taken ? this.take(taken.partOf) : taken;
  }

  async recordPlan(
    lease: string,
    incidentId: string,
    { befores, steps, ...fields }: RecordedPlan,
  ): Promise<Record<string, Before>> {
    const item = await this.#held(lease, incidentId, (held) => {
      Object.assign(held, fields);
      for (const [id, before] of Object.entries(befores)) held[attribute.before(id)] ??= before;
      for (const id of steps) held[attribute.step(id)] ??= plannedStep(id, timestamp());
    });
    return beforesOf(item);
  }

  async dropPlan(lease: string, incidentId: string, stepIds: string[]): Promise<void> {
    await this.#held(lease, incidentId, (item) => {
      for (const id of stepIds) {
        delete item[attribute.before(id)];
        delete item[attribute.step(id)];
      }
    });
  }

  async record(lease: string, incidentId: string, { steps = [], ...fields }: Findings): Promise<Incident> {
    const recorded = await this.#held(lease, incidentId, (item) => {
      Object.assign(item, fields);
      for (const { before: _, ...step } of steps) item[attribute.step(step.id)] = step;
    });
    return toIncident(recorded);
  }

  async mark(incidentId: string, what: string): Promise<boolean> {
    if (!isIncidentId(incidentId)) return false;
    return this.#locked(incidentId, async (_id, item) => {
      if (!item || item.partOf !== undefined || item[attribute.mark(what)]) return false;
      item[attribute.mark(what)] = timestamp();
      await this.#write(item);
      return true;
    });
  }

  async marked(incidentId: string, what: string): Promise<boolean> {
    return (await this.#read(incidentId))?.[attribute.mark(what)] !== undefined;
  }

  async release(lease: string, incidentId: string, finished?: boolean): Promise<void> {
    await this.#held(lease, incidentId, (item) => {
      delete item.leaseUntil;
      if (finished !== undefined) item.finished = finished;
    });
  }

  async find(id: string): Promise<Incident | undefined> {
    return isIncidentId(id) ? findIncident(id, (incidentId) => this.#read(incidentId)) : undefined;
  }

  async #lease(item: Item): Promise<Claim> {
    if (isHeld(item, timestamp())) return busy(item);
    item.leaseOwner = randomUUID();
    item.leaseUntil = timestamp(new Date(now().getTime() + leaseMilliseconds));
    await this.#write(item);
    return run(item, item.leaseOwner);
  }

  async #held(lease: string, incidentId: string, change: (item: Item) => void): Promise<Item> {
    return this.#locked(incidentId, async (id, item) => {
      if (item?.leaseOwner !== lease) throw new LeaseLost(id);
      change(item);
      await this.#write(item);
      return item;
    });
  }

  async #read(incidentId: string): Promise<Item | undefined> {
    if (!isIncidentId(incidentId)) return undefined;
    return readJson<Item>(this.#path(incidentId));
  }

  #write(item: Item): Promise<void> {
    return writeJson(this.#path(item.incidentId), item);
  }

  async #locked<T>(id: string, work: (id: string, item: Item | undefined) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return underLock(`${this.#path(id)}.lock`, async () => work(id, await this.#read(id)));
  }

  // The id becomes a file name: what is not one of ours must not reach the file system.
  #path(incidentId: string): string {
    if (!isIncidentId(incidentId)) throw new TypeError('an incident id has letters, digits, - and _ only');
    return join(this.#folder, `${incidentId}.json`);
  }

  async descendantsOf(incidentId: string): Promise<Incident[]> {
    return (await this.all()).filter(descendsFrom(incidentId));
  }

  async all(): Promise<Incident[]> {
    const items = await Promise.all((await this.list()).map((incidentId) => this.#read(incidentId)));
    return items.flatMap((item) => (item && item.partOf === undefined ? [toIncident(item)] : []));
  }

  /** Ids of all that is kept here, incidents and links, in the order of their names. */
  async list(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      // Nothing was kept yet. Any other fault must not read as "there is nothing".
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [])).sort();
  }
}
