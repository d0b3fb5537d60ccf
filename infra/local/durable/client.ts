import {
  type DurableExecutionClient,
  DurableExecutionClientError,
  DurableExecutionClientErrorScope,
} from '@aws/durable-execution-sdk-js';
import { AwsError } from '../contract.ts';
import type { DurableEngine } from './engine.ts';
import { staleToken } from './refusal.ts';

/** A refusal ends the execution; a stale token, or a fault of the engine, only the invocation. */
const scopeOf = (error: unknown): DurableExecutionClientErrorScope =>
  error instanceof AwsError && error.message !== staleToken
    ? DurableExecutionClientErrorScope.EXECUTION
    : DurableExecutionClientErrorScope.INVOCATION;

const classified = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await ask();
  } catch (cause) {
    throw new DurableExecutionClientError(String(cause), { scope: scopeOf(cause), cause });
  }
};

/** The way of a durable function to an engine in the same process, without Lambda in between. */
export const clientOf = (
  engine: Pick<DurableEngine, 'checkpoint' | 'getExecutionState'>,
): DurableExecutionClient => ({
  checkpoint: (request) => classified(() => engine.checkpoint(request)),
  getExecutionState: (request) => classified(() => engine.getExecutionState(request)),
});
