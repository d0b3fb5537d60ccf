/** The command was called wrongly; `field` is the option or argument to mend. Exit code 2. */
export class UsageError extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'UsageError';
    this.field = field;
  }
}
