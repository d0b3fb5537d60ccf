import type { FunctionFailure } from './result.ts';

/** From the host to the process of a function. */
export interface InvokeMessage {
  requestId: string;
  /** JSON. */
  event: string;
  /** Milliseconds by which the embedded AWS is ahead of the real time. */
  offset: number;
  timeoutMilliseconds: number;
}

/** From the process of a function to the host. */
export interface ResultMessage {
  requestId: string;
  /** JSON, when the handler returned. */
  result?: string;
  failure?: FunctionFailure;
}

/**
 * Written by the process as the last line of an invocation, on both streams: what a function prints travels by
 * another way than its answer, and must not be missed by whoever reads the log after the answer.
 */
export const endOfLog = (requestId: string): string => `\u0000end ${requestId}`;
