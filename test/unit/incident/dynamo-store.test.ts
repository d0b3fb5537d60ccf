import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  InternalServerError,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { incidentTable, type Place, table } from '#test/contract/incident-stores.ts';
import { key, signal } from '#test/unit/containment/fake-account.ts';

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
