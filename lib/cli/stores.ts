import { join, resolve } from 'node:path';
import { dynamoClient } from '#lib/aws/clients.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { config } from '#lib/platform/config.ts';

/**
 * Where the command keeps incidents: the folder that was asked for, else the deployed table when one is
 * configured, else the user's state folder.
 */
export const openStore = (folder: string | undefined): IncidentStore => {
  const table = config.configuredTable();
  if (folder === undefined && table) return new DynamoIncidentStore(dynamoClient(), table);
  return new FileIncidentStore(resolve(folder ?? join(config.stateDirectory(), 'tourniquet', 'incidents')));
};
