import type { RegisteredFunction } from './definition.ts';
import type { HostOptions } from './host.ts';
import { createPool, type Pool } from './pool.ts';
import type { InvocationResult } from './result.ts';
import { startSandbox as ownRuntime, type Sandbox } from './sandbox.ts';

/** A session is not handed to an invocation that could outlive it. */
const sessionSeconds = 3600;

interface Runtime {
  fn: RegisteredFunction;
  pool: Pool;
  lines: string[];
}

type RuntimeOptions = Pick<HostOptions, 'clock' | 'endpoint' | 'issueSession' | 'execArgv' | 'startSandbox'>;

/** The registered functions with their processes and their logs. */
export const createRuntimes = ({
  clock,
  endpoint,
  issueSession,
  execArgv = [],
  startSandbox = ownRuntime,
}: RuntimeOptions) => {
  const runtimes = new Map<string, Runtime>();
  const replaced: Pool[] = [];
  const offset = (): number => clock.now().getTime() - Date.now();

  const runtime = (name: string): Runtime => {
    const found = runtimes.get(name);
    if (!found) throw new Error(`no function ${name} is registered`);
    return found;
  };

  const usableFor =
    (fn: RegisteredFunction) =>
    ({ session }: Sandbox): boolean =>
      session.expiresAt.getTime() > clock.now().getTime() + fn.timeoutSeconds * 1000;

  const poolOf = (fn: RegisteredFunction, lines: string[]): Pool =>
    createPool({
      limit: fn.maximumConcurrency,
      usable: usableFor(fn),
      start: () =>
        startSandbox({
          fn,
          session: issueSession(fn.roleArn, fn.name, sessionSeconds),
          endpoint: endpoint(),
          offset: offset(),
          execArgv,
          log: (line) => lines.push(line),
        }),
    });

  const register = (fn: RegisteredFunction): RegisteredFunction => {
    const before = runtimes.get(fn.name);
    if (before) replaced.push(before.pool);
    const lines = before?.lines ?? [];
    runtimes.set(fn.name, { fn, lines, pool: poolOf(fn, lines) });
    return fn;
  };

  const invoke = async (name: string, event: string, requestId: string): Promise<InvocationResult> => {
    const { fn, pool, lines } = runtime(name);
    const timeoutMilliseconds = fn.timeoutSeconds * 1000;
    const result = await pool.invoke(() => ({ requestId, event, offset: offset(), timeoutMilliseconds }));
    if (result.functionError) lines.push(`${requestId} ${result.payload}`);
    return result;
  };

  const holderOf = (accessKeyId: string): { name: string; sandbox: Sandbox } | undefined => {
    for (const [name, { pool }] of runtimes) {
      const sandbox = pool.holderOf(accessKeyId);
      if (sandbox) return { name, sandbox };
    }
    return undefined;
  };

  return {
    register,
    renew: () => {
      for (const { fn } of [...runtimes.values()]) register(fn);
    },
    invoke,
    holderOf,
    get: (name: string) => runtime(name).fn,
    list: () => [...runtimes.values()].map(({ fn }) => fn),
    find: (arn: string) => [...runtimes.values()].find(({ fn }) => fn.arn === arn)?.fn,
    logs: (name: string): readonly string[] => runtime(name).lines,
    log: (name: string, line: string) => void runtime(name).lines.push(line),
    close: async () => {
      const pools = [...replaced, ...[...runtimes.values()].map(({ pool }) => pool)];
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
};
