import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Meta {
  inputs: Record<string, unknown>;
  outputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
}

const root = path.resolve(import.meta.dirname, '../..');
const dist = mkdtempSync(path.join(tmpdir(), 'tourniquet-build-'));
const names = readdirSync(path.join(root, 'functions')).filter((name) =>
  existsSync(path.join(root, 'functions', name, 'handler.ts')),
);
const stale = path.join(dist, 'functions/removed/index.mjs');

const metaOf = (name: string): Meta =>
  JSON.parse(readFileSync(path.join(dist, 'meta', `${name}.json`), 'utf8'));
const modulesOf = (name: string) => {
  const folder = path.join(dist, 'functions', name);
  const modules = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return modules.map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
};

/** Runs a script in a process of its own, with nothing of ours around it. */
const inNode = (script: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });

beforeAll(() => {
  mkdirSync(path.dirname(stale), { recursive: true });
  writeFileSync(stale, '');
  execFileSync(process.execPath, ['esbuild.config.mjs', 'functions', dist], { cwd: root });
});

afterAll(() => rmSync(dist, { recursive: true }));

test('every function has a bundle, and what was there before is gone', () => {
  expect(names).toContain('contain');
  expect(readdirSync(path.join(dist, 'functions')).sort()).toEqual(names.sort());
  expect(existsSync(stale)).toBe(false);
});

test.each(names)('%s is imported from its folder alone and exports its handler', (name) => {
  const entry = pathToFileURL(path.join(dist, 'functions', name, 'index.mjs')).href;
  expect(inNode(`console.log(typeof (await import('${entry}')).handler)`)).toBe('function\n');
});

test.each(names)('%s needs nothing but its own chunks and Node', (name) => {
  const outputs = Object.values(metaOf(name).outputs);
  const outside = outputs.flatMap(({ imports }) => imports.filter(({ external }) => external));
  expect(outside.map((needed) => needed.path).filter((needed) => !isBuiltin(needed))).toEqual([]);
  expect(outputs.flatMap(({ imports }) => imports).length).toBeGreaterThan(0);
});

test.each(names)('%s requires the modules of Node instead of importing them', (name) => {
  for (const { file, text } of modulesOf(name)) {
    const imported = [...text.matchAll(/^(?:import|export)\b[^;'"]*['"]([^'"]+)['"]/gm)].map(
      ([, from]) => from,
    );
    expect(
      imported.filter((from) => from && isBuiltin(from) && from !== 'node:module'),
      file,
    ).toEqual([]);
  }
});

test.each(names)('the import of %s does not load undici', (name) => {
  const entry = pathToFileURL(path.join(dist, 'functions', name, 'index.mjs')).href;
  const loaded = inNode(`await import('${entry}'); console.log(process.moduleLoadList.join())`);
  expect(loaded).toContain('NativeModule http');
  expect(loaded).not.toContain('undici');
});

test('contain carries no CloudTrail client, no investigation and no renderer of its report', () => {
  const inputs = Object.keys(metaOf('contain').inputs);
  expect(inputs).toContain('functions/contain/handler.ts');
  expect(inputs.filter((input) => /client-cloudtrail|^lib\/(investigation|report)\//.test(input))).toEqual(
    [],
  );
});

test('no function carries the embedded AWS or a test', () => {
  for (const name of names) {
    const inputs = Object.keys(metaOf(name).inputs);
    expect(inputs.filter((input) => /^(infra|test|bench)\//.test(input))).toEqual([]);
  }
});
