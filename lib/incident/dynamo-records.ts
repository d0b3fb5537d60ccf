import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import { expiryOf, fieldsOf, isLive, type RecordItem, seconds } from './record-item.ts';
import { keyPrefix, recordKey } from './record-key.ts';
import type { Fields, RecordKind, RecordStore } from './records.ts';

const recordIsThere =
  'attribute_exists(incidentId) AND (attribute_not_exists(expiresAt) OR expiresAt > :now)';
const recordIsAbsent = 'attribute_not_exists(incidentId) OR expiresAt <= :now';
// The SDK sends an update again when its reply was lost: what it put the first time is still put by this call.
const recordIsOurs = 'putBy = :put';
const hasNotExpired = '(attribute_not_exists(expiresAt) OR expiresAt > :now)';
const isCountedOrFits =
  '(attribute_not_exists(recordMembers) OR contains(recordMembers, :member) OR size(recordMembers) < :limit)';

interface Stored {
  /** As JSON: a key may be hashed, and a text that is no valid Unicode would not come back as it was. */
  recordId: string;
  recordFields: Fields;
  recordMembers?: Set<string>;
  expiresAt?: number;
}

interface Expressions {
  UpdateExpression: string;
  ConditionExpression: string;
  values: Record<string, NativeAttributeValue>;
  names?: Record<string, string>;
}

/** Records in the table of the incidents, one item each: what a write asks and changes is one conditional call. */
export class DynamoRecordStore implements RecordStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  putOnce(kind: RecordKind, id: string, fields: Fields): Promise<boolean> {
    return this.#make(kind, id, fields);
  }

  /** A field that is set to undefined is taken away. */
  async set(kind: RecordKind, id: string, fields: Fields): Promise<void> {
    // Which of the two fits may change between the calls.
    while (!((await this.#change(kind, id, fields)) || (await this.#make(kind, id, fields))));
  }

  async get(kind: RecordKind, id: string): Promise<Fields | undefined> {
    const item = await this.#get(kind, id);
    return item && fieldsOf(item);
  }

  async remove(kind: RecordKind, id: string): Promise<void> {
    await this.#client.send(new DeleteItemCommand({ TableName: this.#table, Key: keyOf(kind, id) }));
  }

  async list(kind: RecordKind): Promise<Record<string, Fields>> {
    const found: [string, Fields][] = [];
    const pages = paginateScan(
      { client: this.#client },
      {
        TableName: this.#table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(incidentId, :prefix)',
        ExpressionAttributeValues: marshall({ ':prefix': keyPrefix(kind) }),
      },
    );
    for await (const { Items = [] } of pages) {
      for (const stored of Items.map((item) => unmarshall(item) as Stored)) {
        const item = itemOf(stored);
        if (isLive(item)) found.push([JSON.parse(stored.recordId), fieldsOf(item)]);
      }
    }
    return Object.fromEntries(found);
  }

  async admit(kind: 'brake' | 'burst', id: string, member: string, limit: number): Promise<boolean> {
    if (limit < 1) return false;
    for (;;) {
      if (await this.#count(kind, id, member, limit)) return true;
      // Full, or left over from a time that is past: then counting begins anew.
      const item = await this.#get(kind, id);
      if (item) return item.members?.includes(member) ?? false;
      if (await this.#make(kind, id, {}, member)) return true;
    }
  }

  #count(kind: RecordKind, id: string, member: string, limit: number): Promise<boolean> {
    return this.#update(kind, id, {
      UpdateExpression:
        'SET recordId = :id, recordFields = if_not_exists(recordFields, :none), expiresAt = if_not_exists(expiresAt, :expiresAt) ADD recordMembers :one',
      ConditionExpression: `${hasNotExpired} AND ${isCountedOrFits}`,
      values: {
        ':none': {},
        ':expiresAt': expiryOf(kind).expiresAt,
        ':one': new Set([member]),
        ':member': member,
        ':limit': limit,
        ':now': seconds(),
      },
    });
  }

  /** Writes the whole record where there is none. */
  #make(kind: RecordKind, id: string, fields: Fields, member?: string): Promise<boolean> {
    const { expiresAt } = expiryOf(kind);
    const expiry = expiresAt === undefined ? '' : ', expiresAt = :expiresAt';
    const members = member === undefined ? ' REMOVE recordMembers' : ', recordMembers = :one';
    return this.#update(kind, id, {
      UpdateExpression: `SET recordId = :id, recordFields = :fields, putBy = :put${expiry}${members}`,
      ConditionExpression: `${recordIsAbsent} OR ${recordIsOurs}`,
      values: {
        ':fields': fields,
        ':put': randomUUID(),
        ':now': seconds(),
        ':expiresAt': expiresAt,
        ':one': member === undefined ? undefined : new Set([member]),
      },
    });
  }

  /** Writes fields of a record that is there. */
  #change(kind: RecordKind, id: string, fields: Fields): Promise<boolean> {
    const { expiresAt } = expiryOf(kind);
    const entries = Object.entries(fields).map(([name, value], at) => ({ name, value, at }));
    const given = entries.filter(({ value }) => value !== undefined);
    const gone = entries.filter(({ value }) => value === undefined);
    const sets = [
      'recordId = :id',
      ...(expiresAt === undefined ? [] : ['expiresAt = :expiresAt']),
      ...given.map(({ at }) => `recordFields.#f${at} = :f${at}`),
    ];
    const removes = gone.map(({ at }) => `recordFields.#f${at}`);
    return this.#update(kind, id, {
      UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
      ConditionExpression: recordIsThere,
      values: {
        ':now': seconds(),
        ':expiresAt': expiresAt,
        ...Object.fromEntries(given.map(({ value, at }) => [`:f${at}`, value])),
      },
      names: Object.fromEntries(entries.map(({ name, at }) => [`#f${at}`, name])),
    });
  }

  async #get(kind: RecordKind, id: string): Promise<RecordItem | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(kind, id), ConsistentRead: true }),
    );
    const item = Item && itemOf(unmarshall(Item) as Stored);
    return isLive(item) ? item : undefined;
  }

  /** @returns false when the condition did not hold */
  async #update(kind: RecordKind, id: string, { values, names = {}, ...expressions }: Expressions) {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(kind, id),
      ...expressions,
      ExpressionAttributeValues: marshall(
        { ':id': JSON.stringify(id), ...values },
        { removeUndefinedValues: true },
      ),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    });
    return this.#client.send(command).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      },
    );
  }
}

const keyOf = (kind: RecordKind, id: string) => marshall({ incidentId: recordKey(kind, id) });

const itemOf = ({ recordFields, recordMembers, expiresAt }: Stored): RecordItem => ({
  fields: recordFields,
  ...(recordMembers && { members: [...recordMembers] }),
  ...(expiresAt !== undefined && { expiresAt }),
});
