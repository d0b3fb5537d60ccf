import type { OperationAction, OperationStatus, OperationType } from '@aws/durable-execution-sdk-js';
import { invalid } from './refusal.ts';

type Actions = Partial<Record<OperationAction, OperationStatus>>;
type Transitions = Partial<Record<OperationStatus | 'ABSENT', Actions>>;

const closing: Actions = { SUCCEED: 'SUCCEEDED', FAIL: 'FAILED' };
const beginning: Actions = { START: 'STARTED', RETRY: 'PENDING', ...closing };

/**
 * What may be done to an operation in which status, and what its status is then. A step may be closed without
 * having been started, as the service allows it (the validators of aws-durable-execution-sdk-python-testing).
 */
const transitions: Partial<Record<OperationType, Transitions>> = {
  STEP: { ABSENT: beginning, READY: beginning, STARTED: { RETRY: 'PENDING', ...closing } },
  WAIT: { ABSENT: { START: 'STARTED' }, STARTED: { CANCEL: 'CANCELLED' } },
  CONTEXT: { ABSENT: { START: 'STARTED', ...closing }, STARTED: closing },
  EXECUTION: { ABSENT: closing, STARTED: closing },
};

/** Real operations that this engine does not play. */
const unplayed: readonly OperationType[] = ['CALLBACK', 'CHAINED_INVOKE'];

/** @throws AwsError InvalidParameterValueException */
export const statusAfter = (
  type: OperationType,
  status: OperationStatus | undefined,
  action: OperationAction,
): OperationStatus => {
  const known = transitions[type];
  if (unplayed.includes(type)) throw invalid(`The embedded AWS does not play ${type} operations.`);
  if (!known) throw invalid(`Unknown operation type ${type}.`);
  const next = known[status ?? 'ABSENT']?.[action];
  if (next) return next;
  throw invalid(`Invalid action ${action} for a ${type} that ${status ? `is ${status}` : 'does not exist'}.`);
};
