import { GetRoleCommand } from '@aws-sdk/client-iam';
import { iamClient } from '#lib/aws/clients.ts';
import { errorCode } from '#lib/aws/errors.ts';
import { logger } from '#lib/platform/logger.ts';
import { callerIdentity } from './identity.ts';

const assumedRole = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\//;

/**
 * The identity that must not be contained from this terminal, as IAM names it. STS names the session of a role, and
 * without the path of that role: IAM is asked for it.
 */
export const responderArn = async (ask: () => Promise<{ arn: string }> = callerIdentity): Promise<string> => {
  const { arn } = await ask();
  const [, partition, accountId, RoleName] = assumedRole.exec(arn) ?? [];
  if (RoleName === undefined) return arn;
  try {
    const { Role } = await iamClient().send(new GetRoleCommand({ RoleName }));
    if (Role?.Arn) return Role.Arn;
  } catch (error) {
    logger.debug('the path of our own role is not known', { code: errorCode(error) });
  }
  return `arn:${partition}:iam::${accountId}:role/${RoleName}`;
};
