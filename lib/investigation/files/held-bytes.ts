/** The part of a text that is still needed, in one piece: a buffer that grows as far as it must and is used again. */
export class HeldBytes {
  bytes = Buffer.alloc(0);
  /** How many of `bytes` are text. */
  filled = 0;
  /** How many bytes of the text stood before the first of `bytes`. */
  base = 0;

  /** Lets go of what stands before `from`, a place in the text, and takes more of it. */
  append(more: Buffer, from: number): void {
    const kept = this.bytes.subarray(from - this.base, this.filled);
    const needed = kept.length + more.length;
    const target = needed > this.bytes.length ? Buffer.allocUnsafe(2 * needed) : this.bytes;
    kept.copy(target);
    more.copy(target, kept.length);
    this.bytes = target;
    this.filled = needed;
    this.base = from;
  }

  /** A view, good until the next `append`. */
  slice(from: number, to: number): Buffer {
    return this.bytes.subarray(from - this.base, to - this.base);
  }
}
