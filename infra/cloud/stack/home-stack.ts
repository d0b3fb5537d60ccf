import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { openBus } from './bus.ts';
import type { Bundles } from './code.ts';
import { createConsoleEvents } from './console-events.ts';
import { tellOfItself } from './deployed-parameter.ts';
import { createDoctorQueue } from './doctor.ts';
import { createFrontDoor } from './front-door.ts';
import { createFunctions, feedFunctions } from './functions.ts';
import { createOutputs } from './outputs.ts';
import { restrictQueues } from './queue-access.ts';
import { createSchedules } from './schedules.ts';
import { createSignalRules } from './signal-rules.ts';
import type { FunctionSource } from './sources.ts';
import { createStores } from './stores.ts';
import { watch } from './watch.ts';

export interface HomeStackProps extends StackProps {
  settings: Settings;
  /** The functions to deploy (sources.ts). */
  sources: readonly FunctionSource[];
  /** `built` by default. */
  bundles?: Bundles | undefined;
}

/** All of Tourniquet in its home account and Region. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, props: HomeStackProps) {
    super(scope, id, props);
    const { settings, sources, bundles = 'built' } = props;
    const folders = sources.map(({ folder }) => folder);
    const { queues, topics, bus, key, binding } = createStores(this, settings, folders);
    const { deadLetters } = queues;
    const { functions, deployment } = createFunctions(this, {
      sources,
      settings,
      resources: binding,
      deadLetters,
      bundles,
      key,
    });
    feedFunctions(functions, queues, settings);
    openBus(this, bus, deployment, settings);
    createDoctorQueue(this, bus);
    restrictQueues(this, queues, {
      signalRuleArns: createSignalRules(this, bus, queues),
      scheduleRuleArns: createSchedules(functions, deadLetters),
      redriveRoles: settings.redriveRoles,
      sources,
      deployment,
    });
    const receiver = functions.get('receive-webhook');
    const frontDoor = receiver && createFrontDoor(this, receiver, settings, key);
    watch(this, topics.pages, { functions, queues, frontDoor });
    createConsoleEvents(this, settings);
    tellOfItself(this, settings, { deployment, functions, frontDoor });
    createOutputs(this, deployment, frontDoor);
  }
}
