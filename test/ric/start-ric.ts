import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface RicProcess {
  child: ChildProcess;
  api: RuntimeApi;
}

export interface RicOptions {
  /** Path of the runtime interface client's index.mjs. */
  ric: string;
  /** Path of a bundle's index.mjs. */
  entry: string;
  /** The whole environment, but what is said to the runtime alone. */
  env: Record<string, string>;
  /** Modules to load first. */
  preloads?: readonly string[];
}

// Where these are off, a bundle that needs them fails at once. The client's own tests switch them off.
const withoutExperiments = ['--no-experimental-require-module', '--no-experimental-detect-module'];

/**
 * Starts a function as Lambda's managed runtime does: the runtime interface client, in a process of its own, loads
 * the handler and asks the Runtime API for events.
 */
export const startRic = async ({ ric, entry, env, preloads = [] }: RicOptions): Promise<RicProcess> => {
  const api = await startRuntimeApi();
  const loadedFirst = preloads.map((module) => `--import=${module}`);
  const child = spawn(process.execPath, [...withoutExperiments, ...loadedFirst, ric], {
    cwd: path.dirname(entry),
    env: {
      ...env,
      LAMBDA_TASK_ROOT: path.dirname(entry),
      _HANDLER: 'index.handler',
      AWS_LAMBDA_RUNTIME_API: api.address,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.once('close', api.close);
  return { child, api };
};
