import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RegisteredFunction } from './definition.ts';
import { eachLine } from './lines.ts';
import { endOfLog, type InvokeMessage, type ResultMessage } from './messages.ts';
import { exited, failed, type InvocationResult, timedOut } from './result.ts';
import { runtimeEnvironment, type ServiceSession } from './runtime-environment.ts';

/** One process of a function: Lambda calls it an execution environment. It serves one invocation at a time. */
export interface Sandbox {
  readonly session: ServiceSession;
  invoke(message: InvokeMessage): Promise<InvocationResult>;
  /** Ends the process at once, as a crash would. */
  kill(): void;
  /** Lets the process live until it calls AWS again or answers, whichever comes first. */
  doom(): void;
  readonly doomed: boolean;
  /** Resolves when the process has ended and everything it printed was read. */
  readonly closed: Promise<{ code: number | null; signal: string | null }>;
}

export interface SandboxOptions {
  fn: RegisteredFunction;
  session: ServiceSession;
  endpoint: string;
  offset: number;
  /** Arguments for node itself, such as a module to load first. */
  execArgv: readonly string[];
  log(line: string): void;
}

/** How a process of a function is started: by the host's own runtime, or by another one. */
export type StartSandbox = (options: SandboxOptions) => Sandbox;

const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

const start = ({ fn, session, endpoint, offset, execArgv }: SandboxOptions): ChildProcess =>
  spawn(process.execPath, [...execArgv, bootstrap, path.resolve(fn.entry), String(offset)], {
    cwd: path.dirname(fn.entry),
    env: runtimeEnvironment(fn, session, endpoint),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

/** Resolves once both streams were read up to the end of an invocation. */
const logReader = (child: ChildProcess, log: (line: string) => void) => {
  const ends = new Map<string, number>();
  let waiting: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    eachLine(stream, (line) => {
      // What was printed without a line end stands in front of the mark.
      const at = line.indexOf(endOfLog(''));
      if (at !== 0) log(at < 0 ? line : line.slice(0, at));
      if (at < 0) return;
      const end = line.slice(at);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      waiting?.();
    });
  }
  return (requestId: string): Promise<void> =>
    new Promise((resolve) => {
      waiting = () => {
        if ((ends.get(endOfLog(requestId)) ?? 0) < 2) return;
        ends.delete(endOfLog(requestId));
        waiting = undefined;
        resolve();
      };
      waiting();
    });
};

/** Starts a process for a function. A failure to start shows as `closed` and as `Runtime.ExitError`. */
export const startSandbox: StartSandbox = (options) => {
  const child = start(options);
  let printed: string[] = [];
  const logRead = logReader(child, (line) => {
    printed.push(line);
    options.log(line);
  });
  const closed = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => options.log(String(error)));
  });
  let doomed = false;
  const kill = () => {
    child.kill('SIGKILL');
  };

  const answer = (requestId: string): Promise<InvocationResult> =>
    new Promise((resolve) => {
      child.once('message', async ({ result, failure }: ResultMessage) => {
        // Its answer is lost: what the caller sees is the end of the process.
        if (doomed) return kill();
        await logRead(requestId);
        resolve(failure ? failed(requestId, failure) : { requestId, payload: result ?? 'null' });
      });
    });

  const invoke = async (message: InvokeMessage): Promise<InvocationResult> => {
    const { requestId } = message;
    const { timeoutSeconds } = options.fn;
    printed = [];
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      kill();
    }, message.timeoutMilliseconds);
    const crash = closed.then(({ code, signal }) =>
      expired ? timedOut(requestId, timeoutSeconds) : exited(requestId, code, signal),
    );
    if (child.connected) child.send(message, () => undefined);
    try {
      return { ...(await Promise.race([answer(requestId), crash])), log: printed };
    } finally {
      clearTimeout(timer);
    }
  };

  const doom = () => {
    doomed = true;
  };
  return {
    session: options.session,
    invoke,
    kill,
    doom,
    get doomed() {
      return doomed;
    },
    closed,
  };
};
