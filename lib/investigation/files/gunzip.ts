import { createGunzip } from 'node:zlib';
import { problem } from './problems.ts';
import { codeOf, type Source } from './source.ts';
import { Unreadable } from './unreadable.ts';

/** Unpacks to 33 MB at most (deflate makes one byte of up to 1,032), so that no file can fill the memory. */
const step = 32 * 1024;
const unpackedStep = 64 * 1024;

/** zlib's stream, one step at a time: what one step unpacked is handed out before the next one can fail. */
class Unpacker {
  readonly #stream = createGunzip({ chunkSize: unpackedStep });
  readonly #unpacked: Buffer[] = [];
  #failure: Error | undefined;
  #hasEnded = false;
  #settle: () => void = () => undefined;

  constructor() {
    this.#stream.on('data', (bytes: Buffer) => this.#unpacked.push(bytes));
    // The callback of a write that fails is never called.
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#settle();
    });
    // It may end before it is told to: at zeros, with which tapes and disks fill up their last block.
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      this.#settle();
    });
  }

  /** @throws zlib's error when these bytes cannot be unpacked; of them it gives none then */
  unpack(bytes: Buffer): Promise<Buffer[]> {
    return this.#settled((done) => this.#stream.write(bytes, done));
  }

  /** @throws zlib's error when bytes are missing */
  end(): Promise<Buffer[]> {
    return this.#settled((done) => (this.#hasEnded ? done() : this.#stream.end()));
  }

  close(): void {
    this.#stream.destroy();
  }

  async #settled(start: (done: () => void) => void): Promise<Buffer[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      start(resolve);
    });
    if (this.#failure) throw this.#failure;
    return this.#unpacked.splice(0);
  }
}

/** How many bytes of a gzip were taken, and of its content handed out. */
interface Progress {
  packed: number;
  unpacked: number;
}

/** @param careFrom the byte from which on every byte is a step of its own */
async function* unpack(
  packed: AsyncIterable<Buffer>,
  done: Progress,
  careFrom: number,
): AsyncGenerator<Buffer> {
  const unpacker = new Unpacker();
  function* handOut(content: Buffer[]) {
    for (const bytes of content) {
      done.unpacked += bytes.length;
      yield bytes;
    }
  }
  try {
    for await (const chunk of packed) {
      for (let at = 0, size = 0; at < chunk.length; at += size, done.packed += size) {
        const left = Math.min(chunk.length - at, step);
        size = done.packed < careFrom ? Math.min(left, careFrom - done.packed) : 1;
        yield* handOut(await unpacker.unpack(chunk.subarray(at, at + size)));
      }
    }
    yield* handOut(await unpacker.end());
  } finally {
    unpacker.close();
  }
}

async function* dropFirst(source: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of source) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

const told = (error: unknown, { packed }: Progress): Unreadable => {
  if (error instanceof Unreadable) return error;
  const what = codeOf(error) === 'Z_BUF_ERROR' ? problem.gzipCut : problem.gzipDamaged;
  return new Unreadable(what, `after byte ${packed}`);
};

/** What the step that failed had unpacked is lost with it: goes there once more, byte by byte. Ends in throwing. */
async function* unpackAgain(packed: Source, until: Progress): AsyncGenerator<Buffer> {
  const done = { packed: 0, unpacked: 0 };
  try {
    yield* dropFirst(unpack(packed.open(), done, until.packed), until.unpacked);
  } catch (error) {
    throw told(error, done);
  }
}

/**
 * What is packed in a gzip, or in several that were joined.
 * @returns a source that throws Unreadable where bytes are missing or damaged, after all that came before
 */
export const gunzip = (packed: Source): Source => ({
  canOpenAgain: packed.canOpenAgain,
  async *open() {
    const done = { packed: 0, unpacked: 0 };
    try {
      yield* unpack(packed.open(), done, Number.POSITIVE_INFINITY);
    } catch (error) {
      const failure = told(error, done);
      if (failure.what === problem.gzipDamaged && packed.canOpenAgain) yield* unpackAgain(packed, done);
      throw failure;
    }
  },
});
