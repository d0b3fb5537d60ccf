/** `name`, `name:qualifier`, `account:function:name` and the ARN, all of which Invoke takes as FunctionName. */
const forms = /^(?:arn:[^:]+:lambda:([^:]+):)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::[^:]+)?$/;

/** The ARN that a FunctionName means to a caller, without a qualifier. An odd name is passed through. */
export const functionArn = (
  functionName: string,
  { region, accountId }: { region: string; accountId: string },
) => {
  const [, namedRegion = region, namedAccount = accountId, name = functionName] =
    forms.exec(functionName) ?? [];
  return `arn:aws:lambda:${namedRegion}:${namedAccount}:function:${name}`;
};
