import { AwsError, type Shape } from '../contract.ts';
import type { OperationModel, ProtocolName, ServiceModel } from '../wire/model.ts';
import { requiredMembers } from '../wire/required-members.ts';

const CODES: Record<ProtocolName, string> = {
  awsQuery: 'ValidationError',
  ec2Query: 'MissingParameter',
  awsJson1_0: 'ValidationException',
  awsJson1_1: 'ValidationException',
  restJson1: 'ValidationException',
  restXml: 'InvalidRequest',
};

/** @throws AwsError when a member is missing that the schema requires, so that no operation has to look. */
export function demandRequired(model: ServiceModel, operation: OperationModel, input: Shape): void {
  const missing = requiredMembers(operation.input).filter(([name]) => input[name] === undefined);
  if (missing.length === 0) return;
  const each = missing.map(
    ([name]) =>
      `Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected`;
  throw new AwsError(CODES[model.protocol], `${count}: ${each.join('; ')}`);
}
