import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { readTrailFiles } from '#lib/investigation/files/read-trail-files.ts';
import { generateTrail, type TrailMade } from './generate-trail.ts';
import { median } from './median.ts';

const run = promisify(execFile);
const events = process.env['LONG'] ? 1_000_000 : 100_000;
const rounds = process.env['LONG'] ? 3 : 5;
const seed = 4;

/** What one process did, alone. */
interface Measured {
  records: number;
  seconds: number;
  /** The most memory that it held, with everything that Node needs itself. */
  megabytes: number;
}

const ways = {
  /** Reads every record, as an investigation does. */
  read: async (folder: string): Promise<number> => {
    let records = 0;
    await readTrailFiles([folder], () => {
      records += 1;
    });
    return records;
  },
  /** Unpacks the same files with Node's own gunzip, and does nothing with them. */
  gunzip: async (folder: string): Promise<number> => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const unpacked = createReadStream(path.join(entry.parentPath, entry.name)).pipe(createGunzip());
      for await (const _ of unpacked);
    }
    return 0;
  },
};

type Way = keyof typeof ways;

const measure = async (way: Way, folder: string): Promise<Measured> => {
  const { stdout } = await run(process.execPath, [import.meta.filename, way, folder]);
  return JSON.parse(stdout);
};

/** In a process of its own: does one of the ways and prints what it took. */
const beMeasured = async (way: Way, folder: string): Promise<Measured> => {
  const start = performance.now();
  const records = await ways[way](folder);
  const seconds = (performance.now() - start) / 1_000;
  return { records, seconds, megabytes: process.resourceUsage().maxRSS / 1_024 };
};

/** Both ways take turns, so that whatever else the machine does meets both. */
const compare = async (name: string, recordsPerFile: number): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-trail-files-'));
  try {
    const wanted = { events, lineageEvents: events / 100, leakedKey: 'AKIAEXAMPLELEAKED001', seed };
    const made = await generateTrail({ ...wanted, folder, recordsPerFile });
    const [read, gunzip]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      read.push(await measure('read', folder));
      gunzip.push(await measure('gunzip', folder));
    }
    if (read.some(({ records }) => records !== events)) throw new Error('records are missing');
    return line(name, made, read, gunzip);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const line = (name: string, made: TrailMade, read: Measured[], gunzip: Measured[]): string => {
  const seconds = median(read.map((each) => each.seconds));
  const ratio = seconds / median(gunzip.map((each) => each.seconds));
  const speed = `${Math.round(events / seconds / 1_000)},000 records or ${Math.round(made.bytes / seconds / 1e6)} MB`;
  const memory = Math.max(...read.map(({ megabytes }) => megabytes));
  return `  ${name.padEnd(20)}  ${ratio.toFixed(2)} x the time of gunzip alone (${speed} a second), peak memory ${memory.toFixed(0)} MB`;
};

/**
 * Reading CloudTrail files beside unpacking them, each in a process of its own.
 * @returns lines of text: the ratios and the memory carry over to other machines
 */
export const trailFiles = async (): Promise<string[]> => [
  `reading ${events.toLocaleString('en')} events from CloudTrail files (medians of ${rounds}; the most memory of all)`,
  await compare('10,000 a file, .gz', 10_000),
  await compare('all in one line, .gz', events),
];

const [way, folder] = process.argv.slice(2);
if (import.meta.main && folder && (way === 'read' || way === 'gunzip')) {
  console.log(JSON.stringify(await beMeasured(way, folder)));
} else if (import.meta.main) console.log((await trailFiles()).join('\n'));
