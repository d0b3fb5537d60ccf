/**
 * Bundles every functions/<name>/handler.ts into a folder of its own, dist/functions/<name>/, that needs nothing
 * beside it: `node esbuild.config.mjs [functions folder] [output folder]`. What each bundle is made of is written
 * to <output>/meta/<name>.json. Plain JavaScript, and no newer than Node 20: it runs on the host's own Node.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const builtins = new Set(builtinModules);

/**
 * Node's own modules are required, not imported: an ES import of node:http reads every export of it, and one of
 * those loads undici, which costs a cold start 40-70 ms (nodejs/node#59686). The copy that esbuild makes of a
 * required module reads an export only when it is used.
 */
const requireBuiltins = {
  name: 'require-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path: specifier, kind }) => {
      const name = specifier.replace(/^node:/, '');
      if (kind === 'require-call' || !(specifier.startsWith('node:') || builtins.has(name))) return undefined;
      return { path: `node:${name}`, namespace: 'builtin', sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: specifier }) => ({
      contents: `module.exports = require(${JSON.stringify(specifier)});`,
    }));
  },
};

// An ES module has no `require`; every chunk that calls it gets one.
const banner = `import { createRequire as createTheRequire } from 'node:module';
const require = createTheRequire(import.meta.url);`;

const options = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  // The chunks of credential providers that Lambda never asks for stay unread on disk.
  splitting: true,
  treeShaking: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  legalComments: 'external',
  metafile: true,
  logLevel: 'warning',
  banner: { js: banner },
  plugins: [requireBuiltins],
};

const bundle = async (name, source, output) => {
  const { metafile } = await build({
    ...options,
    entryPoints: { index: path.join(source, name, 'handler.ts') },
    outdir: path.join(output, 'functions', name),
  });
  await writeFile(path.join(output, 'meta', `${name}.json`), JSON.stringify(metafile));
};

const functionsIn = async (source) => {
  const entries = existsSync(source) ? await readdir(source, { withFileTypes: true }) : [];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return folders.filter((name) => existsSync(path.join(source, name, 'handler.ts')));
};

const [
  source = path.join(import.meta.dirname, 'functions'),
  output = path.join(import.meta.dirname, 'dist'),
] = process.argv.slice(2);
await rm(path.join(output, 'functions'), { recursive: true, force: true });
await rm(path.join(output, 'meta'), { recursive: true, force: true });
await mkdir(path.join(output, 'meta'), { recursive: true });
try {
  await Promise.all((await functionsIn(source)).map((name) => bundle(name, source, output)));
} catch (error) {
  // What is wrong in the source, esbuild has already shown.
  if (!error.errors) throw error;
  process.exitCode = 1;
}
