/** What a command gives back: the exit code and, with --json, the one document for stdout. */
export interface Answer {
  exitCode: number;
  /** The document of --json. */
  document?: unknown;
  /** The same for people. */
  text?: string;
}

/** An option as `util.parseArgs` takes it, with the words of its help. */
export interface Option {
  type: 'string' | 'boolean';
  default?: string | boolean;
  /** It may be given several times, and takes all that follows up to the next option. */
  multiple?: boolean;
  /** How its value is called in the help: TEXT, DIR, FILE, N. */
  value?: string;
  help?: string;
}
export type Options = Record<string, Option>;

export interface Command {
  usage: string;
  summary: string;
  /** What stands without dashes, by its name in `usage`. */
  positionals?: Record<string, string>;
  options?: Options;
  /** What its exit codes mean, where they mean something else than those of the others. */
  exits?: string;
  run(args: string[]): Promise<Answer>;
}

/** The summary of a name that is spoken for. */
export const notBuiltYet = 'not built yet';

/** Exit codes that scripts rely on. */
export const exitCodes = { good: 0, fault: 1, usage: 2, notContained: 3 } as const;
