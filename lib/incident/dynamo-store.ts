import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { now, timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import {
  hasRoom,
  incidentExists,
  isNoLink,
  nobodyElseHoldsIt,
  notRestored,
  sameKey,
  somethingIsLeft,
  weHoldIt,
} from './conditions.ts';
import { descendsFrom, descentOf } from './descent.ts';
import { linkKeys } from './dynamo-links.ts';
import { DynamoTable } from './dynamo-table.ts';
import type { Before, Incident } from './incident.ts';
import {
  attribute,
  beforesOf,
  busy,
  findIncident,
  hasMostSignals,
  type Item,
  isFullFor,
  isHeld,
  isRepeat,
  newItem,
  plannedStep,
  run,
  takes,
  toIncident,
} from './item.ts';
import { closing, joining } from './joining.ts';
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
import { Update } from './update.ts';

/** Incidents in the deployed DynamoDB table (hash key `incidentId`). Every write is one conditional call. */
export class DynamoIncidentStore implements IncidentStore {
  readonly #table: DynamoTable;

  constructor(client: DynamoDBClient, table: string) {
    this.#table = new DynamoTable(client, table);
  }

  async claim(accessKeyId: string, signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; ) {
      const claimed = await this.#claimAt(incidentIdOf(accessKeyId, number), accessKeyId, signal);
      if (claimed === 'taken') number += 1;
      else if (claimed) return claimed;
      // Otherwise the incident changed between the two calls: ask again.
    }
  }

  async claimUser(user: string, accessKeyIds: readonly string[], signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; ) {
      const incidentId = incidentIdOf(user, number);
      await linkKeys(accessKeyIds, incidentId, signal, this.#table);
      const claimed = await this.#claimAt(incidentId, undefined, signal);
      if (claimed === 'taken') number += 1;
      else if (claimed) return claimed;
    }
  }

  /** `taken`: the signal belongs into the next incident. Undefined: something changed meanwhile. */
  async #claimAt(
    id: string,
    accessKeyId: string | undefined,
    signal: LeakSignal,
  ): Promise<Claim | 'taken' | undefined> {
    const claimed = await this.#openOrRun(id, accessKeyId, signal);
    if (claimed) return claimed;
    const item = await this.#table.get(id);
    if (!item) return undefined;
    if (item.partOf === undefined && isFullFor(item, signal) && item.status !== 'restored') {
      const without = await this.#claimFull(item, accessKeyId, signal);
      if (without) return without;
    }
    if (item.partOf !== undefined) return this.#claimAt(item.partOf, accessKeyId, signal);
    if (accessKeyId !== undefined && !takes(item, accessKeyId)) return 'taken';
    if (item.status === 'restored')
      return isRepeat(item, signal) ? { kind: 'joined', incident: toIncident(item) } : 'taken';
    // The signal is not written yet: the run that holds the incident may be a restore, and then it is a new leak.
    if (isHeld(item, timestamp())) return busy(item);
    return item.finished ? this.#join(item, accessKeyId, signal) : undefined;
  }

  async #openOrRun(
    id: string,
    accessKeyId: string | undefined,
    signal: LeakSignal,
  ): Promise<Claim | undefined> {
    const lease = randomUUID();
    const update = this.#leasing(lease).onlyIf(
      [
        'attribute_not_exists(incidentId)',
        `${isNoLink} AND leaseOwner = :lease`,
        `${isNoLink} AND ${hasRoom} AND ${notRestored} AND ${nobodyElseHoldsIt} AND ${somethingIsLeft} AND ${sameKey(accessKeyId)}`,
      ].join(' OR '),
      {
        ':now': timestamp(),
        ':lease': lease,
        ':false': false,
        ':restored': 'restored',
        ...(accessKeyId !== undefined && { ':key': accessKeyId }),
      },
      { '#status': 'status', '#signal': attribute.signal(signal.id) },
    );
    const { incidentId: _, ...fields } = newItem(id, accessKeyId, timestamp());
    for (const [name, value] of Object.entries(fields)) update.setOnce(name, value);
    update
      .setOnce(attribute.signal(signal.id), signal)
      .set('finished', false)
      .setOnceIf('descendantOf', descentOf(signal, id));
    const item = await this.#table.update(id, update);
    if (item && hasMostSignals(item)) await this.#table.update(id, closing());
    return item && run(item, lease);
  }

  // Whoever floods an incident with claims must not keep the next proven signal from acting.
  async #claimFull(
    item: Item,
    accessKeyId: string | undefined,
    signal: LeakSignal,
  ): Promise<Claim | undefined> {
    if (accessKeyId !== undefined && !takes(item, accessKeyId)) return undefined;
    const root = descentOf(signal, item.incidentId);
    if (accessKeyId || root)
      await this.#table.update(
        item.incidentId,
        new Update().setOnceIf('accessKeyId', accessKeyId).setOnceIf('descendantOf', root),
      );
    if (!item.finished || isHeld(item, timestamp())) return this.take(item.incidentId);
    return { kind: 'joined', incident: toIncident(item) };
  }

  async #join(item: Item, accessKeyId: string | undefined, signal: LeakSignal): Promise<Claim | undefined> {
    const joined = await this.#table.update(item.incidentId, joining(item.incidentId, accessKeyId, signal));
    if (joined && hasMostSignals(joined)) await this.#table.update(item.incidentId, closing());
    return joined && { kind: 'joined', incident: toIncident(joined) };
  }

  async take(incidentId: string): Promise<Claim | undefined> {
    if (!isIncidentId(incidentId)) return undefined;
    const lease = randomUUID();
    const free = this.#leasing(lease).onlyIf(`${incidentExists} AND ${nobodyElseHoldsIt}`, {
      ':now': timestamp(),
      ':lease': lease,
    });
    const taken = await this.#table.update(incidentId, free);
    if (taken) return run(taken, lease);
    const item = await this.#table.get(incidentId);
    if (!item) return undefined;
    // A lease that ended between the two calls leaves the incident free: ask again.
    return isHeld(item, timestamp()) ? busy(item) : this.take(item.partOf ?? incidentId);
  }

  async recordPlan(
    lease: string,
    incidentId: string,
    { befores, steps, ...fields }: RecordedPlan,
  ): Promise<Record<string, Before>> {
    const update = new Update();
    for (const [name, value] of Object.entries(fields)) update.set(name, value);
    for (const [id, before] of Object.entries(befores)) update.setOnce(attribute.before(id), before);
    for (const id of steps) update.setOnce(attribute.step(id), plannedStep(id, timestamp()));
    return beforesOf(await this.#whileHeld(lease, incidentId, update));
  }

  async dropPlan(lease: string, incidentId: string, stepIds: string[]): Promise<void> {
    const update = new Update();
    for (const id of stepIds) update.remove(attribute.before(id)).remove(attribute.step(id));
    await this.#whileHeld(lease, incidentId, update);
  }

  async record(lease: string, incidentId: string, { steps = [], ...fields }: Findings): Promise<Incident> {
    const update = new Update();
    for (const [name, value] of Object.entries(fields)) update.set(name, value);
    for (const { before: _, ...step } of steps) update.set(attribute.step(step.id), step);
    return toIncident(await this.#whileHeld(lease, incidentId, update));
  }

  async mark(incidentId: string, what: string): Promise<boolean> {
    if (!isIncidentId(incidentId)) return false;
    const update = new Update()
      .set(attribute.mark(what), timestamp())
      .onlyIf(`${incidentExists} AND attribute_not_exists(#mark)`, {}, { '#mark': attribute.mark(what) });
    return (await this.#table.update(incidentId, update)) !== undefined;
  }

  async marked(incidentId: string, what: string): Promise<boolean> {
    return (
      isIncidentId(incidentId) && (await this.#table.get(incidentId))?.[attribute.mark(what)] !== undefined
    );
  }

  async release(lease: string, incidentId: string, finished?: boolean): Promise<void> {
    const update = new Update().remove('leaseUntil');
    if (finished !== undefined) update.set('finished', finished);
    await this.#whileHeld(lease, incidentId, update);
  }

  async find(id: string): Promise<Incident | undefined> {
    return isIncidentId(id) ? findIncident(id, (incidentId) => this.#table.get(incidentId)) : undefined;
  }

  async descendantsOf(incidentId: string): Promise<Incident[]> {
    return (await this.all()).filter(descendsFrom(incidentId));
  }

  async all(): Promise<Incident[]> {
    return (await this.#table.incidents()).map(toIncident);
  }

  #leasing(lease: string): Update {
    return new Update()
      .set('leaseOwner', lease)
      .set('leaseUntil', timestamp(new Date(now().getTime() + leaseMilliseconds)));
  }

  async #whileHeld(lease: string, incidentId: string, update: Update): Promise<Item> {
    const item = await this.#table.update(incidentId, update.onlyIf(weHoldIt, { ':lease': lease }));
    if (!item) throw new LeaseLost(incidentId);
    return item;
  }
}
