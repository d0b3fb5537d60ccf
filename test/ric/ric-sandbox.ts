import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eachLine } from '#infra/local/host/lines.ts';
import type { InvokeMessage } from '#infra/local/host/messages.ts';
import { exited, failed, type InvocationResult, timedOut } from '#infra/local/host/result.ts';
import { runtimeEnvironment } from '#infra/local/host/runtime-environment.ts';
import type { SandboxOptions, StartSandbox } from '#infra/local/host/sandbox.ts';
import { type RicProcess, startRic } from './start-ric.ts';

const followClock = fileURLToPath(new URL('./follow-clock.mjs', import.meta.url));

const start = ({ fn, session, endpoint }: SandboxOptions, ric: string): Promise<RicProcess> => {
  const env = runtimeEnvironment(fn, session, endpoint);
  return startRic({ ric, entry: fn.entry, env, preloads: [followClock] });
};

/** Resolves once the process lives in that time. */
const setTime = async ({ child }: RicProcess, offset: number): Promise<void> => {
  child.send(offset, () => undefined);
  await once(child, 'message');
};

/** Hands an event to the runtime and waits for its answer. @param served called when the handler has answered */
const ask = async (
  process: RicProcess,
  functionArn: string,
  { requestId, event, offset, timeoutMilliseconds }: InvokeMessage,
  served: () => void,
): Promise<InvocationResult> => {
  await setTime(process, offset);
  const broken = await process.api.loaded;
  if (broken) return failed(requestId, broken);
  const deadline = Date.now() + offset + timeoutMilliseconds;
  const outcome = await process.api.invoke({ requestId, functionArn, event, deadline });
  served();
  return 'failure' in outcome ? failed(requestId, outcome.failure) : { requestId, payload: outcome.payload };
};

/**
 * Lets the host run every function in Lambda's runtime interface client instead of its own runtime. What a function
 * prints is read as it comes, and the last line of an invocation may be missed in its `log`.
 * @param served told of each invocation that a handler in the client answered
 */
export const ricSandbox =
  (ric: string, served: (functionName: string) => void): StartSandbox =>
  (options) => {
    const { fn, session, log } = options;
    let printed: string[] = [];
    let doomed = false;
    const started = start(options, ric);
    const closed = started.then(async ({ child }) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream) eachLine(stream, (line) => [printed.push(line), log(line)]);
      }
      const [code, signal] = await once(child, 'close');
      return { code, signal };
    });
    const kill = () => void started.then(({ child }) => child.kill('SIGKILL'));

    const invoke = async (message: InvokeMessage): Promise<InvocationResult> => {
      const { requestId, timeoutMilliseconds } = message;
      printed = [];
      let expired = false;
      const timer = setTimeout(() => {
        expired = true;
        kill();
      }, timeoutMilliseconds);
      const crash = closed.then(({ code, signal }) =>
        expired ? timedOut(requestId, fn.timeoutSeconds) : exited(requestId, code, signal),
      );
      const answer = started.then(async (process) => {
        const result = await ask(process, fn.arn, message, () => served(fn.name));
        // Its answer is lost: what the caller sees is the end of the process.
        if (!doomed) return result;
        kill();
        return crash;
      });
      try {
        return { ...(await Promise.race([answer, crash])), log: printed };
      } finally {
        clearTimeout(timer);
      }
    };

    const doom = () => {
      doomed = true;
    };
    return {
      session,
      invoke,
      kill,
      doom,
      get doomed() {
        return doomed;
      },
      closed,
    };
  };
