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
   */
  piece(bytes: Buffer, at: Place, isDoubtful: boolean): 'record' | 'something else' | 'broken';
  /** What begins here cannot be read. Called once for each stretch of such text. */
  broken(at: Place): void;
  tooLarge(at: Place): void;
}

/** Many times what CloudTrail writes: at most 256 KB a record, or 1 MB where that is asked for (user guide). */
export const largestPiece = 8 * 1024 * 1024;
