/** What arrived does not fit the operation's schema. Each protocol words it with its own code. */
export class MalformedInput extends Error {}

/** The protocol cannot say which operation is meant, or there is none of that name. */
export class UnknownOperation extends Error {
  readonly operation: string;
  constructor(operation: string) {
    super(`${operation} is not an operation of this service`);
    this.operation = operation;
  }
}
