import type { DurableExecutionClient } from '@aws/durable-execution-sdk-js';
import type { Around } from './rig.ts';

/**
 * Where an invocation dies: before its nth checkpoint is applied, after that and before the reply, or with its nth
 * answer already written. The count runs on from invocation to invocation.
 */
export interface Crash {
  when: 'before' | 'after' | 'answer';
  nth: number;
}

/** Kills invocations as a process is killed: what it still does reaches nobody. */
export const crashing = (crashes: readonly Crash[]) => {
  const counts = { checkpoints: 0, answers: 0 };
  const struck: Crash[] = [];
  const strikes = (when: Crash['when'], nth: number): boolean => {
    const found = crashes.find((crash) => crash.when === when && crash.nth === nth);
    if (found) struck.push(found);
    return found !== undefined;
  };

  const around: Around = (run, client) =>
    new Promise((resolve, reject) => {
      let alive = true;
      const nothing = new Promise<never>(() => undefined);
      const die = () => {
        alive = false;
        reject(new Error('the process was killed'));
        return nothing;
      };
      const checkpoint: DurableExecutionClient['checkpoint'] = async (request) => {
        if (!alive) return nothing;
        counts.checkpoints += 1;
        const nth = counts.checkpoints;
        if (strikes('before', nth)) return die();
        const answer = await client.checkpoint(request);
        return strikes('after', nth) ? die() : answer;
      };
      run({ ...client, checkpoint }).then((answer) => {
        if (!alive) return;
        counts.answers += 1;
        if (strikes('answer', counts.answers)) die();
        else resolve(answer);
      }, reject);
    });

  return { around, struck, counts };
};
