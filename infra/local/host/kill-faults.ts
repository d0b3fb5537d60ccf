/** A call as the server tells of it once it was carried out. */
export interface AppliedCall {
  service: string;
  /** Empty when the request was refused before it was read. */
  operation: string;
  region: string;
  accessKeyId: string;
  /** `ok`, or the error that was answered. */
  outcome: string;
}

/** Which call of a function ends its process: the nth since the fault was set, or the first that matches. */
export type KillAt = number | ((call: AppliedCall, count: number) => boolean);

/**
 * `before-reply`: the function never learns what became of the call. `after-reply`: it does, and ends before
 * another call of it takes effect.
 */
export type KillWhen = 'before-reply' | 'after-reply';

export interface KillFault {
  /** Whether it struck. */
  readonly fired: boolean;
  cancel(): void;
}

interface Armed {
  functionName: string;
  when: KillWhen;
  strikes(call: AppliedCall): boolean;
}

/** Ends a function's process at one of its AWS calls, once: a crash at the worst moment. */
export const createKillFaults = () => {
  const armed = new Set<Armed>();

  const killOn = (functionName: string, at: KillAt, when: KillWhen = 'before-reply'): KillFault => {
    let count = 0;
    let fired = false;
    const fault: Armed = {
      functionName,
      when,
      strikes(call) {
        count += 1;
        fired = typeof at === 'number' ? count === at : at(call, count);
        if (fired) armed.delete(fault);
        return fired;
      },
    };
    armed.add(fault);
    return {
      get fired() {
        return fired;
      },
      cancel: () => armed.delete(fault),
    };
  };

  /** Every fault of the function counts the call, also when another one strikes at it. */
  const struck = (functionName: string, call: AppliedCall): KillWhen | undefined => {
    const ofFunction = [...armed].filter((fault) => fault.functionName === functionName);
    return ofFunction.filter((fault) => fault.strikes(call))[0]?.when;
  };

  return { killOn, struck };
};
