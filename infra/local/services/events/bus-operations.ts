import { AwsError, type Call, type Operation, type PolicyDocument, type Shape } from '../../contract.ts';
import { arnOf, type Scope, scopeOf } from '../scope.ts';
import { policyOf, putPermission, removePermission } from './bus-policy.ts';
import type { Buses } from './buses.ts';
import { putEvents } from './put-events.ts';
import { type Bus, newBus } from './rules.ts';

const busArn = (scope: Scope, nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnOf('events', scope, `event-bus/${nameOrArn}`);

/** PutEvents and the operations on buses. */
export function busOperations(buses: Buses): Record<string, Operation> {
  const on = (field: string, readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: (input, call) => [busArn(scopeOf(call), input[field])],
    run,
  });
  const permitting = (change: (bus: Bus, input: Shape) => void): Operation =>
    on('EventBusName', false, (input, call) => {
      change(buses.of(scopeOf(call), input.EventBusName), input);
      return {};
    });
  return {
    PutEvents: {
      readOnly: false,
      recorded: 'data',
      resources: busArns,
      conditions: (input) => ({
        'events:source': distinct(input, 'Source'),
        'events:detail-type': distinct(input, 'DetailType'),
      }),
      resourcePolicy: (input, call) => policiesOf(buses, busArns(input, call)),
      run: (input, call) => putEvents(buses, input, call),
    },
    CreateEventBus: on('Name', false, (input, call) => {
      const known = buses.all.of(scopeOf(call));
      if (known.has(input.Name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`);
      const bus = newBus(input.Name, scopeOf(call));
      known.set(bus.name, bus);
      return { EventBusArn: bus.arn };
    }),
    DescribeEventBus: on('Name', true, (input, call) => {
      const bus = buses.of(scopeOf(call), input.Name);
      const policy = policyOf(bus);
      return { Name: bus.name, Arn: bus.arn, ...(policy && { Policy: JSON.stringify(policy) }) };
    }),
    PutPermission: permitting(putPermission),
    RemovePermission: permitting(removePermission),
  };
}

const distinct = (input: Shape, field: string): string[] => [
  ...new Set<string>((input.Entries ?? []).map((entry: Shape) => entry[field] ?? '')),
];

const busArns = (input: Shape, call: Call): string[] => [
  ...new Set<string>((input.Entries ?? []).map((entry: Shape) => busArn(scopeOf(call), entry.EventBusName))),
];

/** Each statement names the bus that it is about, so that several buses' statements may stand side by side. */
function policiesOf(buses: Buses, arns: string[]): PolicyDocument | undefined {
  const Statement = arns.flatMap((arn) => findBus(buses, arn)?.statements ?? []);
  return Statement.length > 0 ? { Version: '2012-10-17', Statement } : undefined;
}

function findBus(buses: Buses, arn: string): Bus | undefined {
  try {
    return buses.of({ accountId: '', region: '' }, arn);
  } catch (error) {
    // The entry for a bus that is not there fails by itself, when it is put.
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
