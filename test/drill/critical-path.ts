import type { Stage } from '#infra/local/drill/stage.ts';
import { depths, slowDown, type WatchedCall, watchCalls } from './call-watch.ts';
import { contain, githubMessage, reports, type Source, type Victim } from './helpers.ts';

export interface CriticalPath {
  /** Everything that `contain` asked of AWS for one signal, but its secret. */
  calls: WatchedCall[];
  /** How many calls deep the last call of an operation was, and 0 for one that was not called. */
  depthOf(name: string): number;
  /** All calls with their depths, for people. */
  shown: string;
}

// A secret is read once and kept: on the way of a signal it is not met.
const counted = ({ name, functionName }: WatchedCall): boolean =>
  functionName === contain && name !== 'secretsmanager:GetSecretValue';

/** Reports a leak and follows the calls of `contain` until everything has come to rest. */
export const criticalPath = async (
  stage: Stage,
  victim: Victim,
  source: Source,
  latency: number,
): Promise<CriticalPath> => {
  const watch = watchCalls(stage.aws);
  slowDown(stage.aws, latency);
  let changed = false;
  const stop = stage.aws.trail.onRecord(({ eventName }) => {
    changed ||= eventName === 'UpdateAccessKey';
    // All changes were sent before the account is read back, and what comes later need not be slow.
    if (changed && eventName === 'GetUser') stage.aws.faults.clear();
  });
  await reports[source](stage, victim);
  await stage.aws.host.idle();
  stop();
  watch.stop();
  const calls = watch.calls.filter(counted);
  const deep = depths(calls);
  const lines = [...deep].map(([{ name }, depth]) => `${depth} ${name}`);
  return {
    calls,
    depthOf: (wanted) => Math.max(0, ...[...deep].map(([{ name }, depth]) => (name === wanted ? depth : 0))),
    shown: lines.join('\n'),
  };
};

/**
 * Milliseconds from a signal on the queue to its key being off, while each call to AWS takes `latency`. Warm when
 * a signal of that source was handled just before.
 */
export const timeToKeyOff = async (
  stage: Stage,
  victim: Victim,
  source: Source,
  latency: number,
): Promise<number> => {
  const { aws, deployed } = stage;
  const message = source === 'github' ? githubMessage(stage, victim) : undefined;
  slowDown(aws, latency);
  const start = performance.now();
  let end = Number.NaN;
  const stop = aws.trail.onRecord(({ eventName }) => {
    if (eventName !== 'UpdateAccessKey') return;
    end = performance.now();
    // Nothing that comes after it is measured.
    aws.faults.clear();
  });
  if (message) aws.sqs.send(deployed.signalsQueueArn, message);
  else await reports[source](stage, victim);
  await aws.host.idle();
  stop();
  return end - start;
};
