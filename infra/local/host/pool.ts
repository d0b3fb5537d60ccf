import type { InvokeMessage } from './messages.ts';
import type { InvocationResult } from './result.ts';
import type { Sandbox } from './sandbox.ts';

/** The processes of one function: warm ones are used again, new ones are started up to a limit. */
export interface Pool {
  invoke(message: () => InvokeMessage): Promise<InvocationResult>;
  /** The running processes, by the access key id of their session. */
  holderOf(accessKeyId: string): Sandbox | undefined;
  close(): Promise<void>;
}

export interface PoolOptions {
  limit: number;
  /** A session is renewed by starting a new process, since Lambda never changes the environment of a running one. */
  usable(sandbox: Sandbox): boolean;
  start(): Sandbox;
}

export const createPool = ({ limit, usable, start }: PoolOptions): Pool => {
  const running = new Set<Sandbox>();
  const warm: Sandbox[] = [];
  const waiting: (() => void)[] = [];

  const discard = (sandbox: Sandbox): void => {
    running.delete(sandbox);
    const at = warm.indexOf(sandbox);
    if (at >= 0) warm.splice(at, 1);
  };

  const startNew = (): Sandbox => {
    const sandbox = start();
    running.add(sandbox);
    void sandbox.closed.then(() => {
      discard(sandbox);
      waiting.shift()?.();
    });
    return sandbox;
  };

  const take = async (): Promise<Sandbox> => {
    for (;;) {
      const sandbox = warm.pop();
      if (sandbox && usable(sandbox)) return sandbox;
      if (sandbox) {
        running.delete(sandbox);
        sandbox.kill();
      }
      if (running.size < limit) return startNew();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const invoke = async (message: () => InvokeMessage): Promise<InvocationResult> => {
    const sandbox = await take();
    const result = await sandbox.invoke(message());
    if (running.has(sandbox)) {
      warm.push(sandbox);
      waiting.shift()?.();
    }
    return result;
  };

  const close = async (): Promise<void> => {
    const ending = [...running];
    for (const sandbox of ending) sandbox.kill();
    await Promise.all(ending.map(({ closed }) => closed));
  };

  return {
    invoke,
    holderOf: (accessKeyId) => [...running].find(({ session }) => session.accessKeyId === accessKeyId),
    close,
  };
};
