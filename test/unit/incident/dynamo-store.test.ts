import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  InternalServerError,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { incidentTable, type Place, table } from '#test/contract/incident-stores.ts';
import { key, otherKey, signal } from '#test/unit/containment/fake-account.ts';

let place: Place<DynamoDBClient>;
let store: DynamoIncidentStore;

beforeEach(async () => {
  place = await incidentTable();
  store = new DynamoIncidentStore(place.where, table);
});
afterEach(() => place.close());

/** The reply of the first update is lost: the SDK sends the same request once more. */
const loseReply = () => {
  let lost = false;
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'UpdateItemCommand' && !lost) {
          lost = true;
          await next(args);
        }
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
};

it('a claim whose reply was lost is not locked out by itself', async () => {
  loseReply();
  expect(await store.claim(key, signal())).toMatchObject({
    kind: 'run',
    incident: { incidentId: `${key}-1` },
  });
});

it('taking an incident whose reply was lost gives the lease as well', async () => {
  const claim = await store.claim(key, signal());
  if (claim.kind === 'run') await store.release(claim.lease, `${key}-1`, true);
  loseReply();
  expect(await store.take(`${key}-1`)).toMatchObject({ kind: 'run' });
});

it('a fault of the table is thrown and not taken for a lost lease', async () => {
  const claim = await store.claim(key, signal());
  place.where.middlewareStack.add(
    () => async () => {
      throw new InternalServerError({ message: 'down', $metadata: {} });
    },
    { step: 'initialize' },
  );
  const lease = claim.kind === 'run' ? claim.lease : '';
  await expect(store.record(lease, `${key}-1`, { status: 'contained' })).rejects.toThrow(InternalServerError);
  await expect(store.claim(key, signal())).rejects.toThrow(InternalServerError);
});

it('a lease that ends between the claim and the look at it is claimed again', async () => {
  let refused = false;
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'UpdateItemCommand' || refused) return next(args);
        refused = true;
        throw new ConditionalCheckFailedException({ message: 'held', $metadata: {} });
      },
    { step: 'initialize' },
  );
  expect(await store.claim(key, signal())).toMatchObject({ kind: 'run' });
});

/** What another process does just before the nth call of a kind reaches the table. */
const meanwhile = (command: string, nth: number, work: () => Promise<unknown>) => {
  let calls = 0;
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === command) calls += 1;
        if (commandName === command && calls === nth) await work();
        return next(args);
      },
    { step: 'initialize' },
  );
};

const finished = async () => {
  const claim = await store.claim(key, signal());
  if (claim.kind === 'run') await store.release(claim.lease, `${key}-1`, true);
};
const later = signal({ id: 'manual:2' });

it('a signal is not written under a restore that began between the look and the writing', async () => {
  await finished();
  meanwhile('UpdateItemCommand', 2, () => store.take(`${key}-1`));
  expect(await store.claim(key, later)).toMatchObject({ kind: 'busy' });
  expect((await store.find(key))?.signals).toEqual([signal()]);
});

it('a signal opens the next incident when a restore was done between the look and the writing', async () => {
  await finished();
  meanwhile('UpdateItemCommand', 2, async () => {
    const taken = await store.take(`${key}-1`);
    if (taken?.kind !== 'run') throw new Error('it was free');
    await store.record(taken.lease, `${key}-1`, { status: 'restored' });
    await store.release(taken.lease, `${key}-1`);
  });
  expect(await store.claim(key, later)).toMatchObject({ kind: 'run', incident: { incidentId: `${key}-2` } });
  expect((await store.find(`${key}-1`))?.signals).toEqual([signal()]);
});

it('a lease that ends between the try and the look at it is taken', async () => {
  const claim = await store.claim(key, signal());
  meanwhile('GetItemCommand', 1, async () => {
    if (claim.kind === 'run') await store.release(claim.lease, `${key}-1`, true);
  });
  expect(await store.take(`${key}-1`)).toMatchObject({ kind: 'run' });
});

it('the first report of a user costs one call for each key, at once, and one for the claim', async () => {
  const underway = { now: 0, most: 0 };
  const calls: string[] = [];
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        calls.push(String(commandName));
        underway.most = Math.max(underway.most, ++underway.now);
        return next(args).finally(() => underway.now--);
      },
    { step: 'initialize' },
  );
  await store.claimUser('user-264875319082-bot', [key, otherKey], signal());
  expect(calls).toEqual(Array(3).fill('UpdateItemCommand'));
  expect(underway.most).toBe(2);
});

it('a link whose reply was lost is made once and no open incident is seen in it', async () => {
  loseReply();
  const claim = await store.claimUser('user-264875319082-bot', [key], signal());
  expect(claim).toMatchObject({ kind: 'run', incident: { incidentId: 'user-264875319082-bot-1' } });
});
