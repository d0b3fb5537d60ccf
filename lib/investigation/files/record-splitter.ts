import { HeldBytes } from './held-bytes.ts';
import { byte, endOfString, kind, kindOf, lookBack, opensList } from './json-bytes.ts';
import { Nesting } from './nesting.ts';

/** A place in the text of a file: lines count from 1, bytes from 0. */
export interface Place {
  line: number;
  byte: number;
}

/** Where the pieces of a text go. */
export interface PieceTaker {
  /**
   * One object, or one string that holds one.
   * @param bytes good until this returns
   * @param isDoubtful the text before it is broken, so it may be only a part of a record
   * @returns whether it is a record
   */
  piece(bytes: Buffer, at: Place, isDoubtful: boolean): boolean;
  /** What begins here cannot be read. Called once for each stretch of such text. */
  broken(at: Place): void;
  tooLarge(at: Place): void;
}

/** Many times what CloudTrail writes: at most 256 KB a record, or 1 MB where that is asked for (user guide). */
export const largestPiece = 8 * 1024 * 1024;

/**
 * Cuts a text into records, chunk by chunk, however they are put together: in lists, one behind the other, one a
 * line, printed over many lines. Looks at brackets and strings only, and holds one record at a time. Where the text
 * is broken it goes on at the next line that begins with a bracket, or at the next object that proves to be a record.
 */
export class RecordSplitter {
  readonly #taker: PieceTaker;
  readonly #held = new HeldBytes();
  readonly #nesting = new Nesting();
  /** How far the text has been read. */
  #at = 0;
  #line = 1;
  #isInString = false;
  /** The last byte that was not blank; of a string its last quote. */
  #previous = 0;
  /** Where the piece begins that is being read; -1 outside of pieces. */
  #start = -1;
  #startLine = 0;
  /** The piece goes on behind its first bracket on the same line: it was not printed over many lines. */
  #isCompact = false;
  /** The text is broken, and no record has been found since. */
  #isLost = false;
  /** It was broken somewhere before: brackets may close that are not known to be open. */
  #isAstray = false;

  constructor(taker: PieceTaker) {
    this.#taker = taker;
  }

  add(chunk: Buffer): void {
    this.#held.append(chunk, this.#neededFrom());
    const { base, bytes, filled } = this.#held;
    let index = this.#at - base;
    while (index < filled) {
      if (this.#isInString) {
        const end = endOfString(bytes, index, filled);
        index = end;
        if (end === filled || bytes[end] === byte.backslash) break;
        this.#isInString = false;
        index = bytes[end] === byte.quote ? this.#endString(end) : this.#lose(end);
      } else {
        const value = bytes[index] ?? 0;
        const what = kindOf(value);
        if (what === kind.blank) index += 1;
        else if (this.#isLost && this.#nesting.depth === 0) index = this.#search(what, value, index);
        else index = this.#token(what, value, index);
      }
    }
    this.#at = base + index;
  }

  /** The text so far ends in the middle of something. */
  get isCut(): boolean {
    return !this.#isLost && (this.#nesting.depth > 0 || this.#isInString);
  }

  get isBlank(): boolean {
    return this.#previous === 0 && !this.#isLost && !this.#isInString;
  }

  /** It is broken, and no record has come since. */
  get isLost(): boolean {
    return this.#isLost;
  }

  isLostAfter(bytes: number): boolean {
    return this.#isLost && this.#at > bytes;
  }

  #neededFrom(): number {
    const isHeld = this.#start >= 0 && this.#at - this.#start <= largestPiece;
    return isHeld ? this.#start : Math.max(this.#held.base, this.#at - lookBack);
  }

  /** Each of these takes what stands at `index`, and tells where to go on: at `index` itself where it cannot stand. */
  #token(what: number, value: number, index: number): number {
    switch (what) {
      case kind.quote:
        return this.#beginString(index);
      case kind.newline:
        return this.#endLine(index);
      case kind.opening:
        return this.#open(value, index);
      case kind.closing:
        return this.#close(value, index);
      case kind.colon:
        if (!this.#nesting.isInObject) return this.#lose(index);
        break;
      case kind.scalar:
        if (this.#nesting.isBetween) return this.#lose(index);
        break;
      case kind.illegal:
        return this.#lose(index);
    }
    this.#previous = value;
    return index + 1;
  }

  #beginString(index: number): number {
    if (this.#nesting.isBetween) this.#begin(index);
    this.#isInString = true;
    return index + 1;
  }

  #endString(index: number): number {
    this.#previous = byte.quote;
    return this.#nesting.isBetween ? this.#finish(index + 1) : index + 1;
  }

  #endLine(index: number): number {
    if (this.#line === this.#startLine)
      this.#isCompact = !(this.#nesting.isAtTop && this.#previous === byte.openObject);
    this.#line += 1;
    return index + 1;
  }

  #open(value: number, index: number): number {
    const nesting = this.#nesting;
    const isNew = nesting.isBetween;
    const isList =
      value === byte.openArray && (isNew || (nesting.isAtTop && opensList(this.#held.bytes, index)));
    if (nesting.isFull || !(isNew || this.#mayOpen(value, index))) return this.#lose(index);
    if (isNew && !isList) this.#begin(index);
    nesting.open(value);
    this.#previous = value;
    if (isList) {
      // What stands around a list is never held.
      this.#start = -1;
      nesting.enterList();
    }
    return index + 1;
  }

  /** Whether a part of a piece may begin here. */
  #mayOpen(value: number, index: number): boolean {
    // A line was cut off where a value would follow, and this is the next record.
    if (value === byte.openObject && this.#isCompact && this.#start >= 0 && this.#beginsLine(index))
      return false;
    if (this.#previous === byte.comma) return !this.#nesting.isInObject;
    return this.#previous === byte.colon || this.#previous === byte.openArray;
  }

  #close(value: number, index: number): number {
    const ended = this.#nesting.close(value);
    if (ended === 'nothing')
      return this.#isAstray && this.#nesting.depth === 0 ? index + 1 : this.#lose(index);
    this.#previous = value;
    return ended === 'piece' && this.#start >= 0 ? this.#finish(index + 1) : index + 1;
  }

  #begin(index: number): void {
    this.#start = this.#held.base + index;
    this.#startLine = this.#line;
    this.#isCompact = false;
  }

  #finish(index: number): number {
    const start = this.#start;
    const end = this.#held.base + index;
    const place = { line: this.#startLine, byte: start };
    if (end - start > largestPiece) {
      if (!this.#isLost) this.#taker.tooLarge(place);
      this.#start = -1;
      return index;
    }
    const bytes = this.#held.slice(start, end);
    // A string that holds no object does not stand where records do.
    if (bytes[0] === byte.quote && bytes[1] !== byte.openObject) return this.#lose(index);
    this.#start = -1;
    if (this.#taker.piece(bytes, place, this.#isLost)) this.#isLost = false;
    return index;
  }

  /** The text is broken: what is open around is not known any more. */
  #lose(index: number): number {
    if (!this.#isLost) {
      const at = this.#held.base + index;
      const isInPiece = this.#start >= 0;
      this.#taker.broken({
        line: isInPiece ? this.#startLine : this.#line,
        byte: isInPiece ? this.#start : at,
      });
    }
    this.#isLost = true;
    this.#isAstray = true;
    this.#start = -1;
    this.#nesting.forget();
    return index;
  }

  /** Looks for what may be the next record. Whether this is inside of a string nobody knows. */
  #search(what: number, value: number, index: number): number {
    const mayBegin = what === kind.opening || what === kind.quote;
    if (mayBegin && this.#beginsLine(index)) this.#isLost = false;
    else if (what === kind.newline) this.#line += 1;
    const isRead = mayBegin && (!this.#isLost || value === byte.openObject);
    return isRead ? this.#token(what, value, index) : index + 1;
  }

  #beginsLine(index: number): boolean {
    return index === 0 || this.#held.bytes[index - 1] === byte.newline;
  }
}
