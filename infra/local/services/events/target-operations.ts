import { AwsError, type Call, type Operation, type Shape } from '../../contract.ts';
import { parseArn } from '../scope.ts';
import { type Buses, isBus } from './buses.ts';
import { checkInput } from './input.ts';
import { busNamed, ruleArns } from './rule-operations.ts';
import { ruleOf, type Target } from './rules.ts';

/** The operations on the targets of a rule. */
export function targetOperations(buses: Buses): Record<string, Operation> {
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: ruleArns,
    run,
  });
  const targets = (input: Shape, call: Call): Map<string, Target> =>
    ruleOf(busNamed(buses, input, call), input.Rule).targets;
  return {
    PutTargets: on(false, (input, call) => {
      const known = targets(input, call);
      for (const target of input.Targets ?? []) checkTarget(buses, target, call);
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
function checkTarget(buses: Buses, target: Target, { region }: Call): void {
  const { Id, Arn = '', DeadLetterConfig } = target;
  if (!buses.canReach(Arn))
    throw refused(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  checkInput(target);
  if (isBus(Arn) && (target.Input ?? target.InputPath ?? target.InputTransformer) !== undefined)
    throw refused(`Input of target ${Id} is not supported: an event bus is sent the event as it is.`);
  const queue = DeadLetterConfig?.Arn === undefined ? undefined : parseArn(DeadLetterConfig.Arn);
  if (DeadLetterConfig?.Arn !== undefined && (queue?.service !== 'sqs' || queue.region !== region))
    throw refused(`The dead-letter queue of target ${Id} must be a queue of ${region}.`);
}

const refused = (message: string): AwsError => new AwsError('ValidationException', message);
