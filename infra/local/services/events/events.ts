import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../../contract.ts';
import { arnOf, type Scope, scopeOf } from '../scope.ts';
import { type Buses, busRegistry, type Deliver, type Undelivered } from './buses.ts';
import type { NewEvent } from './envelope.ts';
import { putEvents } from './put-events.ts';
import { type Bus, deleteRule, listedRule, newBus, putRule, ruleArn, ruleOf, type Target } from './rules.ts';

export interface Events {
  service: Service;
  /** An event of AWS's own on the default bus, such as a GuardDuty finding. @returns its id */
  emit(accountId: string, region: string, event: NewEvent): string;
  /** What targets refused or were not there to take, oldest first. */
  undelivered(): readonly Undelivered[];
}

/** @param deliver how a target of each service is reached: `{ sqs: (arn, body) => queues.send(arn, body) }` */
export function events({ clock, deliver }: { clock: Clock; deliver: Record<string, Deliver> }): Events {
  const buses = busRegistry(clock, deliver);
  return {
    service: {
      name: 'events',
      client: '@aws-sdk/client-eventbridge',
      eventSource: 'events.amazonaws.com',
      operations: { ...busOperations(buses), ...ruleOperations(buses), ...targetOperations(buses) },
    },
    emit: (accountId, region, event) => buses.put({ accountId, region }, 'default', event),
    undelivered: () => [...buses.undelivered],
  };
}

const busArn = (scope: Scope, nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnOf('events', scope, `event-bus/${nameOrArn}`);

function busOperations(buses: Buses): Record<string, Operation> {
  const busArns = (input: Shape, call: Call): string[] => [busArn(scopeOf(call), input.Name)];
  return {
    PutEvents: {
      readOnly: false,
      recorded: 'data',
      resources: (input, call) => [
        ...new Set<string>(
          (input.Entries ?? []).map((entry: Shape) => busArn(scopeOf(call), entry.EventBusName)),
        ),
      ],
      run: (input, call) => putEvents(buses, input, call),
    },
    CreateEventBus: {
      readOnly: false,
      resources: busArns,
      run: (input, call) => {
        const known = buses.all.of(scopeOf(call));
        if (known.has(input.Name))
          throw new AwsError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`);
        const bus = newBus(input.Name, scopeOf(call));
        known.set(bus.name, bus);
        return { EventBusArn: bus.arn };
      },
    },
    DescribeEventBus: {
      readOnly: true,
      resources: busArns,
      run: (input, call) => {
        const { name, arn } = buses.of(scopeOf(call), input.Name);
        return { Name: name, Arn: arn };
      },
    },
  };
}

const bus = (buses: Buses, input: Shape, call: Call): Bus => buses.of(scopeOf(call), input.EventBusName);

const ruleArns = (input: Shape, call: Call): string[] => {
  const busName = (input.EventBusName ?? 'default').split('/').pop();
  return [ruleArn(scopeOf(call), busName, input.Name ?? input.Rule ?? '')];
};

function ruleOperations(buses: Buses): Record<string, Operation> {
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: ruleArns,
    run,
  });
  const switched = (enabled: boolean): Operation =>
    on(false, (input, call) => {
      ruleOf(bus(buses, input, call), input.Name).enabled = enabled;
      return {};
    });
  return {
    PutRule: on(false, (input, call) => ({
      RuleArn: putRule(bus(buses, input, call), scopeOf(call), input).arn,
    })),
    DescribeRule: on(true, (input, call) => listedRule(ruleOf(bus(buses, input, call), input.Name))),
    EnableRule: switched(true),
    DisableRule: switched(false),
    DeleteRule: on(false, (input, call) => {
      deleteRule(bus(buses, input, call), input.Name);
      return {};
    }),
    ListRules: {
      readOnly: true,
      run: (input, call) => {
        const rules = [...bus(buses, input, call).rules.values()];
        return { Rules: rules.filter(({ name }) => name.startsWith(input.NamePrefix ?? '')).map(listedRule) };
      },
    },
  };
}

function targetOperations(buses: Buses): Record<string, Operation> {
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: ruleArns,
    run,
  });
  const targets = (input: Shape, call: Call): Map<string, Target> =>
    ruleOf(bus(buses, input, call), input.Rule).targets;
  return {
    PutTargets: on(false, (input, call) => {
      const known = targets(input, call);
      for (const target of input.Targets ?? []) checkTarget(buses, target);
      for (const target of input.Targets ?? []) known.set(target.Id, target);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    RemoveTargets: on(false, (input, call) => {
      const known = targets(input, call);
      for (const id of input.Ids ?? []) known.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    ListTargetsByRule: on(true, (input, call) => ({ Targets: [...targets(input, call).values()] })),
  };
}

/** Refuses what would not be carried out here, so that no rule looks alive and is not. */
function checkTarget(buses: Buses, target: Shape): void {
  if (!buses.canReach(target.Arn ?? ''))
    throw new AwsError(
      'ValidationException',
      `Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  for (const field of ['InputPath', 'InputTransformer'])
    if (target[field]) throw new AwsError('ValidationException', `${field} is not emulated here.`);
}
