import { closeSync, openSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Characters that are packed at once: enough to pack well, and little beside what a function has of memory. */
const packedAtOnce = 256 * 1024;

/**
 * Lines in a gzip file of its owner only. What is packed at once is a gzip of its own, and gzips one after another are
 * one (RFC 1952, section 2.2). Writing waits for the disk: what comes faster than it does not pile up in memory.
 */
export class LineFile {
  readonly #file: number;
  #lines: string[] = [];
  #length = 0;

  /** @throws what the file system throws, where there is such a file, too */
  constructor(path: string) {
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** @throws what the file system throws */
  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= packedAtOnce) this.#write();
  }

  /** @throws what the file system throws; it is closed all the same */
  close(): void {
    try {
      this.#write();
    } finally {
      closeSync(this.#file);
    }
  }

  #write(): void {
    if (this.#length === 0) return;
    const packed = gzipSync(this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
    for (let written = 0; written < packed.length; ) written += writeSync(this.#file, packed, written);
  }
}
