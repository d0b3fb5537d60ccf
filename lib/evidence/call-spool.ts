import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '#lib/investigation/detail.ts';
import type { CallKeeper, KeptCall } from '#lib/investigation/kept-call.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { techniquesOf } from '#lib/investigation/meaning/techniques.ts';
import type { TrailRecord } from '#lib/investigation/trail-record.ts';
import { BothEnds } from './both-ends.ts';
import type { EvidenceFile } from './evidence-file.ts';
import { LineFile } from './line-file.ts';
import { RedactedLines } from './redacted-line.ts';

/** What a page shows at most of the first calls, and of the last ones. */
const shownOfEachEnd = 1_000;
/** More than AWS has; the names come from records, and a file may hold any. */
const mostFiles = 64;
const regionName = /^[a-z]{2,8}(?:-[a-z0-9]{1,16}){2,4}$/;
/** Where calls go whose Region no file can be named after. */
const elsewhere = 'other';

/** The longest id of a credential holds an ARN with a path of 512 characters (IAM user guide, "IAM and STS quotas"). */
const longest = { id: 700, userAgent: 512, name: 128 };

export interface SpooledCalls {
  /**
   * `events/<Region>.jsonl.gz`: CloudTrail records, one a line, in no order. `tourniquet investigate --logs` reads them,
   * and finds the same lineage and the same counts.
   */
  files: EvidenceFile[];
  /** The first 1,000 calls and the last 1,000, in the order of time. */
  calls: KeptCall[];
  callsInAll: number;
}

/** The calls could not be written down: the disk is full, say. */
export class CallsNotKept extends Error {
  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? `: ${cause.code}` : '';
    super(`the calls could not be written to the temporary folder of this machine${code}`, { cause });
    this.name = 'CallsNotKept';
  }
}

/**
 * Keeps the calls of a lineage without any secret, and what others recorded that it hangs by: each as a line of a gzip
 * file per Region, in a temporary folder that only its owner can read, and some calls for the page. Memory is bounded,
 * whatever number comes. Measured on records of 1.3 kB: 100,000 take 4.5 s and 12 MB of disk, a million ten times that
 * (a Lambda function has 512 MB).
 */
export class CallSpool implements CallKeeper {
  readonly #folder: string;
  readonly #files = new Map<string, LineFile>();
  readonly #lines = new RedactedLines();
  readonly #ends = new BothEnds(shownOfEachEnd);
  #callsInAll = 0;
  #fault: CallsNotKept | undefined;
  #isClosed = false;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param within where the temporary folder is made
   * @throws what the file system throws
   */
  static async open(within = tmpdir()): Promise<CallSpool> {
    return new CallSpool(await mkdtemp(path.join(within, 'tourniquet-calls-')));
  }

  /** Never throws. After the first fault of the disk nothing more is written, and `finish` tells why. */
  keep(record: TrailRecord, detail: Json, credentialId: string): void {
    this.#callsInAll += 1;
    this.#ends.add(this.#shown(record, detail, credentialId));
    this.#write(record, detail);
  }

  /** As `keep`; it is written down, and no call that the page shows. */
  keepLink(record: TrailRecord, detail: Json): void {
    this.#write(record, detail);
  }

  /** The same as `finish`; where a call could not be written, what the page shows, and why the files are missing. */
  async whole(): Promise<SpooledCalls & { missing?: string }> {
    try {
      return await this.finish();
    } catch (error) {
      if (!(error instanceof CallsNotKept)) throw error;
      return { files: [], ...this.#inPage(), missing: error.message };
    }
  }

  /**
   * To be called once all calls are kept. The files stay until `dispose`.
   * @throws CallsNotKept when any call could not be written
   */
  async finish(): Promise<SpooledCalls> {
    this.#close();
    if (this.#fault) throw this.#fault;
    const files = [...this.#files.keys()].toSorted().map((region) => ({
      path: `events/${region}.jsonl.gz`,
      contentType: 'application/gzip',
      body: { file: this.#pathOf(region) },
    }));
    return { files, ...this.#inPage() };
  }

  /** Removes what lies on this machine. */
  async dispose(): Promise<void> {
    this.#close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #inPage(): Omit<SpooledCalls, 'files'> {
    return { calls: this.#ends.all(), callsInAll: this.#callsInAll };
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const file of this.#files.values()) this.#do(() => file.close());
  }

  #write({ region }: TrailRecord, detail: Json): void {
    if (this.#isClosed) this.#fault ??= new CallsNotKept(new Error('a call came after the end'));
    if (!this.#fault) this.#do(() => this.#fileOf(region).add(this.#lines.of(detail)));
  }

  #do(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#fault ??= new CallsNotKept(error);
    }
  }

  #fileOf(region: string): LineFile {
    const known = this.#files.get(region);
    if (known) return known;
    const name = regionName.test(region) && this.#files.size < mostFiles ? region : elsewhere;
    const file = this.#files.get(name) ?? new LineFile(this.#pathOf(name));
    this.#files.set(name, file);
    return file;
  }

  #pathOf(region: string): string {
    return path.join(this.#folder, `${region}.jsonl.gz`);
  }

  #shown(record: TrailRecord, detail: Json, credentialId: string): KeptCall {
    const [technique] = techniquesOf(actionOf(record.eventSource, record.eventName), detail);
    const text = (value: string, most = longest.name): string => this.#lines.text(value).slice(0, most);
    const textOrNull = (value: string | null, most?: number): string | null =>
      value === null ? null : text(value, most);
    return {
      at: record.eventTime,
      region: text(record.region),
      eventSource: text(record.eventSource),
      eventName: text(record.eventName),
      by: text(credentialId, longest.id),
      ip: textOrNull(record.sourceIp),
      userAgent: textOrNull(record.userAgent, longest.userAgent),
      readOnly: record.readOnly,
      errorCode: textOrNull(record.errorCode),
      ...(technique && { tactic: technique.tactic }),
    };
  }
}
