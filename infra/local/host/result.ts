/** What came of one invocation, as Invoke answers it. */
export interface InvocationResult {
  requestId: string;
  /** JSON: what the handler returned, or `{errorType, errorMessage, trace}`. */
  payload: string;
  /** Lambda calls every error `Unhandled` that the function did not answer itself. */
  functionError?: 'Unhandled';
  /** What the process printed meanwhile, a line each. */
  log?: readonly string[];
  /** The execution whose end this is, of a durable function. */
  durableExecutionArn?: string;
}

export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export const failed = (requestId: string, failure: FunctionFailure): InvocationResult => ({
  requestId,
  payload: JSON.stringify(failure),
  functionError: 'Unhandled',
});

/** Worded as Lambda words it when it stops a function that ran too long. */
export const timedOut = (requestId: string, seconds: number): InvocationResult =>
  failed(requestId, {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  });

/** Worded as Lambda words it when the process of a function ends before it answered. */
export const exited = (requestId: string, code: number | null, signal: string | null): InvocationResult =>
  failed(requestId, {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${
      signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`
    }`,
  });
