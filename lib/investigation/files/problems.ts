/** What went wrong with a file, how often, and where first. Never a part of the file: it may hold a session token. */
export interface Problem {
  what: string;
  count: number;
  example?: string;
}

/** Every problem that a file can have. */
export const problem = {
  broken: 'broken JSON',
  tooLarge: 'a record larger than 8 MB',
  noRecord: 'not a CloudTrail record',
  noDetail: 'an event whose CloudTrailEvent is missing or broken',
  notUtf8: 'a record with bytes that are not UTF-8',
  cut: 'ends in the middle of a record or list',
  gzipCut: 'a truncated gzip',
  gzipDamaged: 'a damaged gzip',
  notJson: 'not JSON',
  empty: 'an empty file',
  unreadable: 'cannot be read',
  noFiles: 'a folder without files',
  insight: 'an event of CloudTrail Insights, which is no call',
  otherKind: 'a file of another kind',
} as const;

export type ProblemName = (typeof problem)[keyof typeof problem];

/** CloudTrail writes these beside its logs. They hold no calls: nothing is missing without them. */
const harmless: ReadonlySet<string> = new Set([problem.insight, problem.otherKind]);

/** Counts the problems of one file. */
export class Problems {
  readonly #found = new Map<ProblemName, Problem>();

  note(what: ProblemName, example?: string): void {
    const known = this.#found.get(what);
    if (known) known.count += 1;
    else this.#found.set(what, { what, count: 1, ...(example === undefined ? {} : { example }) });
  }

  /** Says this instead of all that was noted. */
  replaceBy(what: ProblemName, example?: string): void {
    this.#found.clear();
    this.note(what, example);
  }

  list(): Problem[] {
    return [...this.#found.values()];
  }

  get areHarmless(): boolean {
    return [...this.#found.keys()].every((what) => harmless.has(what));
  }
}
