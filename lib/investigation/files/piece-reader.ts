import { isUtf8 } from 'node:buffer';
import { isJson, type Json, text } from '../detail.ts';
import { unwrap } from './envelopes.ts';
import type { PieceTaker, Place } from './pieces.ts';
import { type Problems, problem } from './problems.ts';

const words = ({ line, byte }: Place): string => `line ${line}, byte ${byte}`;

/** Makes records of the pieces of a file, and notes what is none. */
export class PieceReader implements PieceTaker {
  readonly #problems: Problems;
  readonly #take: (record: Json) => void;
  records = 0;
  hasBroken = false;

  /** @param take may throw; that is no problem of the file and goes on to whoever reads it */
  constructor(problems: Problems, take: (record: Json) => void) {
    this.#problems = problems;
    this.#take = take;
  }

  piece(bytes: Buffer, at: Place, isDoubtful: boolean): ReturnType<PieceTaker['piece']> {
    const source = bytes.toString();
    const value = parsed(source);
    if (value === undefined) return 'broken';
    const found = unwrap(value);
    if ('other' in found) {
      if (!isDoubtful) this.#passOver(found.other, at);
      return 'something else';
    }
    if (isDoubtful && !isUnmistakable(found.record)) return 'something else';
    if (found.isPatched) this.#problems.note(problem.noDetail, words(at));
    // Only then may it be one that stands for a broken byte; to look for that in every record would cost time.
    if (source.includes('\ufffd') && !isUtf8(bytes)) this.#problems.note(problem.notUtf8, words(at));
    this.records += 1;
    this.#take(found.record);
    return 'record';
  }

  broken(at: Place): void {
    this.hasBroken = true;
    this.#problems.note(problem.broken, words(at));
  }

  tooLarge(at: Place): void {
    this.#problems.note(problem.tooLarge, words(at));
  }

  #passOver(what: 'digest' | 'insight' | 'unknown', at: Place): void {
    if (what === 'insight') this.#problems.note(problem.insight, words(at));
    else if (what === 'digest') this.#problems.note(problem.otherKind, 'a CloudTrail digest');
    else this.#problems.note(problem.noRecord, words(at));
  }
}

/** A part of a record may look like one: what a caller sent may hold members of any name. */
const isUnmistakable = (record: Json): boolean =>
  ['eventName', 'eventSource', 'eventTime'].every((name) => text(record[name])) &&
  isJson(record['userIdentity']);

const parsed = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    // The parser's message quotes the text, which may hold a session token: only its place is told.
    return undefined;
  }
};
