import { AwsError } from '../contract.ts';
import type { ServiceModel } from '../wire/model.ts';

/**
 * A denial as the service words it: AccessDenied in most query services and S3, AccessDeniedException in JSON,
 * UnauthorizedOperation in EC2 and AuthorizationError in SNS (each API reference's "Common errors").
 */
export function deniedBy(model: ServiceModel, denied: AwsError): AwsError {
  const { message } = denied;
  if (model.protocol === 'ec2Query') {
    return new AwsError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${message}`,
      403,
    );
  }
  if (model.name === 'sns') return new AwsError('AuthorizationError', message, 403);
  if (model.queryCompatible || model.protocol === 'awsQuery' || model.protocol === 'restXml') {
    return new AwsError('AccessDenied', message, 403);
  }
  return new AwsError('AccessDeniedException', message, model.protocol === 'restJson1' ? 403 : 400);
}

/** Throttling in the service's own words, all of which the SDKs know to retry. */
export function throttledBy(model: ServiceModel): AwsError {
  if (model.name === 'dynamodb') {
    const message = 'The level of configured provisioned throughput for the table was exceeded.';
    return new AwsError('ProvisionedThroughputExceededException', message, 400);
  }
  if (model.protocol === 'ec2Query')
    return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (model.protocol === 'restXml') return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
  if (model.protocol === 'restJson1') return new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
  return new AwsError(
    model.protocol === 'awsQuery' ? 'Throttling' : 'ThrottlingException',
    'Rate exceeded',
    400,
  );
}
