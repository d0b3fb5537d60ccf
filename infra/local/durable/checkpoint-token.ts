import { randomUUID } from 'node:crypto';
import type { RecordedOperation } from './operation.ts';

export interface CheckpointAnswer {
  CheckpointToken: string;
  /** What has changed since the last answer, by this checkpoint or because its time has come. */
  NewExecutionState: { Operations: RecordedOperation[] };
}

/** A checkpoint that may be asked for again: the SDK repeats a request whose answer it did not get. */
interface Answered {
  token: string;
  clientToken: string | undefined;
  at: number;
  answer: CheckpointAnswer;
}

/** Lambda recognises a repeated request for 15 minutes (Lambda API reference, CheckpointDurableExecution). */
const repeatable = 900_000;

/**
 * The token of an execution that its running invocation holds. Every checkpoint consumes it and gives the next one:
 * whoever comes late, as a process that was taken for dead, holds a stale one.
 */
export class Tokens {
  #current: string | undefined;
  #last: Answered | undefined;

  issue(): string {
    this.#current = Buffer.from(randomUUID()).toString('base64');
    return this.#current;
  }

  revoke(): void {
    this.#current = undefined;
    this.#last = undefined;
  }

  accepts(token: string | undefined): boolean {
    return token !== undefined && token === this.#current;
  }

  /** Keeps an answer for the case that the same request comes again. */
  remember(token: string, clientToken: string | undefined, at: Date, answer: CheckpointAnswer): void {
    this.#last = { token, clientToken, at: at.getTime(), answer };
  }

  /** What was answered to this very request. */
  repeated(
    token: string | undefined,
    clientToken: string | undefined,
    now: Date,
  ): CheckpointAnswer | undefined {
    const last = this.#last;
    if (!last || clientToken === undefined) return undefined;
    const same = last.token === token && last.clientToken === clientToken;
    return same && now.getTime() < last.at + repeatable ? last.answer : undefined;
  }
}
