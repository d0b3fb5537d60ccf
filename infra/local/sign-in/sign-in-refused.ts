/** Nobody was signed in; the message is what CloudTrail says of it. */
export class SignInRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignInRefused';
  }
}
