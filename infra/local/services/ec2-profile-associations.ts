import { AwsError, type Operation, type Shape } from '../contract.ts';
import type { InstanceRoles } from '../iam/instance-roles.ts';
import { type Filters, passes } from './ec2-filters.ts';
import { demandReal, type Fleet, type Machine, newId } from './ec2-fleet.ts';
import { instanceArn } from './ec2-state-changes.ts';
import { type Scope, scopeOf } from './scope.ts';

const association = ({ associationId, instance }: Machine, State: string): Shape => ({
  AssociationId: associationId,
  InstanceId: instance.InstanceId,
  IamInstanceProfile: instance.IamInstanceProfile,
  State,
});

const associated = (fleet: Fleet, scope: Scope): Machine[] =>
  fleet.of(scope).filter(({ associationId }) => associationId !== undefined);

const filters: Filters<Machine> = {
  'instance-id': ({ instance }) => instance.InstanceId,
  state: () => 'associated',
};

/** AssociateIamInstanceProfile, DisassociateIamInstanceProfile and DescribeIamInstanceProfileAssociations. */
export const profileAssociations = (fleet: Fleet, roles: InstanceRoles): Record<string, Operation> => ({
  AssociateIamInstanceProfile: {
    readOnly: false,
    resources: ({ InstanceId }, call) => [instanceArn(call, InstanceId)],
    run({ InstanceId, IamInstanceProfile }, call) {
      const machine = fleet.find(scopeOf(call), InstanceId);
      const { instance } = machine;
      const profile = roles.pass(call, IamInstanceProfile);
      if (!['running', 'stopped'].includes(instance.State.Name)) {
        throw new AwsError(
          'IncorrectInstanceState',
          `The instance '${InstanceId}' is not in a state in which it can have a profile.`,
        );
      }
      if (machine.associationId !== undefined) {
        throw new AwsError('IncorrectState', `There is an existing association for instance ${InstanceId}`);
      }
      instance.IamInstanceProfile = profile;
      machine.associationId = newId('iip-assoc');
      return { IamInstanceProfileAssociation: association(machine, 'associating') };
    },
  },
  DisassociateIamInstanceProfile: {
    readOnly: false,
    resources({ AssociationId }, call) {
      const held = associated(fleet, scopeOf(call)).find((each) => each.associationId === AssociationId);
      return [held ? instanceArn(call, held.instance.InstanceId) : '*'];
    },
    run({ AssociationId }, call) {
      const machine = associated(fleet, scopeOf(call)).find((each) => each.associationId === AssociationId);
      if (!machine) {
        throw new AwsError(
          'InvalidAssociationID.NotFound',
          `An invalid association-id of '${AssociationId}' was given`,
        );
      }
      const ended = association(machine, 'disassociating');
      delete machine.instance.IamInstanceProfile;
      delete machine.associationId;
      return { IamInstanceProfileAssociation: ended };
    },
  },
  DescribeIamInstanceProfileAssociations: {
    readOnly: true,
    run(input, call) {
      demandReal(input);
      const { AssociationIds: ids } = input;
      const wanted = associated(fleet, scopeOf(call)).filter(
        (machine) =>
          (!ids?.length || ids.includes(machine.associationId)) && passes(machine, filters, input.Filters),
      );
      return { IamInstanceProfileAssociations: wanted.map((each) => association(each, 'associated')) };
    },
  },
});
