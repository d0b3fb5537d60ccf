/** FNV-1a over UTF-16 units, from a given start (http://www.isthe.com/chongo/tech/comp/fnv). */
const hash = (text: string, start: number): number => {
  let value = start;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  // Its low bits alone decide the place: they are mixed once more.
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
};

/** Zero marks a free slot. */
const hashes = (id: string): [high: number, low: number] => [hash(id, 0x811c9dc5) || 1, hash(id, 0x9747b28c)];

/**
 * A set of ids in 8 bytes each: a million ids as texts would fill the memory. Two of a million are taken for the same
 * with a chance of 1 in 37 million.
 */
export class IdSet {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    const [high, low] = hashes(id);
    return this.#slots[2 * this.#placeOf(high, low)] !== 0;
  }

  /** @returns whether it is new */
  add(id: string): boolean {
    const [high, low] = hashes(id);
    if (!this.#put(high, low)) return false;
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  /** Where it stands, or would stand. */
  #placeOf(high: number, low: number): number {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const found = slots[2 * at];
      if (found === 0 || (found === high && slots[2 * at + 1] === low)) return at;
    }
  }

  #put(high: number, low: number): boolean {
    const at = this.#placeOf(high, low);
    if (this.#slots[2 * at] !== 0) return false;
    this.#slots[2 * at] = high;
    this.#slots[2 * at + 1] = low;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      if (high !== 0) this.#put(high, old[at + 1] ?? 0);
    }
  }
}
