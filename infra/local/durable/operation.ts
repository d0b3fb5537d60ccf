import type {
  Operation,
  OperationStatus,
  OperationType,
  OperationUpdate,
} from '@aws/durable-execution-sdk-js';

/** An entry of the history of an execution, in the shape in which the SDK reads it. */
export interface RecordedOperation extends Operation {
  Id: string;
  Type: OperationType;
  Status: OperationStatus;
  StartTimestamp: Date;
}

/** An update as the wire's schema demands it. */
export interface CheckedUpdate extends OperationUpdate {
  Id: string;
  Type: OperationType;
  Action: NonNullable<OperationUpdate['Action']>;
}

const over: readonly OperationStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'STOPPED'];

export const isOver = (status: OperationStatus): boolean => over.includes(status);

/** When an operation goes on by itself: a wait ends, or a step may be tried again. */
export const dueAt = (operation: RecordedOperation): Date | undefined => {
  const { Type, Status, WaitDetails, StepDetails } = operation;
  if (Type === 'WAIT' && Status === 'STARTED') return WaitDetails?.ScheduledEndTimestamp;
  if (Type === 'STEP' && Status === 'PENDING') return StepDetails?.NextAttemptTimestamp;
  return undefined;
};

/** The operation once that time has come. A step is not begun by the service: the function starts it anew. */
export const gone = (operation: RecordedOperation, at: Date): RecordedOperation =>
  operation.Type === 'WAIT'
    ? { ...operation, Status: 'SUCCEEDED', EndTimestamp: at }
    : { ...operation, Status: 'READY' };
