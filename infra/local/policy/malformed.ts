import { AwsError } from '../contract.ts';

/** What IAM answers for a document that it will not keep. */
export const malformed = (reason: string): AwsError => new AwsError('MalformedPolicyDocument', reason);
