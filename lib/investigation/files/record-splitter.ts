import { HeldBytes } from './held-bytes.ts';
import { byte, endOfString, kind, kindOf, lookBack, opensList } from './json-bytes.ts';
import { Nesting } from './nesting.ts';
import { largestPiece, type PieceTaker, type Place } from './pieces.ts';

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
  /** The text is broken, and no record has been found since. */
  #isLost = false;
  /** It was broken somewhere before: brackets may close that are not known to be open. */
  #isAstray = false;
  /** Bytes that were read once more, to look for records in what had been taken for a part of one. */
  #reread = 0;

  constructor(taker: PieceTaker) {
    this.#taker = taker;
  }

  get isBlank(): boolean {
    return this.#previous === 0 && !this.#isLost;
  }

  /** So many bytes have been read, and the text is broken. */
  isLostAfter(bytes: number): boolean {
    return this.#isLost && this.#at > bytes;
  }

  /** @param chunk may be used again by its owner when this returns */
  add(chunk: Buffer): void {
    this.#held.append(chunk, this.#start >= 0 ? this.#start : Math.max(this.#held.base, this.#at - lookBack));
    this.#read();
    while (this.#start >= 0 && this.#at - this.#start > largestPiece) {
      if (!this.#isLost) this.#taker.tooLarge(this.#place);
      this.#goOn();
    }
  }

  /** Ends the text: what is open may hold records all the same. @returns whether the text was cut off */
  end(): boolean {
    const isCut = !this.#isLost && (this.#nesting.depth > 0 || this.#isInString);
    while (this.#start >= 0) this.#goOn();
    return isCut;
  }

  get #place(): Place {
    return { line: this.#startLine, byte: this.#start };
  }

  #goOn(): void {
    this.#at = this.#held.base + this.#giveUp(this.#at - this.#held.base);
    this.#read();
  }

  #read(): void {
    const { base, bytes, filled } = this.#held;
    let index = this.#at - base;
    while (index < filled) {
      if (this.#isInString) {
        index = endOfString(bytes, index, filled);
        if (index === filled || bytes[index] === byte.backslash) break;
        this.#isInString = false;
        index = bytes[index] === byte.quote ? this.#endString(index) : this.#lose(index);
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

  /** Like all that follow, it takes what stands at an index of what is held, and tells at which one to go on. */
  #token(what: number, value: number, index: number): number {
    switch (what) {
      case kind.quote:
        return this.#beginString(index);
      case kind.newline:
        this.#line += 1;
        return index + 1;
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
    this.#previous = byte.quote;
    this.#isInString = true;
    return index + 1;
  }

  #endString(index: number): number {
    return this.#nesting.isBetween ? this.#finish(index + 1) : index + 1;
  }

  #open(value: number, index: number): number {
    const nesting = this.#nesting;
    const isNew = nesting.isBetween;
    const isList =
      value === byte.openArray && (isNew || (nesting.isAtTop && opensList(this.#held.bytes, index)));
    if (nesting.isFull || !(isNew || this.#mayOpen)) return this.#lose(index);
    if (isNew && !isList) this.#begin(index);
    nesting.open(value);
    this.#previous = value;
    if (isList) {
      // What stands around a list is no piece.
      this.#start = -1;
      nesting.enterList();
    }
    return index + 1;
  }

  /** Whether a part of a piece may begin here. */
  get #mayOpen(): boolean {
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
  }

  #finish(index: number): number {
    const bytes = this.#held.slice(this.#start, this.#held.base + index);
    if (bytes.length > largestPiece) {
      if (!this.#isLost) this.#taker.tooLarge(this.#place);
      this.#start = -1;
      return index;
    }
    // A string that holds no object does not stand where records do.
    const isAny = bytes[0] !== byte.quote || bytes[1] === byte.openObject;
    const found = isAny ? this.#taker.piece(bytes, this.#place, this.#isLost) : 'broken';
    if (found === 'broken') return this.#lose(index);
    if (found === 'record') this.#isLost = false;
    this.#start = -1;
    return index;
  }

  /** The text is broken. */
  #lose(index: number): number {
    const here = { line: this.#line, byte: this.#held.base + index };
    if (!this.#isLost) this.#taker.broken(this.#start >= 0 ? this.#place : here);
    return this.#giveUp(index);
  }

  /**
   * What is open around is not known any more. Goes back to just behind the beginning of the piece, for the break may
   * stand far before the place where it showed; but not again and again, which would take for ever on some texts.
   */
  #giveUp(index: number): number {
    const distance = this.#held.base + index - this.#start - 1;
    const mayReread = this.#start >= 0 && this.#reread + distance <= this.#at + 2 * largestPiece;
    if (mayReread) {
      this.#reread += distance;
      this.#line = this.#startLine;
    }
    this.#isLost = true;
    this.#isAstray = true;
    this.#isInString = false;
    this.#start = -1;
    this.#nesting.forget();
    return mayReread ? index - distance : index;
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
