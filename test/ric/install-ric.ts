import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import manifest from './package/package.json' with { type: 'json' };

const run = promisify(execFile);
const pinned = fileURLToPath(new URL('./package/', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/tourniquet/', import.meta.url));

export const ricVersion = manifest.dependencies['aws-lambda-ric'];
// A minute on most machines: curl and Lambda's C++ runtime are compiled.
const longest = 900_000;
const tools = ['npm', 'python3', 'make', 'g++', 'cmake', 'tar', 'xz'];

/** Path of the client's index.mjs, or why it is not here. */
export type Ric = { entry: string } | { missing: string };

const isOnPath = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)));

const folder = path.join(cache, `aws-lambda-ric-${ricVersion}-${process.arch}`);

/** The client where it was installed before. */
export const installedRic = (): Ric => {
  const home = path.join(folder, 'node_modules/aws-lambda-ric');
  return existsSync(path.join(home, 'rapid-client.node'))
    ? { entry: path.join(home, 'index.mjs') }
    : { missing: `aws-lambda-ric ${ricVersion} is not installed: npm run test:ric installs it` };
};

/** The one line of npm's that says most. */
const whyNpmFailed = (error: unknown): string => {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const lines = stderr.split('\n').filter((line) => /error/i.test(line));
  const telling = lines.find((line) =>
    /ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|fatal error|is not installed/.test(line),
  );
  return (telling ?? lines[0] ?? stderr.slice(0, 200)).trim();
};

/** In a folder of its own that is given its name at the end: what was interrupted is never taken for installed. */
const install = async (): Promise<void> => {
  await mkdir(cache, { recursive: true });
  const beside = await mkdtemp(path.join(cache, 'installing-'));
  try {
    await cp(pinned, beside, { recursive: true });
    await run('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: beside,
      timeout: longest,
      maxBuffer: 2 ** 26,
    });
    await rm(folder, { recursive: true, force: true });
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};

/**
 * Lambda's runtime interface client for Node, in the version of package/package-lock.json, compiled below
 * node_modules/.cache and kept there.
 */
export const installRic = async (print: (line: string) => void): Promise<Ric> => {
  const before = installedRic();
  if ('entry' in before) return before;
  if (process.platform !== 'linux') return { missing: 'aws-lambda-ric is built on Linux only' };
  const lacking = tools.filter((tool) => !isOnPath(tool));
  if (lacking.length > 0)
    return { missing: `aws-lambda-ric cannot be compiled without ${lacking.join(', ')}` };
  print(`Installing aws-lambda-ric ${ricVersion}: it is compiled, which takes a minute or two.`);
  try {
    await install();
  } catch (error) {
    return { missing: `aws-lambda-ric ${ricVersion} could not be installed: ${whyNpmFailed(error)}` };
  }
  return installedRic();
};
