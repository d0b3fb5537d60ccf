import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type DestinationOutcome, destinations, destinationsOf } from '#lib/incident/destinations.ts';
import { recordKey } from '#lib/incident/record-key.ts';
import { inert, table } from '#lib/platform/plain-text.ts';
import { destinationTitle } from '#lib/report/destination-names.ts';
import type { DestinationOptions } from '../host/tourniquet-options.ts';
import { heading, type Print } from './show.ts';
import type { Stage } from './stage.ts';

/** Every other home of incidents, switched on. */
export const everywhere = {
  eventBus: true,
  github: true,
  opsCenter: true,
  securityHub: true,
  chat: true,
  htmlMail: true,
} as const satisfies Required<DestinationOptions>;

/** What is noted beside an incident of where else it was told. */
export const toldElsewhere = async ({ aws }: Stage, incidentId: string): Promise<DestinationOutcome[]> => {
  const { Item } = await aws.administer('dynamodb', 'GetItem', {
    TableName: 'tourniquet-incidents',
    Key: { incidentId: { S: recordKey('destinations', incidentId) } },
  });
  const { recordFields } = Item ? unmarshall(Item) : { recordFields: undefined };
  return destinationsOf({ get: async () => recordFields }, incidentId);
};

/** Shows where else an incident was told. @returns which of its homes do not know of it */
export const showElsewhere = async (stage: Stage, print: Print, incidentId: string): Promise<string[]> => {
  heading(print, 'Where else the incident was told');
  const outcomes = await toldElsewhere(stage, incidentId);
  const rows = outcomes.map(({ destination, outcome, status, reference = '', reason = '' }) => [
    destinationTitle(destination),
    outcome,
    `as ${status}`,
    inert(reason || reference, 80),
  ]);
  for (const line of table(rows)) print(`  ${line}`);
  const done = new Set(
    outcomes.filter(({ outcome }) => outcome === 'done').map(({ destination }) => destination),
  );
  return destinations
    .filter((name) => !done.has(name))
    .map((name) => `${incidentId} was not told to ${name}`);
};
