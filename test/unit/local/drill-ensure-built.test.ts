import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureBuilt } from '#infra/local/drill/ensure-built.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';

const checkout = async (handler: string) => {
  const root = await temporaryFolder();
  const [source, output] = [join(root, 'functions'), join(root, 'dist')];
  await mkdir(join(source, 'hello'), { recursive: true });
  await writeFile(join(source, 'hello/handler.ts'), handler);
  const lines: string[] = [];
  const built = join(output, 'functions/hello/index.mjs');
  return { built, lines, ensure: () => ensureBuilt((line) => void lines.push(line), { source, output }) };
};

it('builds functions that were never built, says so once, and leaves what is there', async () => {
  const { built, lines, ensure } = await checkout("export const handler = () => 'hello';\n");
  await ensure();
  expect(await readFile(built, 'utf8')).toContain('hello');
  expect(lines).toEqual([expect.stringContaining('building')]);
  await writeFile(built, 'what is there');
  await ensure();
  expect(await readFile(built, 'utf8')).toBe('what is there');
  expect(lines).toHaveLength(1);
});

it('ends when they cannot be built', async () => {
  const { built, ensure } = await checkout('export const handler = (;\n');
  await expect(ensure()).rejects.toThrow('could not be built');
  expect(existsSync(built)).toBe(false);
});
