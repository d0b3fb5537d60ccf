import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { accountId } from './generate-trail/callers.ts';
import { Lineage } from './generate-trail/lineage.ts';
import { Neighbours } from './generate-trail/neighbours.ts';
import { Random } from './generate-trail/random.ts';

export interface TrailWanted {
  /** Files are written below it, where CloudTrail would put them in a bucket. */
  folder: string;
  events: number;
  leakedKey: string;
  /** How many of the events are calls of the leaked key and of what it issued; spread evenly over the others. */
  lineageEvents: number;
  /** The same seed gives the same records. */
  seed: number;
  recordsPerFile?: number;
  /** Gzip, as CloudTrail does it. */
  isPacked?: boolean;
}

export interface TrailMade {
  files: number;
  /** Bytes of JSON. */
  bytes: number;
  /** Credentials of the lineage, the leaked key among them: all of them are certain. */
  credentials: number;
}

const regions = ['us-east-1', 'eu-central-1', 'us-west-2', 'ap-southeast-1'] as const;
const start = Date.UTC(2026, 0, 5);
/** Milliseconds between two events: a busy account. */
const pace = 100;
/** Records that are made at once. */
const batch = 100;

/** Records in time order, as JSON, with exactly so many of the lineage among them. */
class Records {
  readonly #wanted: TrailWanted;
  readonly #random: Random;
  readonly #neighbours: Neighbours;
  readonly lineage: Lineage;
  #lineageLeft: number;
  made = 0;

  constructor(wanted: TrailWanted) {
    this.#wanted = wanted;
    this.#random = new Random(wanted.seed);
    this.#neighbours = new Neighbours(this.#random);
    this.lineage = new Lineage(wanted.leakedKey, this.#random);
    this.#lineageLeft = wanted.lineageEvents;
  }

  get left(): number {
    return this.#wanted.events - this.made;
  }

  next(region: string): string {
    const isOfLineage = this.#random.next() * this.left < this.#lineageLeft;
    if (isOfLineage) this.#lineageLeft -= 1;
    const moment = { at: new Date(start + this.made * pace), region };
    this.made += 1;
    return JSON.stringify((isOfLineage ? this.lineage : this.#neighbours).call(moment));
  }
}

/** The text of one file, in parts: all on one line. */
function* fileOf(records: Records, region: string, size: number): Generator<string> {
  yield `{"Records":[${records.next(region)}`;
  for (let left = size - 1; left > 0; left -= batch) {
    yield Array.from({ length: Math.min(left, batch) }, () => `,${records.next(region)}`).join('');
  }
  yield ']}';
}

/** `AWSLogs/<account>/CloudTrail/<region>/2026/01/05/<account>_CloudTrail_<region>_20260105T0000Z_<number>.json`. */
const nameOf = (region: string, at: Date, number: number): string => {
  const [day = '', time = ''] = at.toISOString().split('T');
  const stamp = `${day.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
  const name = `${accountId}_CloudTrail_${region}_${stamp}_${String(number).padStart(16, '0')}.json`;
  return path.join('AWSLogs', accountId, 'CloudTrail', region, ...day.split('-'), name);
};

/** Writes CloudTrail log files of any number of events, in memory that does not grow with it. */
export const generateTrail = async (wanted: TrailWanted): Promise<TrailMade> => {
  const { folder, recordsPerFile = 10_000, isPacked = true } = wanted;
  const records = new Records(wanted);
  const made = { files: 0, bytes: 0 };
  function* counted(parts: Iterable<string>) {
    for (const part of parts) {
      // They hold no character that takes more bytes than one.
      made.bytes += part.length;
      yield part;
    }
  }
  while (records.left > 0) {
    const region = regions[made.files % regions.length] ?? regions[0];
    const file = path.join(folder, nameOf(region, new Date(start + records.made * pace), made.files));
    await mkdir(path.dirname(file), { recursive: true });
    const text = Readable.from(counted(fileOf(records, region, Math.min(recordsPerFile, records.left))));
    if (isPacked) await pipeline(text, createGzip(), createWriteStream(`${file}.gz`));
    else await pipeline(text, createWriteStream(file));
    made.files += 1;
  }
  return { ...made, credentials: records.lineage.credentials };
};
