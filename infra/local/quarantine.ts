import type { Call, Caller, Clock, Recorder, Service, Shape } from './contract.ts';
import { type Administrator, callBy, operationOf } from './host/administrator.ts';

export interface QuarantineOptions {
  services: readonly Service[];
  clock: Clock;
  recorder: Recorder;
  administerIn(accountId: string): Administrator;
}

/**
 * Attaches AWS's quarantine to a user whose key AWS has seen in public: `V3` gives AWSCompromisedKeyQuarantineV3, the
 * empty text the first one.
 * @throws AwsError NoSuchEntity for an unknown user or version, LimitExceeded where nothing more can be attached
 */
export type Quarantine = (accountId: string, userName: string, version?: string) => Promise<void>;

/**
 * AWS makes the call with the victim's own identity, which is how CloudTrail records it, so that EventBridge sees it
 * in us-east-1 like any other call.
 */
export const quarantiner =
  ({ services, clock, recorder, administerIn }: QuarantineOptions): Quarantine =>
  async (accountId, userName, version = 'V3') => {
    const caller = await victim(administerIn(accountId), accountId, userName);
    const named = { service: 'iam', operation: 'AttachUserPolicy', region: 'us-east-1' };
    const byAws = { sourceIp: 'AWS Internal', userAgent: 'AWS Internal' };
    const call: Call = { ...callBy(caller, clock, named), ...byAws };
    const input = {
      UserName: userName,
      PolicyArn: `arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine${version}`,
    };
    const operation = operationOf(services, 'iam', 'AttachUserPolicy');
    const output: Shape = await operation.run(input, call);
    recorder.record({ call, eventSource: 'iam.amazonaws.com', operation, input, output });
  };

const victim = async (administer: Administrator, accountId: string, UserName: string): Promise<Caller> => {
  const { User } = await administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  return {
    kind: 'user',
    accountId,
    arn: User.Arn,
    userId: User.UserId,
    userName: UserName,
    accessKeyId: AccessKeyMetadata[0]?.AccessKeyId ?? '',
  };
};
