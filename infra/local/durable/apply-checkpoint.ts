import type { ErrorObject, OperationUpdate } from '@aws/durable-execution-sdk-js';
import { applyUpdate } from './apply-update.ts';
import type { CheckedUpdate, RecordedOperation } from './operation.ts';
import type { OperationLog } from './operation-log.ts';
import { invalid } from './refusal.ts';

/** How an execution ends. */
export interface Ending {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED';
  /** JSON. */
  result?: string;
  error?: ErrorObject;
}

/** In-process there is no schema that would have asked for these. */
const checked = (update: OperationUpdate): CheckedUpdate => {
  const { Id, Type, Action } = update;
  if (!Id || !Type || !Action) throw invalid('An operation update needs an Id, a Type and an Action.');
  return { ...update, Id, Type, Action };
};

const endingOf = ({ Action, Payload, Error: error }: CheckedUpdate): Ending => ({
  status: Action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED',
  ...(Payload !== undefined && { result: Payload }),
  ...(error && { error }),
});

/**
 * Applies all updates of a checkpoint or, when one is refused, none.
 * @returns how the execution ends, when an update of the EXECUTION itself says so
 * @throws AwsError InvalidParameterValueException
 */
export const applyCheckpoint = (
  log: OperationLog,
  updates: readonly OperationUpdate[],
  now: Date,
): Ending | undefined => {
  const changed = new Map<string, RecordedOperation>();
  const find = (id: string) => changed.get(id) ?? log.find(id);
  let ending: Ending | undefined;
  for (const update of updates.map(checked)) {
    if (ending) throw invalid('EXECUTION checkpoint must be the last update.');
    if (update.ParentId !== undefined && find(update.ParentId)?.Type !== 'CONTEXT') {
      throw invalid(`Invalid parent operation id ${update.ParentId}: there is no such CONTEXT.`);
    }
    const operation = applyUpdate(find(update.Id), update, now);
    if (update.Type === 'EXECUTION') ending = endingOf(update);
    else changed.set(update.Id, operation);
  }
  log.write(changed.values());
  return ending;
};
