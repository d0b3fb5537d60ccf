import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from './median.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = 20;

export interface Bundle {
  entry: string;
  meta: string;
}

interface Output {
  bytes: number;
  imports: { path: string; kind: string }[];
}

/** Bundles the functions of a folder with the build that is deployed. */
export const bundle = async (source: string, output: string): Promise<void> => {
  await run(process.execPath, ['esbuild.config.mjs', source, output], { cwd: root });
};

export const bundleOf = (output: string, name: string): Bundle => ({
  entry: path.join(output, 'functions', name, 'index.mjs'),
  meta: path.join(output, 'meta', `${name}.json`),
});

/** Bytes that the import of a bundle reads: its entry and the chunks that it imports statically. */
const bytesRead = async ({ meta }: Bundle): Promise<number> => {
  const outputs: Record<string, Output> = JSON.parse(await readFile(meta, 'utf8')).outputs;
  const entry = Object.keys(outputs).find((name) => name.endsWith('/index.mjs')) ?? '';
  const read = new Set([entry]);
  for (const name of read) {
    for (const { path: chunk, kind } of outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && chunk in outputs) read.add(chunk);
    }
  }
  return [...read].reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0);
};

/** Milliseconds that a new process takes to import a bundle. */
const importTime = async ({ entry }: Bundle): Promise<number> => {
  const script = `const start = performance.now();
    await import(${JSON.stringify(pathToFileURL(entry).href)});
    console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return Number(stdout);
};

/** The two take turns, so that whatever else the machine does meets both. */
const importTimes = async (first: Bundle, second: Bundle): Promise<[number, number]> => {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await importTime(first));
    times[1].push(await importTime(second));
  }
  return [median(times[0]), median(times[1])];
};

const ratio = (ours: number, bare: number): string => `${(ours / bare).toFixed(2)} x`;
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;

/**
 * Cold start of `contain` beside a handler that only builds the same SDK clients.
 * @returns lines of text: the ratios carry over to other machines, the milliseconds do not
 */
export async function coldStart(): Promise<string[]> {
  const output = await mkdtemp(path.join(tmpdir(), 'tourniquet-cold-start-'));
  try {
    await bundle('functions', path.join(output, 'ours'));
    await bundle(path.join('bench', 'cold-start'), path.join(output, 'bare'));
    const contain = bundleOf(path.join(output, 'ours'), 'contain');
    const bare = bundleOf(path.join(output, 'bare'), 'bare');
    const [ours, theirs] = [await bytesRead(contain), await bytesRead(bare)];
    const [ourTime, bareTime] = await importTimes(contain, bare);
    return [
      `cold start of contain beside a bare handler with the same SDK clients (medians of ${rounds})`,
      `  bytes read at import  ${ratio(ours, theirs)}  (${kilobytes(ours)} beside ${kilobytes(theirs)})`,
      `  import time           ${ratio(ourTime, bareTime)}  (${ourTime.toFixed(0)} ms beside ${bareTime.toFixed(0)} ms)`,
    ];
  } finally {
    await rm(output, { recursive: true });
  }
}

if (import.meta.main) console.log((await coldStart()).join('\n'));
