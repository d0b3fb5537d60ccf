import { askToPublish } from '#lib/incident/ask-to-publish.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { config } from '#lib/platform/config.ts';
import { logger } from '#lib/platform/logger.ts';
import { onceFor } from './afterwards.ts';
import { stateOf } from './mail.ts';

type Afterwards = (incident: Incident, run?: string) => Promise<void>;
type Publish = (incidentId: string, state: string) => Promise<void>;

/** Puts changes on the queue of the deployed system; undefined where incidents have no other home. */
export const deployedPublish = (): Publish | undefined => {
  const queueUrl = config.incidentChangesQueueUrl();
  return queueUrl ? (incidentId, state) => askToPublish(queueUrl, incidentId, state) : undefined;
};

/** Asks once for each state of an incident for its other homes to be told. What failed is asked for the next time. */
const publishChange = async (incident: Incident, publish: Publish, store: IncidentStore): Promise<void> => {
  const { incidentId } = incident;
  const state = stateOf(incident);
  try {
    await onceFor(incidentId, `publish:${state}`, () => publish(incidentId, state), store);
  } catch (error) {
    logger.error('the other homes of an incident could not be asked to be told', { incidentId, error });
  }
};

/**
 * What follows a containment or a restore, and beside it the other homes. Those neither delay people's mail nor fail
 * anything: a fault on the way to them would have the signal come again.
 */
export const alsoPublishing = (
  tellPeople: Afterwards,
  publish: Publish | undefined,
  store: IncidentStore,
): Afterwards => {
  if (!publish) return tellPeople;
  return async (incident, run) => {
    const published = publishChange(incident, publish, store);
    try {
      await tellPeople(incident, run);
    } finally {
      // Lambda freezes what still runs when the handler has answered.
      await published;
    }
  };
};
