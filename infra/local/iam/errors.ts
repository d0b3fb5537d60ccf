import { AwsError } from '../contract.ts';

/** IAM's errors with the codes and HTTP statuses of its API reference. */
export const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);

export const alreadyExists = (message: string): AwsError => new AwsError('EntityAlreadyExists', message, 409);

export const limitExceeded = (message: string): AwsError => new AwsError('LimitExceeded', message, 409);

export const deleteConflict = (message: string): AwsError => new AwsError('DeleteConflict', message, 409);

export const malformedPolicy = (message: string): AwsError =>
  new AwsError('MalformedPolicyDocument', message, 400);

export const invalidInput = (message: string): AwsError => new AwsError('InvalidInput', message, 400);

export const validationError = (message: string): AwsError => new AwsError('ValidationError', message, 400);

export const accessDenied = (message: string): AwsError => new AwsError('AccessDenied', message, 403);

/** CreateServiceSpecificCredential: a service that has no such credentials. */
export const serviceNotSupported = (message: string): AwsError =>
  new AwsError('NotSupportedService', message, 404);

/** Service-linked roles and those of IAM Identity Center cannot be changed through IAM. */
export const unmodifiable = (roleName: string): AwsError =>
  new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
    400,
  );
