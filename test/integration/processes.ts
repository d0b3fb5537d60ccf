import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { resolve } from 'node:path';

export type Environment = Record<string, string>;

export const root = resolve(import.meta.dirname, '../..');
export const bin = resolve(root, 'bin/tourniquet.mjs');

const ours = /^(AWS_|TOURNIQUET_|BOTO|NODE_OPTIONS$|XDG_STATE_HOME$)/;

/**
 * The environment of somebody else's shell: where the tools are found, and nothing of this machine's AWS.
 * A file that is not there keeps the tools from reading the user's own profiles.
 */
export const cleanEnvironment = (more: Environment = {}): Environment => {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || ours.test(name) ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(inherited),
    AWS_CONFIG_FILE: resolve(root, 'no-such-file'),
    AWS_SHARED_CREDENTIALS_FILE: resolve(root, 'no-such-file'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    ...more,
  };
};

export interface Ended {
  /** -1 when it was killed; 127 when there is no such program. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

const exitCodeOf = (error: { code?: unknown } | null): number => {
  if (!error) return 0;
  if (error.code === 'ENOENT') return 127;
  return typeof error.code === 'number' ? error.code : -1;
};

/** Runs a program to its end. A process that hangs is killed, so that its test fails and leaves nothing behind. */
export const run = (program: string, args: string[], env: Environment): Promise<Ended> =>
  new Promise((done) => {
    execFile(program, args, { cwd: root, env, timeout: 25_000 }, (error, stdout, stderr) =>
      done({ exitCode: exitCodeOf(error), stdout, stderr }),
    );
  });

export const tourniquet = (args: string[], env: Environment): Promise<Ended> =>
  run(process.execPath, [bin, ...args], env);

/** Runs `tourniquet … --json`. @throws SyntaxError when stdout is anything but one JSON document */
export const tourniquetJson = async (args: string[], env: Environment) => {
  const { exitCode, stdout, stderr } = await tourniquet([...args, '--json'], env);
  return { exitCode, stderr, document: JSON.parse(stdout) };
};

/** Resolves with everything that the process wrote until `seen` was content with it. @throws Error when it ends before */
export const outputUntil = (
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  seen: RegExp,
): Promise<string> =>
  new Promise((done, fail) => {
    let text = '';
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (seen.test(text)) done(text);
    });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`it ended with ${code} after: ${text}`)));
  });

/** Ends a process that was started here, and waits until it is gone. */
export const end = async (
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
};

/** What a shell holds after the lines were pasted into it. */
export const exportedBy = (lines: string): Environment =>
  Object.fromEntries(
    [...lines.matchAll(/^export ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

export interface Local {
  child: ChildProcess;
  /** Everything it printed. */
  stdout: string;
  exported: Environment;
}

// The last line that it prints: from then on it only serves.
const lastLine = /^export LEAKED_SECRET_ACCESS_KEY=.*\n/m;

/** Starts `tourniquet local` as a shell would. */
export const startLocal = async (...args: string[]): Promise<Local> => {
  const child = spawn(process.execPath, [bin, 'local', ...args], {
    cwd: root,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stdout = await outputUntil(child, 'stdout', lastLine);
  return { child, stdout, exported: exportedBy(stdout) };
};

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};

export const isServed = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    }).once('error', () => done(false));
  });
