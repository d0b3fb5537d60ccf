import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '#lib/platform/grants.ts';
import type { Settings } from '../settings/settings.ts';
import { createFunctionAlarms } from './alarms-of-functions.ts';
import { createQueueAlarms } from './alarms-of-queues.ts';
import { createRuleAlarms } from './alarms-of-rules.ts';
import { createWebhookAlarms } from './alarms-of-webhook.ts';
import { bindAthena } from './athena.ts';
import { together } from './binding.ts';
import { createBus, openBus } from './bus.ts';
import type { Bundles } from './code.ts';
import { createConsoleEvents } from './console-events.ts';
import { createDashboard } from './dashboard.ts';
import { tellOfItself } from './deployed-parameter.ts';
import { createDestinations, hasDestinations } from './destinations.ts';
import { createDoctorQueue } from './doctor.ts';
import { createEvidenceHome } from './evidence.ts';
import { createFrontDoor } from './front-door.ts';
import { createFunctions, feedFunctions } from './functions.ts';
import { createCustomerKey } from './keys.ts';
import { roleArn } from './names.ts';
import { createOutputs } from './outputs.ts';
import { createQueries } from './queries.ts';
import { restrictQueues } from './queue-access.ts';
import { createQueues } from './queues.ts';
import { createSchedules } from './schedules.ts';
import { createSecrets } from './secrets.ts';
import { createSignalRules } from './signal-rules.ts';
import type { FunctionSource } from './sources.ts';
import { createTable } from './table.ts';
import { createTopics } from './topics.ts';

export interface HomeStackProps extends StackProps {
  settings: Settings;
  /** The functions to deploy (sources.ts). */
  sources: readonly FunctionSource[];
  bundles?: Bundles | undefined;
}

const rolesThatMaySendTo =
  (scope: Construct, sources: readonly FunctionSource[], deployment: Deployment) =>
  ({ queueArn }: IQueue): string[] =>
    sources
      .filter(({ grants }) =>
        grants(deployment).some(
          ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.includes(queueArn),
        ),
      )
      .map(({ folder }) => roleArn(scope, folder));

/** All of Tourniquet in its home account and Region. */
export class HomeStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, sources, bundles = 'built', ...props }: HomeStackProps,
  ) {
    super(scope, id, props);
    const folders = sources.map(({ folder }) => folder);
    const key = createCustomerKey(this, settings.kms, folders);
    const queues = createQueues(this, key, { destinations: hasDestinations(settings) });
    const topics = createTopics(this, settings, key);
    const secrets = createSecrets(this, settings, key);
    const { bus, binding: busBinding } = createBus(this);
    const resources = together(
      createTable(this, key),
      queues.binding,
      topics.binding,
      secrets.binding,
      busBinding,
      createEvidenceHome(this, settings, key),
      createDestinations(this, settings, {
        incidentChanges: queues.incidentChanges,
        busArn: bus.attrArn,
        key,
      }),
      bindAthena(this, settings),
    );
    const { functions, deployment } = createFunctions(this, {
      sources,
      settings,
      resources,
      deadLetters: queues.deadLetters,
      bundles,
      key,
    });
    openBus(this, bus, deployment, settings);
    createDoctorQueue(this, bus);
    feedFunctions(functions, queues, settings);
    const scheduleRuleArns = createSchedules(functions, queues.deadLetters);
    const signalRuleArns = createSignalRules(this, bus, queues);
    restrictQueues(queues, {
      signalRuleArns,
      scheduleRuleArns,
      allRoles: folders.map((folder) => roleArn(this, folder)),
      redriveRoles: settings.redriveRoles,
      rolesThatMaySendTo: rolesThatMaySendTo(this, sources, deployment),
    });
    const receiver = functions.get('receive-webhook');
    const frontDoor = receiver && createFrontDoor(this, receiver, settings, key);
    const alarms = [
      ...createQueueAlarms(this, topics.pages, queues),
      ...createFunctionAlarms(this, topics.pages, functions),
      ...createRuleAlarms(this, topics.pages),
      ...(frontDoor ? createWebhookAlarms(this, topics.pages, frontDoor) : []),
    ];
    createDashboard(this, { alarms, functions, queues, frontDoor });
    createQueries(this, functions);
    createConsoleEvents(this, settings);
    tellOfItself(this, settings, { deployment, functions, frontDoor });
    createOutputs(this, deployment, frontDoor);
  }
}
