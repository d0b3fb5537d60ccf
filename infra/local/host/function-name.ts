import { AwsError } from '../contract.ts';

/** `name`, `name:qualifier`, `account:function:name` and the ARN, all of which Invoke takes as FunctionName. */
const forms = /^(?:arn:[^:]+:lambda:([^:]+):)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::([^:]+))?$/;

/** The ARN that a FunctionName means to a caller, without a qualifier. An odd name is passed through. */
export const functionArn = (
  functionName: string,
  { region, accountId }: { region: string; accountId: string },
) => {
  const [, namedRegion = region, namedAccount = accountId, name = functionName] =
    forms.exec(functionName) ?? [];
  return `arn:aws:lambda:${namedRegion}:${namedAccount}:function:${name}`;
};

/**
 * The version or alias of a FunctionName, or of the parameter beside it.
 * @throws AwsError InvalidParameterValueException when the two differ
 */
export const qualifierOf = (functionName: string, qualifier?: string): string | undefined => {
  const named = forms.exec(functionName)?.[4];
  if (named !== undefined && qualifier !== undefined && named !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return qualifier ?? named;
};
