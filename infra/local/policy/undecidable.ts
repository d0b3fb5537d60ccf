/**
 * A policy that cannot be evaluated: it is never skipped, since a skipped Deny would be a hole. AWS, too, "generates
 * an exception and closes" on an error (IAM guide, policy evaluation logic): who catches this must refuse.
 */
export class UndecidablePolicy extends Error {
  /** The policy's name, once it is known. */
  readonly policy: string | undefined;
  constructor(reason: string, policy?: string, options?: ErrorOptions) {
    super(policy === undefined ? reason : `policy ${policy} cannot be evaluated: ${reason}`, options);
    this.name = 'UndecidablePolicy';
    this.policy = policy;
  }
}
