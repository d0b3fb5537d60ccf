import type { Call, Caller, Clock, Shape } from '#infra/local/contract.ts';
import { createIam, type IamOptions } from '#infra/local/iam/iam.ts';

export const account = '111122223333';
export const otherAccount = '444455556666';
export const start = new Date('2026-11-02T03:04:05Z');

/** Time that moves only when it is moved. Nothing here waits for an appointment. */
export const stillClock = (): Clock => {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    async advance(milliseconds) {
      now += milliseconds;
    },
    at: () => {
      throw new Error('IAM makes no appointments');
    },
  };
};

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** IAM and STS without a server: `as` signs in with a credential, asks the authorizer and runs the operation. */
export const startIam = (options: Partial<IamOptions> = {}) => {
  const clock = options.clock ?? stillClock();
  const cloud = createIam({ accounts: [account, otherAccount], ...options, clock });
  const setUp = cloud.setUp(account);

  const call = (caller: Caller, service: string, operation: string): Call => ({
    service,
    operation,
    region: 'us-east-1',
    caller,
    now: clock.now(),
    requestId: 'request',
    sourceIp: '203.0.113.9',
    userAgent: 'test',
  });

  const as =
    ({ accessKeyId, sessionToken }: Keys) =>
    (name: string, input: Shape = {}): Shape => {
      const [service = '', operation = ''] = name.split(':');
      const { caller } = cloud.identities.find(accessKeyId, sessionToken);
      const known = (service === 'sts' ? cloud.sts : cloud.iam).operations[operation] ?? {
        readOnly: false,
        run: () => ({}),
      };
      const made = call(caller, service, operation);
      cloud.authorizer.authorize(made, known, input);
      return known.run(input, made);
    };

  const keyOf = (UserName: string): Keys => {
    const { AccessKey } = setUp.run('CreateAccessKey', { UserName });
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  };

  /** A user with AWS managed policies, and its key. */
  const user = (UserName: string, ...policies: string[]): Keys => {
    setUp.run('CreateUser', { UserName });
    for (const policy of policies) setUp.run('AttachUserPolicy', { UserName, PolicyArn: managed(policy) });
    return keyOf(UserName);
  };

  const role = (RoleName: string, trust: object, ...policies: string[]): string => {
    const { Role } = setUp.run('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
    for (const policy of policies) setUp.run('AttachRolePolicy', { RoleName, PolicyArn: managed(policy) });
    return Role.Arn;
  };

  return { ...cloud, clock, as, user, role, keyOf, run: setUp.run, rootKey: setUp.createRootKey };
};

export const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

export const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }],
  });

export const deny = (Action: string | string[], Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource: '*', ...(Condition && { Condition }) }],
  });

export const trust = (
  Principal: object,
  Condition?: object,
  Action: string | string[] = 'sts:AssumeRole',
) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action, ...(Condition && { Condition }) }],
});

/** The credentials in an answer of STS. */
export const keysIn = ({ Credentials }: Shape): Keys => ({
  accessKeyId: Credentials.AccessKeyId,
  secretAccessKey: Credentials.SecretAccessKey,
  sessionToken: Credentials.SessionToken,
});

/** The code of the AWS error that something throws, or how a credential was refused. */
export const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    if (error instanceof Error && 'why' in error) return String(error.why);
    throw error;
  }
  return undefined;
};
