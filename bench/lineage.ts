import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { investigateFiles } from '#lib/investigation/offline.ts';
import { generateTrail } from './generate-trail.ts';
import { median } from './median.ts';

const leakedKey = 'AKIATOURNIQUETBENCH1';
const sizes = [25_000, 50_000, 100_000];
const rounds = 3;
/** What `investigate --logs` may take at the most, whatever the trail holds. */
const limit = 400;

interface Measured {
  /** CPU milliseconds. */
  cpu: number;
  /** Megabytes at the peak. */
  peak: number;
  events: number;
  credentials: number;
  /** Of the generator, to compare. */
  expected: number;
}

/** Runs in a process of its own, so that its peak is its own: `node bench/lineage.ts <folder> <expected>`. */
const measureHere = async (folder: string, expected: number): Promise<Measured> => {
  const before = process.cpuUsage();
  const { events, credentials } = await investigateFiles({ accessKeyId: leakedKey }, [folder]);
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 1024;
  return { cpu: (user + system) / 1000, peak, events, credentials: credentials.length, expected };
};

const measure = (folder: string, expected: number): Measured => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [import.meta.filename, folder, String(expected)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the measured process failed: ${stderr}`);
  return JSON.parse(stdout);
};

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const trailOf = (events: number, lineageEvents: number): Promise<Measured[]> =>
  inFolder(async (folder) => {
    const { credentials } = await generateTrail({ folder, events, leakedKey, lineageEvents, seed: 7 });
    return Array.from({ length: rounds }, () => measure(folder, credentials));
  });

const whole = ({ credentials, expected }: Measured): string =>
  credentials === expected ? 'all of them' : `ONLY ${credentials} OF ${expected}`;

/** What a lineage costs as it grows, and what a large trail with a small one in it takes of memory. */
export async function lineage(): Promise<string[]> {
  const grown: { events: number; cpu: number; last: Measured }[] = [];
  for (const events of sizes) {
    const measured = await trailOf(events, events);
    const [last] = measured;
    if (last) grown.push({ events, cpu: median(measured.map(({ cpu }) => cpu)), last });
  }
  const [smallest] = grown;
  const large = process.env['LONG'] ? 1_000_000 : 100_000;
  const [big] = await trailOf(large, large / 20);
  return [
    `one lineage of more and more events, CPU time for each event beside that of ${sizes[0]?.toLocaleString('en')} events`,
    ...grown.map(({ events, cpu, last }) => {
      const ratio = cpu / events / ((smallest?.cpu ?? 1) / (smallest?.events ?? 1));
      return `  ${events.toLocaleString('en').padStart(9)} events, ${last.credentials.toLocaleString('en')} credentials (${whole(last)})  ${ratio.toFixed(2)} x`;
    }),
    `a trail of ${large.toLocaleString('en')} events, one in twenty of the lineage`,
    `  peak  ${((big?.peak ?? 0) / limit).toFixed(2)} x the limit of ${limit} MB  (${big?.events.toLocaleString('en')} events counted, credentials found: ${big ? whole(big) : 'none'})`,
  ];
}

if (import.meta.main) {
  const [, , folder, expected] = process.argv;
  if (folder) console.log(JSON.stringify(await measureHere(folder, Number(expected))));
  else console.log((await lineage()).join('\n'));
}
