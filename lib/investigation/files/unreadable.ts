import type { ProblemName } from './problems.ts';

/** The bytes of a file end here, and not because the file does. What came before is good. */
export class Unreadable extends Error {
  readonly what: ProblemName;
  readonly example: string | undefined;

  constructor(what: ProblemName, example?: string) {
    super(example === undefined ? what : `${what}: ${example}`);
    this.name = 'Unreadable';
    this.what = what;
    this.example = example;
  }
}
