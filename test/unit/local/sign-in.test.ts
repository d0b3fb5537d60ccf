import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { managed } from './iam-rig.ts';

const accountId = '111122223333';
const password = 'Winter-2026-blue';
const alice = { accountId, userName: 'alice', password };
const browser = { sourceIp: '203.0.113.66', userAgent: 'Mozilla/5.0 Safari/605.1.15' };

let aws: EmbeddedAws;
beforeEach(async () => {
  aws = await startEmbeddedAws({ accounts: [accountId] });
  const UserName = 'alice';
  await aws.administer('iam', 'CreateUser', { UserName, Path: '/staff/' });
  await aws.administer('iam', 'CreateLoginProfile', { UserName, Password: password });
  await aws.administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: managed('AdministratorAccess') });
});
afterEach(() => aws.close());

const clients = (pair: KeyPair) => clientsFor(aws.url, aws.home.region, pair);
const key = async (): Promise<KeyPair> => {
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName: 'alice' });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};
const pairOf = ({
  Credentials: issued,
}: {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}): KeyPair => ({
  accessKeyId: issued?.AccessKeyId ?? '',
  secretAccessKey: issued?.SecretAccessKey ?? '',
  sessionToken: issued?.SessionToken ?? '',
});

describe('signing in with a password', () => {
  it('is recorded in us-east-1 without a key id, and gives a session of the user', async () => {
    const session = aws.signIn({ ...alice, ...browser });
    const { User } = await aws.administer('iam', 'GetUser', { UserName: 'alice' });
    const [record] = aws.trail.records();
    expect(record).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: User.UserId,
        arn: User.Arn,
        accountId,
        userName: 'alice',
      },
      eventTime: expect.stringMatching(/^\d{4}-.*:\d\dZ$/),
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      awsRegion: 'us-east-1',
      sourceIPAddress: browser.sourceIp,
      userAgent: browser.userAgent,
      requestParameters: null,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
      eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      readOnly: false,
      eventType: 'AwsConsoleSignIn',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
    });
    expect(User.PasswordLastUsed).toBeInstanceOf(Date);
    const { iam, sts } = clients(session);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(User.Arn);
    await iam.send(new CreateUserCommand({ UserName: 'mallory' }));
    expect(aws.trail.records().at(-1)).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        userName: 'alice',
        accessKeyId: session.accessKeyId,
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
      sessionCredentialFromConsole: 'true',
    });
    await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toThrow('session credentials');
  });

  it.each([
    ['another password', { ...alice, password: 'x' }, 'Failed authentication', 'alice'],
    ['no login profile', { ...alice, userName: 'bob' }, 'Failed authentication', 'bob'],
    [
      'nobody of that name',
      { ...alice, userName: 'Winter-2026-blue' },
      'No username found in supplied account',
      'HIDDEN_DUE_TO_SECURITY_REASONS',
    ],
  ])('with %s fails, and is recorded as such', async (_, signIn, message, userName) => {
    await aws.administer('iam', 'CreateUser', { UserName: 'bob' });
    expect(() => aws.signIn(signIn)).toThrow(message);
    expect(aws.trail.records()).toMatchObject([
      {
        eventName: 'ConsoleLogin',
        errorMessage: message,
        responseElements: { ConsoleLogin: 'Failure' },
        userIdentity: { type: 'IAMUser', accountId, accessKeyId: '', userName },
      },
    ]);
    expect(JSON.stringify(aws.trail.records())).not.toContain(password);
  });

  it('takes the newest password, and none once the profile is gone', async () => {
    const UserName = 'alice';
    await aws.administer('iam', 'UpdateLoginProfile', { UserName, PasswordResetRequired: false });
    expect(aws.signIn(alice).accessKeyId).toMatch(/^ASIA/);
    await aws.administer('iam', 'UpdateLoginProfile', { UserName, Password: 'Summer-2026-red' });
    expect(() => aws.signIn(alice)).toThrow('Failed authentication');
    expect(aws.signIn({ ...alice, password: 'Summer-2026-red' }).accessKeyId).toMatch(/^ASIA/);
    await aws.administer('iam', 'DeleteLoginProfile', { UserName });
    expect(() => aws.signIn({ ...alice, password: 'Summer-2026-red' })).toThrow('Failed authentication');
  });

  it('works for a denied user, whose every call is then refused', async () => {
    const before = aws.signIn(alice);
    const PolicyArn = managed('AWSDenyAll');
    await aws.administer('iam', 'AttachUserPolicy', { UserName: 'alice', PolicyArn });
    for (const session of [before, aws.signIn(alice)]) {
      const listing = clients(session).iam.send(new ListUsersCommand({}));
      await expect(listing).rejects.toThrow('explicit deny in an identity-based policy');
    }
  });

  it('is as late in the event history as any call', async () => {
    aws.trail.setDelay(60_000);
    aws.signIn(alice);
    const shown = async () =>
      (await aws.administerIn(accountId, 'us-east-1')('cloudtrail', 'LookupEvents', {})).Events.length;
    expect(await shown()).toBe(0);
    await aws.clock.advance(61_000);
    expect(await shown()).toBe(1);
  });
});

describe('signing in with a session', () => {
  const federated = async (): Promise<KeyPair> => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    return pairOf(
      await clients(await key()).sts.send(new GetFederationTokenCommand({ Name: 'support', Policy })),
    );
  };

  it('of a role goes on under another key id that no record names', async () => {
    const trust = { Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' };
    const { Role } = await aws.administer('iam', 'CreateRole', {
      RoleName: 'deploy',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    });
    const PolicyArn = managed('AdministratorAccess');
    await aws.administer('iam', 'AttachRolePolicy', { RoleName: 'deploy', PolicyArn });
    const RoleArn: string = Role.Arn;
    const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'laptop' });
    const session = pairOf(await clients(await key()).sts.send(assume));
    const inConsole = aws.signInWithSession(session, browser);
    expect(inConsole.accessKeyId).not.toBe(session.accessKeyId);
    await clients(inConsole).iam.send(new ListUsersCommand({}));
    const [token, login, call] = aws.trail.records().slice(-3);
    const arn = `arn:aws:sts::${accountId}:assumed-role/deploy/laptop`;
    const [eventSource, sourceIPAddress] = ['signin.amazonaws.com', browser.sourceIp];
    expect(token).toMatchObject({
      eventName: 'GetSigninToken',
      eventSource,
      sourceIPAddress,
      userIdentity: { type: 'AssumedRole', arn, accessKeyId: session.accessKeyId },
      responseElements: { GetSigninToken: 'Success' },
    });
    expect(login).toMatchObject({
      eventName: 'ConsoleLogin',
      eventSource,
      sourceIPAddress,
      userIdentity: { type: 'AssumedRole', arn },
    });
    expect(login?.userIdentity).not.toHaveProperty('accessKeyId');
    expect(call).toMatchObject({
      userIdentity: { type: 'AssumedRole', arn, accessKeyId: inConsole.accessKeyId },
      sessionCredentialFromConsole: 'true',
    });
    // It is the same session to a deny that is dated.
    expect(call?.userIdentity.sessionContext).toEqual(token?.userIdentity.sessionContext);
  });

  it('of a federated user may call IAM there, and is held by a deny on the user', async () => {
    const session = await federated();
    const list = (pair: KeyPair) => clients(pair).iam.send(new ListUsersCommand({}));
    await expect(list(session)).rejects.toThrow('security token');
    const inConsole = aws.signInWithSession(session);
    await expect(list(inConsole)).resolves.toBeDefined();
    const PolicyArn = managed('AWSDenyAll');
    await aws.administer('iam', 'AttachUserPolicy', { UserName: 'alice', PolicyArn });
    await expect(list(inConsole)).rejects.toThrow('explicit deny');
  });

  it('ends when the session ends, and is refused for other credentials', async () => {
    const pair = await key();
    const session = await federated();
    const inConsole = aws.signInWithSession(session);
    const ofUser = pairOf(await clients(pair).sts.send(new GetSessionTokenCommand({})));
    for (const refused of [pair, ofUser, { ...session, secretAccessKey: 'wrong' }]) {
      expect(() => aws.signInWithSession(refused)).toThrow('sessions of roles and federated users only');
    }
    await aws.clock.advance(12 * 3_600_000);
    expect(() => aws.signInWithSession(session)).toThrow('expired');
    const { find } = aws.iam.identities;
    expect(() => find(inConsole.accessKeyId, inConsole.sessionToken)).toThrow('expired');
  });
});
