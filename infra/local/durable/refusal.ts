import { AwsError } from '../contract.ts';

/** A request that breaks the rules: the SDK of the function ends the whole execution on it. */
export const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/** The SDK tells a stale token by these words and ends only the invocation: Lambda invokes again. */
export const staleToken = 'Invalid Checkpoint Token';

export const notFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Durable execution not found: ${arn}`, 404);
