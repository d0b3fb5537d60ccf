import { randomBytes } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { defaultRegions, optInRegions } from './ec2-regions.ts';
import { perScope, scopeOf } from './scope.ts';

/** An instance in the SDK's shape. Only its state ever changes: nothing runs. */
export interface Instance {
  InstanceId: string;
  ImageId: string;
  InstanceType: string;
  LaunchTime: Date;
  State: { Code: number; Name: string };
  KeyName?: string;
}

export interface Ec2 {
  service: Service;
  instances(accountId: string, region: string): readonly Instance[];
  /** Opts an account in to a Region that is not enabled by default. */
  optIn(accountId: string, region: string): void;
}

interface Reservation {
  id: string;
  instances: Instance[];
}

const states = {
  pending: { Code: 0, Name: 'pending' },
  running: { Code: 16, Name: 'running' },
  'shutting-down': { Code: 32, Name: 'shutting-down' },
  terminated: { Code: 48, Name: 'terminated' },
} as const;

export function ec2({ clock }: { clock: Clock }): Ec2 {
  const reservations = perScope((): Reservation[] => []);
  const optedIn = new Set<string>();
  const of = (call: Call): Reservation[] => reservations.of(scopeOf(call));
  const operations: Record<string, Operation> = {
    DescribeRegions: {
      readOnly: true,
      run: (input, call) => ({
        Regions: regions(input, (name) => optedIn.has(`${call.caller.accountId}/${name}`)),
      }),
    },
    RunInstances: { readOnly: false, run: real((input, call) => run(of(call), input, call, clock.now())) },
    DescribeInstances: { readOnly: true, run: real((input, call) => describe(of(call), input, call)) },
    TerminateInstances: { readOnly: false, run: real((input, call) => terminate(of(call), input)) },
  };
  return {
    service: { name: 'ec2', client: '@aws-sdk/client-ec2', eventSource: 'ec2.amazonaws.com', operations },
    instances: (accountId, region) =>
      reservations.of({ accountId, region }).flatMap(({ instances }) => instances),
    optIn: (accountId, region) => void optedIn.add(`${accountId}/${region}`),
  };
}

/** With DryRun, EC2 answers an error also when the caller would have been allowed. */
const real =
  (run: Operation['run']): Operation['run'] =>
  (input, call) => {
    if (!input.DryRun) return run(input, call);
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  };

function regions({ AllRegions, RegionNames, Filters }: Shape, isOptedIn: (name: string) => boolean): Shape[] {
  const all = [
    ...defaultRegions.map((name) => describedRegion(name, 'opt-in-not-required')),
    ...optInRegions.map((name) => describedRegion(name, isOptedIn(name) ? 'opted-in' : 'not-opted-in')),
  ];
  const fieldOf: Record<string, string> = { 'opt-in-status': 'OptInStatus', 'region-name': 'RegionName' };
  return all
    .filter(({ OptInStatus }) => AllRegions || OptInStatus !== 'not-opted-in')
    .filter(({ RegionName }) => !RegionNames?.length || RegionNames.includes(RegionName))
    .filter((region: Shape) =>
      (Filters ?? []).every(({ Name, Values }: Shape) => Values?.includes(region[fieldOf[Name] ?? ''])),
    );
}

const describedRegion = (RegionName: string, OptInStatus: string) => ({
  RegionName,
  OptInStatus,
  Endpoint: `ec2.${RegionName}.amazonaws.com`,
});

const newId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`;

function run(reservations: Reservation[], input: Shape, call: Call, LaunchTime: Date): Shape {
  if (!input.ImageId)
    throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
  const count = Number(input.MaxCount);
  if (!(count >= 1 && count >= Number(input.MinCount)))
    throw new AwsError('InvalidParameterValue', 'Value for MinCount and MaxCount is invalid.');
  const instances = Array.from(
    { length: count },
    (): Instance => ({
      InstanceId: newId('i'),
      ImageId: input.ImageId,
      InstanceType: input.InstanceType ?? 'm1.small',
      LaunchTime,
      State: states.running,
      ...(input.KeyName && { KeyName: input.KeyName }),
    }),
  );
  const reservation = { id: newId('r'), instances };
  reservations.push(reservation);
  const pending = instances.map((instance) => ({ ...instance, State: states.pending }));
  return { ...listed(reservation, call), Instances: pending };
}

const listed = ({ id, instances }: Reservation, { caller }: Call): Shape => ({
  ReservationId: id,
  OwnerId: caller.accountId,
  Instances: instances,
});

function describe(reservations: Reservation[], input: Shape, call: Call): Shape {
  const ids: string[] = input.InstanceIds ?? [];
  for (const id of ids) find(reservations, id);
  const wanted = reservations.map(({ id, instances }) => ({
    id,
    instances: instances.filter(({ InstanceId }) => ids.length === 0 || ids.includes(InstanceId)),
  }));
  return {
    Reservations: wanted.filter(({ instances }) => instances.length > 0).map((each) => listed(each, call)),
  };
}

function terminate(reservations: Reservation[], input: Shape): Shape {
  const instances = (input.InstanceIds ?? []).map((id: string) => find(reservations, id));
  return {
    TerminatingInstances: instances.map((instance: Instance) => {
      const PreviousState = instance.State;
      const gone = PreviousState.Name === 'terminated';
      instance.State = states.terminated;
      const CurrentState = gone ? states.terminated : states['shutting-down'];
      return { InstanceId: instance.InstanceId, PreviousState, CurrentState };
    }),
  };
}

function find(reservations: Reservation[], id: string): Instance {
  const found = reservations
    .flatMap(({ instances }) => instances)
    .find(({ InstanceId }) => InstanceId === id);
  if (found) return found;
  throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
}
