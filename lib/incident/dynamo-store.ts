import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { now, timestamp } from '#lib/platform/clock.ts';
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
import { Update } from './update.ts';

// The SDK sends an update again when its reply was lost: what it wrote the first time must not shut it out.
const nobodyElseHoldsIt = '(attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseOwner = :lease)';
const weHoldIt = 'leaseOwner = :lease';
const somethingIsLeft = '(attribute_not_exists(finished) OR finished = :false)';
const nothingIsLeft = 'finished = :true';
const incidentExists = 'attribute_exists(incidentId)';
const notRestored = '#status <> :restored';

/** Incidents in the deployed DynamoDB table (hash key `incidentId`). Every write is one conditional call. */
export class DynamoIncidentStore implements IncidentStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async claim(accessKeyId: string, signal: LeakSignal): Promise<Claim> {
    for (let number = 1; ; ) {
      const claimed = await this.#openOrRun(incidentIdOf(accessKeyId, number), accessKeyId, signal);
      if (claimed) return claimed;
      const item = await this.#get(incidentIdOf(accessKeyId, number));
      if (!item) continue;
      if (item.status === 'restored' && !hasSignal(item, signal)) number += 1;
      else if (item.status === 'restored') return { kind: 'joined', incident: toIncident(item) };
      // The signal is not written yet: the run that holds the incident may be a restore, and then it is a new leak.
      else if (isHeld(item, timestamp())) return busy(item);
      const joined = item.finished ? await this.#join(item, signal) : undefined;
      if (joined) return joined;
      // Otherwise the incident changed between the two calls: ask again.
    }
  }

  async #openOrRun(id: string, accessKeyId: string, signal: LeakSignal): Promise<Claim | undefined> {
    const lease = randomUUID();
    const update = this.#leasing(lease).onlyIf(
      `attribute_not_exists(incidentId) OR leaseOwner = :lease OR (${notRestored} AND ${nobodyElseHoldsIt} AND ${somethingIsLeft})`,
      { ':now': timestamp(), ':lease': lease, ':false': false, ':restored': 'restored' },
      { '#status': 'status' },
    );
    const { incidentId: _, ...fields } = newItem(id, accessKeyId, timestamp());
    for (const [name, value] of Object.entries(fields)) update.setOnce(name, value);
    update.setOnce(attribute.signal(signal.id), signal).set('finished', false);
    const item = await this.#update(id, update);
    return item && run(item, lease);
  }

  async #join(item: Item, signal: LeakSignal): Promise<Claim | undefined> {
    const update = new Update()
      .setOnce(attribute.signal(signal.id), signal)
      .onlyIf(
        `${notRestored} AND ${nothingIsLeft}`,
        { ':restored': 'restored', ':true': true },
        { '#status': 'status' },
      );
    const joined = await this.#update(item.incidentId, update);
    return joined && { kind: 'joined', incident: toIncident(joined) };
  }

  async take(incidentId: string): Promise<Claim | undefined> {
    if (!isIncidentId(incidentId)) return undefined;
    const lease = randomUUID();
    const free = this.#leasing(lease).onlyIf(`${incidentExists} AND ${nobodyElseHoldsIt}`, {
      ':now': timestamp(),
      ':lease': lease,
    });
    const taken = await this.#update(incidentId, free);
    if (taken) return run(taken, lease);
    const item = await this.#get(incidentId);
    return item && busy(item);
  }

  async recordBefore(
    lease: string,
    incidentId: string,
    befores: Record<string, Before>,
    planned: string[],
  ): Promise<Record<string, Before>> {
    const update = new Update();
    for (const [id, before] of Object.entries(befores)) update.setOnce(attribute.before(id), before);
    for (const id of planned) update.setOnce(attribute.step(id), plannedStep(id, timestamp()));
    return beforesOf(await this.#whileHeld(lease, incidentId, update));
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
    return (await this.#update(incidentId, update)) !== undefined;
  }

  async marked(incidentId: string, what: string): Promise<boolean> {
    return isIncidentId(incidentId) && (await this.#get(incidentId))?.[attribute.mark(what)] !== undefined;
  }

  async release(lease: string, incidentId: string, finished?: boolean): Promise<void> {
    const update = new Update().remove('leaseUntil');
    if (finished !== undefined) update.set('finished', finished);
    await this.#whileHeld(lease, incidentId, update);
  }

  async find(id: string): Promise<Incident | undefined> {
    return isIncidentId(id) ? findIncident(id, (incidentId) => this.#get(incidentId)) : undefined;
  }

  #leasing(lease: string): Update {
    return new Update()
      .set('leaseOwner', lease)
      .set('leaseUntil', timestamp(new Date(now().getTime() + leaseMilliseconds)));
  }

  async #whileHeld(lease: string, incidentId: string, update: Update): Promise<Item> {
    const item = await this.#update(incidentId, update.onlyIf(weHoldIt, { ':lease': lease }));
    if (!item) throw new LeaseLost(incidentId);
    return item;
  }

  async #get(incidentId: string): Promise<Item | undefined> {
    const { Item: stored } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ incidentId }), ConsistentRead: true }),
    );
    return stored && (unmarshall(stored) as Item);
  }

  /** @returns the item afterwards, or undefined when the condition did not hold. */
  async #update(incidentId: string, update: Update): Promise<Item | undefined> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: marshall({ incidentId }),
          ReturnValues: 'ALL_NEW',
          ...update.expressions(),
        }),
      );
      return unmarshall(Attributes ?? {}) as Item;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
