import { errorCode } from '#lib/aws/errors.ts';
import { logger } from '#lib/platform/logger.ts';
import { callerIdentity } from './identity.ts';

/** Who types, for the record: the ARN of the AWS credentials, or `unknown` where there are none that answer. */
export const callerName = async (ask: () => Promise<{ arn: string }> = callerIdentity): Promise<string> => {
  try {
    return (await ask()).arn;
  } catch (error) {
    logger.debug('who types is not known', { code: errorCode(error) });
    return 'unknown';
  }
};
