/** Why a restore did not take place. Nothing is half done unless `code` is `not-read-back`. */
export class RestoreRefused extends Error {
  readonly code:
    | 'no-such-incident'
    | 'no-such-step'
    | 'still-open'
    | 'user-gone'
    | 'not-read'
    | 'still-needed'
    | 'changed-since'
    | 'boundary-not-listed'
    | 'not-read-back';
  constructor(code: RestoreRefused['code'], message: string) {
    super(message);
    this.name = 'RestoreRefused';
    this.code = code;
  }
}
