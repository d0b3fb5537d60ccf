import type { Clock, Operation, Recorder, Service, Shape } from '../contract.ts';
import type { InstanceRoles } from '../iam/instance-roles.ts';
import type { ServiceSession } from '../sts/service-session.ts';
import { instanceCredentials } from './ec2-credentials.ts';
import { createFleet, demandReal, type Instance } from './ec2-fleet.ts';
import { profileAssociations } from './ec2-profile-associations.ts';
import { defaultRegions, optInRegions } from './ec2-regions.ts';
import { describeInstances, runInstances } from './ec2-run.ts';
import { stateChanges } from './ec2-state-changes.ts';

export type { Instance } from './ec2-fleet.ts';

export interface Ec2 {
  service: Service;
  instances(accountId: string, region: string): readonly Instance[];
  /**
   * What the metadata service of an instance answers: new credentials of its role at every call.
   * @throws AwsError when the instance does not run, has no profile, or its role does not trust EC2
   */
  instanceCredentials(instanceId: string): ServiceSession;
  /** Opts an account in to a Region that is not enabled by default. */
  optIn(accountId: string, region: string): void;
}

export interface Ec2Options {
  clock: Clock;
  /** The roles of instances, as IAM knows them. */
  roles: InstanceRoles;
  /** Told of the sessions that EC2 takes for instances. */
  recorder: Recorder;
}

export function ec2({ clock, roles, recorder }: Ec2Options): Ec2 {
  const fleet = createFleet();
  const optedIn = new Set<string>();
  const operations: Record<string, Operation> = {
    DescribeRegions: {
      readOnly: true,
      run: (input, call) => ({
        Regions: regions(input, (name) => optedIn.has(`${call.caller.accountId}/${name}`)),
      }),
    },
    RunInstances: runInstances(fleet, roles),
    DescribeInstances: describeInstances(fleet),
    ...stateChanges(fleet),
    ...profileAssociations(fleet, roles),
  };
  return {
    service: { name: 'ec2', client: '@aws-sdk/client-ec2', eventSource: 'ec2.amazonaws.com', operations },
    instances: (accountId, region) => fleet.of({ accountId, region }).map(({ instance }) => instance),
    instanceCredentials: instanceCredentials({ clock, fleet, roles, recorder }),
    optIn: (accountId, region) => void optedIn.add(`${accountId}/${region}`),
  };
}

function regions(input: Shape, isOptedIn: (name: string) => boolean): Shape[] {
  const { AllRegions, RegionNames, Filters } = input;
  demandReal(input);
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
