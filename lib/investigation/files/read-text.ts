import { headLength } from './formats.ts';
import type { PieceReader } from './piece-reader.ts';
import { largestPiece } from './pieces.ts';
import { type Problems, problem } from './problems.ts';
import { RecordSplitter } from './record-splitter.ts';
import type { Source } from './source.ts';
import { textOf } from './text-of.ts';
import { Unreadable } from './unreadable.ts';

const beginsLikeRecords = (text: Buffer): boolean =>
  /^(?:\xef\xbb\xbf)?\s*(?:\[\s*)*"?\{/.test(text.toString('latin1', 0, headLength));

/**
 * Reads the records of one file, as far as that can be done, and notes everything that stood in the way.
 * @throws only what the reader's own taker of records throws
 */
export const readText = async (source: Source, reader: PieceReader, problems: Problems): Promise<void> => {
  const splitter = new RecordSplitter(reader);
  let isLikely: boolean | undefined;
  let failure: Unreadable | undefined;
  try {
    for await (const chunk of textOf(source)) {
      isLikely ??= beginsLikeRecords(chunk);
      splitter.add(chunk);
      // The first record of a damaged file would have come by now: this is something else, of whatever size.
      if (!isLikely && reader.records === 0 && splitter.isLostAfter(largestPiece)) break;
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    failure = error;
  }
  const isCut = splitter.end();
  if (failure) problems.note(failure.what, failure.example);
  else if (splitter.isBlank) problems.note(problem.empty);
  else if (reader.records === 0 && reader.hasBroken && !isLikely) problems.replaceBy(problem.notJson);
  else if (isCut) problems.note(problem.cut);
};
