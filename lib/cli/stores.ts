import { join } from 'node:path';
import { dynamoClient } from '#lib/aws/clients.ts';
import { RestoreRefused } from '#lib/containment/restore-refused.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { config } from '#lib/platform/config.ts';
import { givenPath } from './given-path.ts';

/** Where the command keeps incidents, and how to tell people of it. */
export interface Place {
  store: IncidentStore;
  /** What is kept beside them: pages, dismissals. */
  records: RecordStore;
  /** The absolute path of the folder; undefined where it is the deployed table. */
  folder?: string;
  /** For people: the folder, or `the table NAME`. */
  where: string;
  /** What else to try where an incident is not found. */
  elsewhere: string;
}

/**
 * Where the command keeps incidents: the folder that was asked for, else the deployed table when one is
 * configured, else the user's state folder. Nothing is read or made yet.
 */
export const placeFor = (state: string | undefined): Place => {
  const table = config.configuredTable();
  if (state === undefined && table) return inTable(table);
  const folder = givenPath(state ?? join(config.stateDirectory(), 'tourniquet', 'incidents'));
  const elsewhere =
    state === undefined
      ? 'set TOURNIQUET_TABLE to look in the deployed table, or give --state DIR'
      : 'give the --state DIR that contain was given, or leave --state out';
  return {
    store: new FileIncidentStore(folder),
    records: new FileRecordStore(folder),
    folder,
    where: folder,
    elsewhere,
  };
};

const inTable = (table: string): Place => ({
  store: new DynamoIncidentStore(dynamoClient(), table),
  records: new DynamoRecordStore(dynamoClient(), table),
  where: `the table ${table}`,
  elsewhere: 'give --state DIR to look in a folder',
});

/** @throws RestoreRefused that says where was looked, and where else to look */
export const mustHold = async ({ store, where, elsewhere }: Place, id: string): Promise<void> => {
  if (await store.find(id)) return;
  throw new RestoreRefused('no-such-incident', `there is no incident ${id} in ${where}: ${elsewhere}`);
};
