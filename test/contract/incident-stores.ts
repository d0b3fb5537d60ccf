import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where incidents of one test file are kept; `close` frees what it holds. */
export interface Place<T> {
  where: T;
  close(): Promise<void>;
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'incidents-'));

interface DynaliteServer {
  listen(port: number, host: string, listening: () => void): void;
  address(): AddressInfo;
  close(closed: () => void): void;
}

const dynalite: (options: { createTableMs: number }) => DynaliteServer = createRequire(import.meta.url)(
  'dynalite',
);

export const table = 'incidents';

const clientOf = (port: number): DynamoDBClient =>
  new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

// A table that is still being created is not found by reads.
const untilActive = async (client: DynamoDBClient): Promise<void> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  if (Table?.TableStatus !== 'ACTIVE') await untilActive(client);
};

/** An empty table as the deployed one is: one hash key, `incidentId`. */
export const incidentTable = async (): Promise<Place<DynamoDBClient>> => {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const where = clientOf(server.address().port);
  await where.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'incidentId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'incidentId', KeyType: 'HASH' }],
    }),
  );
  await untilActive(where);
  const close = async () => {
    where.destroy();
    await new Promise<void>((resolve) => server.close(resolve));
  };
  return { where, close };
};
