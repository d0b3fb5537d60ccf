import { AwsError, type Call, type Operation, type Shape } from '../contract.ts';
import { demandReal, type Fleet, type Machine, type State, states } from './ec2-fleet.ts';
import { arnOf, scopeOf } from './scope.ts';

/** The ARN that a request about an instance is authorised on. */
export const instanceArn = (call: Call, id: string): string => arnOf('ec2', scopeOf(call), `instance/${id}`);

interface Change {
  /** What the answer calls the list: `StoppingInstances`. */
  list: string;
  /** As it stands in the message of a refusal. */
  participle: string;
  from: readonly string[];
  /** What it becomes, and what EC2 answers it is becoming. */
  to: State;
  becoming: State;
}

const apply = (machine: Machine, { from, to, becoming, participle }: Change): Shape => {
  const { instance } = machine;
  const { InstanceId, State: PreviousState } = instance;
  if (PreviousState.Name === to.Name) return { InstanceId, PreviousState, CurrentState: to };
  if (!from.includes(PreviousState.Name)) {
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${InstanceId}' is not in a state from which it can be ${participle}.`,
    );
  }
  instance.State = to;
  if (to.Name === 'terminated') {
    // Its profile goes with it, and there is nothing left that could ask for credentials.
    delete instance.IamInstanceProfile;
    delete machine.associationId;
  }
  return { InstanceId, PreviousState, CurrentState: becoming };
};

const stateChange = (fleet: Fleet, change: Change): Operation => ({
  readOnly: false,
  resources: ({ InstanceIds = [] }, call) => InstanceIds.map((id: string) => instanceArn(call, id)),
  run(input, call) {
    demandReal(input);
    // All of them exist, or none of them changes.
    const machines = (input.InstanceIds ?? []).map((id: string) => fleet.find(scopeOf(call), id));
    return { [change.list]: machines.map((machine: Machine) => apply(machine, change)) };
  },
});

/** TerminateInstances, StopInstances and StartInstances. */
export const stateChanges = (fleet: Fleet): Record<string, Operation> => ({
  TerminateInstances: stateChange(fleet, {
    list: 'TerminatingInstances',
    participle: 'terminated',
    from: ['running', 'stopped'],
    to: states.terminated,
    becoming: states['shutting-down'],
  }),
  StopInstances: stateChange(fleet, {
    list: 'StoppingInstances',
    participle: 'stopped',
    from: ['running'],
    to: states.stopped,
    becoming: states.stopping,
  }),
  StartInstances: stateChange(fleet, {
    list: 'StartingInstances',
    participle: 'started',
    from: ['stopped'],
    to: states.running,
    becoming: states.pending,
  }),
});
