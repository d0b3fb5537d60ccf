/** AWS cannot be spoken to at all. `code` is AWS's error code or the one of the fault below: `ECONNREFUSED`. */
export class NoAccess extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'NoAccess';
    this.code = code;
  }
}
