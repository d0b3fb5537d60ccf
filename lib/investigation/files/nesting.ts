import { byte, openingOf } from './json-bytes.ts';

/** Deeper than any record: what nests like this is no CloudTrail. */
const deepest = 500;

/** The brackets that are open at a place of a text, and at which of them its pieces stand. */
export class Nesting {
  readonly #open = new Uint8Array(deepest);
  /** For each list of pieces around: how many brackets are open between its pieces. 0 stands for the text itself. */
  readonly #lists = [0];
  #between = 0;
  depth = 0;

  /** Between two pieces, and inside of none. */
  get isBetween(): boolean {
    return this.depth === this.#between;
  }

  /** Directly inside of a piece or of what holds a list, and not in one of its parts. */
  get isAtTop(): boolean {
    return this.depth === this.#between + 1;
  }

  get isInObject(): boolean {
    return this.depth > 0 && this.#open[this.depth - 1] === byte.openObject;
  }

  get isFull(): boolean {
    return this.depth === deepest;
  }

  open(bracket: number): void {
    this.#open[this.depth] = bracket;
    this.depth += 1;
  }

  /** The array that was opened last holds pieces. */
  enterList(): void {
    this.#lists.push(this.depth);
    this.#between = this.depth;
  }

  /** @returns what ended; `nothing` when another bracket stands open */
  close(bracket: number): 'nothing' | 'list' | 'part' | 'piece' {
    if (this.depth === 0 || this.#open[this.depth - 1] !== openingOf(bracket)) return 'nothing';
    this.depth -= 1;
    if (this.depth >= this.#between) return this.isBetween ? 'piece' : 'part';
    this.#lists.pop();
    this.#between = this.#lists.at(-1) ?? 0;
    return 'list';
  }

  forget(): void {
    this.depth = 0;
    this.#between = 0;
    this.#lists.length = 1;
  }
}
