import path from 'node:path';
import type { RegisteredFunction } from './definition.ts';

/** A session of a function's role. */
export interface ServiceSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

/**
 * The whole environment of a function's process, by the names that Lambda documents ("Defined runtime environment
 * variables"). Nothing is inherited: a profile, a key or a home folder of whoever started the host would
 * otherwise be found by the SDK's credential chain, and a test would pass on rights that the function lacks.
 */
export const runtimeEnvironment = (
  fn: RegisteredFunction,
  session: ServiceSession,
  endpoint: string,
): Record<string, string> => ({
  ...fn.environment,
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  HOME: '/home/sbx_user1051',
  LAMBDA_TASK_ROOT: path.dirname(fn.entry),
  _HANDLER: 'index.handler',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: fn.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${session.accessKeyId}`,
  AWS_REGION: fn.region,
  AWS_DEFAULT_REGION: fn.region,
  AWS_ACCESS_KEY_ID: session.accessKeyId,
  AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
  AWS_SESSION_TOKEN: session.sessionToken,
  AWS_ENDPOINT_URL: endpoint,
  // There is no metadata service here, and the SDK must not look for one outside.
  AWS_EC2_METADATA_DISABLED: 'true',
  TOURNIQUET_HOST_FUNCTION_ARN: fn.arn,
});
