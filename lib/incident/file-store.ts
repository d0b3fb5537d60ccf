import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { now, sleep, timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Before, Incident } from './incident.ts';
import {
  attribute,
  beforesOf,
  busy,
  findIncident,
  hasSignal,
  type Item,
  isHeld,
  newItem,
  plannedStep,
  run,
  toIncident,
} from './item.ts';
import {
  type Claim,
  type Findings,
  type IncidentStore,
  incidentIdOf,
  isIncidentId,
  LeaseLost,
  leaseMilliseconds,
} from './store.ts';

const staleLockMilliseconds = 10_000;

/** Incidents as JSON files in a folder: for the command line where nothing is deployed. */
export class FileIncidentStore implements IncidentStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async claim(accessKeyId: string, signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; number++) {
      const claim = await this.#locked(
        incidentIdOf(accessKeyId, number),
        async (id, found): Promise<Claim | undefined> => {
          const item = found ?? newItem(id, accessKeyId, timestamp());
          const joined: Claim = { kind: 'joined', incident: toIncident(item) };
          if (item.status === 'restored') return hasSignal(item, signal) ? joined : undefined;
          // The signal is not written yet: the run that holds the incident may be a restore, and then it is a new leak.
          if (isHeld(item, timestamp())) return busy(item);
          item[attribute.signal(signal.id)] ??= signal;
          if (!item.finished) return this.#lease(item);
          await this.#write(item);
          return { kind: 'joined', incident: toIncident(item) };
        },
      );
      if (claim) return claim;
    }
  }

  async take(incidentId: string): Promise<Claim | undefined> {
    if (!isIncidentId(incidentId)) return undefined;
    return this.#locked(incidentId, async (_id, item) => (item ? this.#lease(item) : undefined));
  }

  async recordBefore(
    lease: string,
    incidentId: string,
    befores: Record<string, Before>,
    planned: string[],
  ): Promise<Record<string, Before>> {
    const item = await this.#held(lease, incidentId, (held) => {
      for (const [id, before] of Object.entries(befores)) held[attribute.before(id)] ??= before;
      for (const id of planned) held[attribute.step(id)] ??= plannedStep(id, timestamp());
    });
    return beforesOf(item);
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
      if (!item || item[attribute.mark(what)]) return false;
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
    const path = this.#path(incidentId);
    try {
      return JSON.parse(await readFile(path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      // Nothing is guessed from half a record: what stood before is in it, and a person may still read it.
      if (error instanceof SyntaxError)
        throw new Error(`${path} is no JSON: mend it or move it away`, { cause: error });
      throw error;
    }
  }

  // Written beside and renamed, so that a crash leaves the old record and never half of the new one.
  async #write(item: Item): Promise<void> {
    const temporary = `${this.#path(item.incidentId)}.${randomUUID()}`;
    await writeFile(temporary, `${JSON.stringify(item, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.#path(item.incidentId));
  }

  async #locked<T>(id: string, work: (id: string, item: Item | undefined) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lock = `${this.#path(id)}.lock`;
    await acquire(lock);
    try {
      return await work(id, await this.#read(id));
    } finally {
      await rm(lock, { force: true });
    }
  }

  // The id becomes a file name: what is not one of ours must not reach the file system.
  #path(incidentId: string): string {
    if (!isIncidentId(incidentId)) throw new TypeError('an incident id has letters, digits, - and _ only');
    return join(this.#folder, `${incidentId}.json`);
  }

  /** Ids of all incidents kept here, in the order of their names. */
  async list(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [])).sort();
  }
}

const acquire = async (lock: string): Promise<void> => {
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      await breakStale(lock);
      await sleep(10);
    }
  }
};

// A process that died inside the lock leaves the file behind; the work in it takes milliseconds. The file system
// wrote the file's time, so it is compared with the machine's clock and not with ours, which tests move.
const breakStale = async (lock: string): Promise<void> => {
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > staleLockMilliseconds) await rm(lock, { force: true });
};
