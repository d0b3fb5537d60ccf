import type { Call } from '#infra/local/contract.ts';
import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';
import type { FaultedCall } from '#infra/local/faults.ts';

/** One call of a function: when the embedded AWS began to work on it and when it was done, in milliseconds. */
export interface WatchedCall {
  name: string;
  functionName: string;
  start: number;
  end: number;
  errorCode?: string;
}

export interface CallWatch {
  /** In the order in which they ended. */
  calls: WatchedCall[];
  stop(): void;
}

// The role of a deployed function names it: arn:aws:sts::…:assumed-role/tourniquet-contain/<session>.
const functionIn = (arn: string): string => arn.match(/:assumed-role\/([\w-]+)\//)?.[1] ?? '';

/** Watches the calls of the deployed functions from both ends. They end as soon as they were carried out. */
export const watchCalls = ({ faults, trail }: EmbeddedAws): CallWatch => {
  const calls: WatchedCall[] = [];
  const begun = new Map<string, Omit<WatchedCall, 'end'>>();
  // The faults are asked about each call just before it runs: nothing else sees its beginning.
  const strike = faults.strike.bind(faults);
  faults.strike = (call: FaultedCall) => {
    const { requestId, caller, service, operation } = call as FaultedCall & Call;
    const functionName = functionIn(caller.arn);
    if (functionName) {
      begun.set(requestId, { name: `${service}:${operation}`, functionName, start: performance.now() });
    }
    return strike(call);
  };
  const forget = trail.onRecord(({ requestID = '', errorCode }) => {
    const call = begun.get(requestID);
    if (call) calls.push({ ...call, end: performance.now(), ...(errorCode && { errorCode }) });
  });
  const stop = () => {
    faults.strike = strike;
    forget();
  };
  return { calls, stop };
};

/** How deep each call is: one more than the deepest of those that had ended when it began. */
export const depths = (calls: readonly WatchedCall[]): Map<WatchedCall, number> => {
  const deep = new Map<WatchedCall, number>();
  for (const call of calls.toSorted((a, b) => a.start - b.start)) {
    const earlier = [...deep].filter(([{ end }]) => end <= call.start).map(([, depth]) => depth);
    deep.set(call, 1 + Math.max(0, ...earlier));
  }
  return deep;
};

/** Lets every call to AWS take at least so long, in milliseconds. */
export const slowDown = ({ faults }: EmbeddedAws, milliseconds: number): void => {
  for (const service of ['iam', 'sts', 'dynamodb', 'sqs', 'sns', 'lambda', 'secretsmanager']) {
    faults.inject({ service, effect: { kind: 'latency', milliseconds } });
  }
};
