import type { Shape } from '../contract.ts';

/** EC2's records keep the lists of its older XML API: `instancesSet: {items: […]}` instead of `Instances: […]`. */
const set = (items: Shape[] | undefined): Shape => ({ items: items ?? [] });

export function ec2Parameters(operation: string, input: Shape): Shape {
  if (operation === 'RunInstances') {
    const { ImageId, MinCount, MaxCount, KeyName, UserData, ...rest } = input;
    const instance = { ImageId, MinCount, MaxCount, KeyName };
    const userData = UserData === undefined ? {} : { UserData: '<sensitiveDataRemoved>' };
    return { InstancesSet: set([instance]), ...userData, ...rest };
  }
  const { InstanceIds, AllRegions, RegionNames, ...rest } = input;
  return {
    ...rest,
    ...(AllRegions !== undefined && { AllRegions }),
    ...(RegionNames && { RegionSet: set(RegionNames.map((RegionName: string) => ({ RegionName }))) }),
    ...(InstanceIds && { InstancesSet: set(InstanceIds.map((InstanceId: string) => ({ InstanceId }))) }),
  };
}

export function ec2Response(output: Shape, requestId: string): Shape {
  const { Instances, TerminatingInstances, StoppingInstances, StartingInstances, ...rest } = output;
  const instances = Instances?.map(({ State, ...instance }: Shape) => ({
    ...instance,
    InstanceState: State,
  }));
  const changed = TerminatingInstances ?? StoppingInstances ?? StartingInstances;
  return { RequestId: requestId, ...rest, InstancesSet: set(instances ?? changed) };
}
