import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Print } from './show.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Bundles the functions when one was never bundled; what is there stays, however old.
 * @throws Error when it cannot be built
 */
export const ensureBuilt = async (
  print: Print,
  { source = join(root, 'functions'), output = join(root, 'dist') } = {},
): Promise<void> => {
  const functions = (await readdir(source)).filter((name) => existsSync(join(source, name, 'handler.ts')));
  if (functions.every((name) => existsSync(join(output, 'functions', name, 'index.mjs')))) return;
  print('The functions were not built yet: building them (node esbuild.config.mjs).');
  // Its words go to stderr: with --json stdout is for one document.
  const build = spawn(process.execPath, [join(root, 'esbuild.config.mjs'), source, output], {
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(build, 'exit');
  if (code !== 0)
    throw new Error(`the functions could not be built: exit ${code} of node esbuild.config.mjs`);
};
