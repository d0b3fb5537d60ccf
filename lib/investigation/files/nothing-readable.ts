/** A path leads nowhere, or of all that was given nothing could be read. The message names it and says why. */
export class NothingReadable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NothingReadable';
  }
}
