import type { Clock } from '../contract.ts';
import type { Answer } from './answer.ts';

/** What goes wrong with the next requests whose path matches. */
export interface GithubFault {
  path: RegExp;
  /** How many requests it strikes; every one by default. */
  times?: number;
  effect:
    | { kind: 'status'; status: number; message?: string; headers?: Record<string, string> }
    /** The answer waits for the clock. */
    | { kind: 'slow'; milliseconds: number }
    /** The connection breaks without an answer. */
    | { kind: 'reset' }
    /** Sent in the place of the real answer, with status 200. */
    | { kind: 'body'; body: unknown };
}

/** What a fault makes of a request: an answer in the place of the real one, a broken connection, or nothing. */
export type Struck = Answer | 'reset' | undefined;

const strike = async ({ effect }: GithubFault, clock: Clock): Promise<Struck> => {
  switch (effect.kind) {
    case 'reset':
      return 'reset';
    case 'body':
      return { status: 200, body: effect.body };
    case 'status': {
      const message = effect.message ?? 'A fault that was asked for';
      return { status: effect.status, body: { message }, headers: effect.headers ?? {} };
    }
    case 'slow': {
      const until = new Date(clock.now().getTime() + effect.milliseconds);
      await new Promise<void>((resolve) => clock.at(until, resolve));
      return undefined;
    }
  }
};

/** The faults that were asked for, struck one a request in the order in which they were. */
export class GithubFaults {
  #waiting: { fault: GithubFault; left: number }[] = [];

  add(fault: GithubFault): void {
    this.#waiting.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#waiting = [];
  }

  async strike(path: string, clock: Clock): Promise<Struck> {
    const next = this.#waiting.find(({ fault, left }) => left > 0 && fault.path.test(path));
    if (!next) return undefined;
    next.left -= 1;
    return strike(next.fault, clock);
  }
}
