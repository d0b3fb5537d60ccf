import type { CfnEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { bindAthena } from './athena.ts';
import { type Binding, together } from './binding.ts';
import { createBus } from './bus.ts';
import { createDestinations, hasDestinations } from './destinations.ts';
import { createEvidenceHome } from './evidence.ts';
import { createCustomerKey } from './keys.ts';
import { createQueues, type Queues } from './queues.ts';
import { createSecrets } from './secrets.ts';
import { createTable } from './table.ts';
import { createTopics, type Topics } from './topics.ts';

/** All that the functions read and write, and what they need to know of it. */
export interface Stores {
  queues: Queues;
  topics: Topics;
  bus: CfnEventBus;
  key: IKey | undefined;
  binding: Binding;
}

/** @param folders the functions that will use them */
export const createStores = (scope: Construct, settings: Settings, folders: readonly string[]): Stores => {
  const key = createCustomerKey(scope, settings.kms, folders);
  const queues = createQueues(scope, key, { destinations: hasDestinations(settings) });
  const topics = createTopics(scope, settings, key);
  const { bus, binding: ofBus } = createBus(scope);
  const { incidentChanges } = queues;
  const binding = together(
    createTable(scope, key),
    queues.binding,
    topics.binding,
    createSecrets(scope, settings, key),
    ofBus,
    createEvidenceHome(scope, settings, key),
    createDestinations(scope, settings, { incidentChanges, busArn: bus.attrArn, key }),
    bindAthena(scope, settings),
  );
  return { queues, topics, bus, key, binding };
};
