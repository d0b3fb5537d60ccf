import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './item.ts';
import type { Update } from './update.ts';

/** The deployed table (hash key `incidentId`): one call for each thing that is asked or changed. */
export class DynamoTable {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get(incidentId: string): Promise<Item | undefined> {
    const { Item: stored } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ incidentId }), ConsistentRead: true }),
    );
    return stored && (unmarshall(stored) as Item);
  }

  /** @returns the item afterwards, or undefined when the condition did not hold. */
  async update(incidentId: string, update: Update): Promise<Item | undefined> {
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

  /** Every incident there is; links and records are something else. The hot path never scans: it is loaded late. */
  async incidents(): Promise<Item[]> {
    const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
    const found: Item[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          FilterExpression: 'attribute_exists(openedAt)',
          ConsistentRead: true,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      found.push(...(page.Items ?? []).map((item) => unmarshall(item) as Item));
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    return found;
  }
}
