/** What a command gives back: the exit code and, with --json, the one document for stdout. */
export interface Answer {
  exitCode: number;
  /** The document of --json. */
  document?: unknown;
  /** The same for people. */
  text?: string;
}

export interface Command {
  usage: string;
  summary: string;
  run(args: string[]): Promise<Answer>;
}

/** Exit codes that scripts rely on. */
export const exitCodes = { good: 0, fault: 1, usage: 2, notContained: 3 } as const;
