import { AwsError } from '../contract.ts';
import type { RegisteredFunction } from './definition.ts';

/** What runs of every function: nothing publishes versions here, so that there is one beside `$LATEST`. */
const onlyVersion = '1';

/**
 * The version that a qualifier stands for. A function that is not durable has nothing but `$LATEST`, by whatever alias.
 * @param qualifier a version, `$LATEST` or the function's alias
 * @throws AwsError InvalidParameterValueException when a durable function is invoked without one,
 *   ResourceNotFoundException when there is no such version or alias
 */
export const versionOf = (
  { arn, durable, alias }: RegisteredFunction,
  qualifier: string | undefined,
): string => {
  if (!durable) return '$LATEST';
  if (qualifier === undefined) {
    throw new AwsError(
      'InvalidParameterValueException',
      'You cannot invoke a durable function using an unqualified ARN.',
    );
  }
  if (qualifier === '$LATEST') return qualifier;
  if (qualifier === onlyVersion || qualifier === alias) return onlyVersion;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}:${qualifier}`, 404);
};
