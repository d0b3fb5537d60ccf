import { AwsError, type Call, type Operation, type Shape } from '../contract.ts';
import type { InstanceRoles } from '../iam/instance-roles.ts';
import { type Filters, passes } from './ec2-filters.ts';
import { demandReal, type Fleet, type Instance, type Machine, newId, states } from './ec2-fleet.ts';
import { scopeOf } from './scope.ts';

/** Machines of one reservation as RunInstances and DescribeInstances show them. */
const reservation = (id: string, instances: Instance[], { caller }: Call): Shape => ({
  ReservationId: id,
  OwnerId: caller.accountId,
  Instances: instances,
});

const countOf = ({ MinCount, MaxCount }: Shape): number => {
  const count = Number(MaxCount);
  if (count >= 1 && count >= Number(MinCount)) return count;
  throw new AwsError('InvalidParameterValue', 'Value for MinCount and MaxCount is invalid.');
};

/** RunInstances. Whoever gives the instances a profile must be allowed to pass its role. */
export const runInstances = (fleet: Fleet, roles: InstanceRoles): Operation => ({
  readOnly: false,
  run(input, call) {
    const count = countOf(input);
    if (!input.ImageId)
      throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
    const profile = input.IamInstanceProfile && roles.pass(call, input.IamInstanceProfile);
    demandReal(input);
    const reservationId = newId('r');
    const machines = Array.from({ length: count }, (): Machine => {
      const instance: Instance = {
        InstanceId: newId('i'),
        ImageId: input.ImageId,
        InstanceType: input.InstanceType ?? 'm1.small',
        LaunchTime: call.now,
        State: states.running,
        ...(input.KeyName && { KeyName: input.KeyName }),
        ...(profile && { IamInstanceProfile: profile }),
      };
      const associationId = profile ? { associationId: newId('iip-assoc') } : {};
      return { scope: scopeOf(call), reservationId, instance, ...associationId };
    });
    fleet.of(scopeOf(call)).push(...machines);
    const pending = machines.map(({ instance }) => ({ ...instance, State: states.pending }));
    return reservation(reservationId, pending, call);
  },
});

const filters: Filters<Instance> = {
  'instance-id': ({ InstanceId }) => InstanceId,
  'instance-state-name': ({ State }) => State.Name,
  'image-id': ({ ImageId }) => ImageId,
  'iam-instance-profile.arn': ({ IamInstanceProfile }) => IamInstanceProfile?.Arn,
  'iam-instance-profile.id': ({ IamInstanceProfile }) => IamInstanceProfile?.Id,
};

/** DescribeInstances, with the filters that a search for instances of a role needs. */
export const describeInstances = (fleet: Fleet): Operation => ({
  readOnly: true,
  run(input, call) {
    demandReal(input);
    const ids: string[] = input.InstanceIds ?? [];
    const scope = scopeOf(call);
    const asked = ids.length > 0 ? ids.map((id) => fleet.find(scope, id)) : fleet.of(scope);
    const wanted = asked.filter(({ instance }) => passes(instance, filters, input.Filters));
    const byReservation = Map.groupBy(wanted, ({ reservationId }) => reservationId);
    return {
      Reservations: [...byReservation].map(([id, machines]) =>
        reservation(
          id,
          machines.map(({ instance }) => instance),
          call,
        ),
      ),
    };
  },
});
