import { demandDelay, demandSizes } from './limits.ts';
import { type CheckedUpdate, isOver, type RecordedOperation } from './operation.ts';
import { invalid } from './refusal.ts';
import { statusAfter } from './transitions.ts';

const inMilliseconds = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

/** A replay that does something else under the same id has lost its way. */
const demandSame = (current: RecordedOperation, update: CheckedUpdate): void => {
  for (const field of ['Type', 'SubType', 'Name', 'ParentId'] as const) {
    if (update[field] !== undefined && update[field] !== current[field]) {
      throw invalid(`Inconsistent ${field} of the operation ${update.Id}.`);
    }
  }
};

const demandOneAnswer = ({ Action, Payload, Error: error }: CheckedUpdate): void => {
  if (Action === 'FAIL' && Payload !== undefined) throw invalid('Cannot provide a Payload for FAIL action.');
  if (Action === 'SUCCEED' && error) throw invalid('Cannot provide an Error for SUCCEED action.');
  if (Action === 'RETRY' && error && Payload !== undefined) {
    throw invalid('Cannot provide both error and payload to RETRY a STEP.');
  }
};

const answerOf = ({ Payload, Error: error }: CheckedUpdate) => ({
  ...(Payload !== undefined && { Result: Payload }),
  ...(error && { Error: error }),
});

/** A step counts its attempts as they end. What the last one left stays until the next one ends. */
const stepDetails = (
  current: RecordedOperation | undefined,
  update: CheckedUpdate,
  now: Date,
): RecordedOperation['StepDetails'] => {
  const { Attempt = 0, ...left } = current?.StepDetails ?? {};
  if (update.Action === 'START') return { ...left, Attempt };
  const ended = { Attempt: Attempt + 1, ...answerOf(update) };
  if (update.Action !== 'RETRY') return ended;
  const delay = demandDelay('NextAttemptDelaySeconds', update.StepOptions?.NextAttemptDelaySeconds);
  return { ...ended, NextAttemptTimestamp: inMilliseconds(now, delay) };
};

const waitDetails = (
  current: RecordedOperation | undefined,
  { WaitOptions }: CheckedUpdate,
  now: Date,
): RecordedOperation['WaitDetails'] =>
  current?.WaitDetails ?? {
    ScheduledEndTimestamp: inMilliseconds(now, demandDelay('WaitSeconds', WaitOptions?.WaitSeconds)),
  };

const detailsOf = (current: RecordedOperation | undefined, update: CheckedUpdate, now: Date) => {
  if (update.Type === 'STEP') return { StepDetails: stepDetails(current, update, now) };
  if (update.Type === 'WAIT') return { WaitDetails: waitDetails(current, update, now) };
  const { ReplayChildren = false } = update.ContextOptions ?? {};
  return { ContextDetails: { ReplayChildren, ...answerOf(update) } };
};

/**
 * An operation after one update.
 * @param current as it stands, undefined when it does not exist yet
 * @throws AwsError InvalidParameterValueException when the update is not allowed now
 */
export const applyUpdate = (
  current: RecordedOperation | undefined,
  update: CheckedUpdate,
  now: Date,
): RecordedOperation => {
  const { Id, Type, SubType, Name, ParentId, Action } = update;
  if (current) demandSame(current, update);
  demandSizes(update);
  demandOneAnswer(update);
  const Status = statusAfter(Type, current?.Status, Action);
  return {
    ...(current ?? { Id, ParentId, Name, Type, SubType, StartTimestamp: now }),
    Status,
    ...(isOver(Status) && { EndTimestamp: now }),
    ...detailsOf(current, update, now),
  };
};
