import { GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { deny } from '#test/unit/local/iam-rig.ts';
import { externalId, member, memberRole, own, serveAccounts, stranger } from './two-accounts.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.resetModules();
});

const load = async (more: { memberRole?: string | undefined; externalId?: string | undefined } = {}) => {
  const { accountClients } = await import('#lib/aws/account-clients.ts');
  return accountClients({ ownAccountId: async () => own, memberRole, externalId, ...more });
};

const session = { name: 'inc-1' };
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

describe('the IAM of an account', () => {
  it('is our own client for our own account, and nothing is assumed', async () => {
    const { count } = await serveAccounts();
    const iamFor = await load({ memberRole: undefined });
    const { iamClient } = await import('#lib/aws/clients.ts');
    expect(await iamFor(own, session)).toBe(iamClient());
    expect(count('AssumeRole')).toBe(0);
  });

  it('is reached in a member through its role, under the name and tag of the incident', async () => {
    const { addMemberRole, calls, setUp } = await serveAccounts();
    addMemberRole();
    setUp(member).run('CreateUser', { UserName: 'ci' });
    const iam = await (await load())(member, { name: 'inc 1/ä', tags: { source: 'github;x' } });
    const { User } = await iam.send(new GetUserCommand({ UserName: 'ci' }));
    expect(User?.Arn).toBe(`arn:aws:iam::${member}:user/ci`);
    expect(calls.find(({ call }) => call.operation === 'AssumeRole')?.input).toMatchObject({
      RoleArn: `arn:aws:iam::${member}:role/${memberRole}`,
      RoleSessionName: 'inc-1--',
      ExternalId: externalId,
      DurationSeconds: 900,
      Tags: expect.arrayContaining([
        { Key: 'tourniquet-incident', Value: 'inc-1--' },
        { Key: 'source', Value: 'github-x' },
      ]),
    });
    const asked = calls.find(({ call }) => call.operation === 'GetUser');
    expect(asked?.call.caller.arn).toBe(`arn:aws:sts::${member}:assumed-role/tourniquet-member/inc-1--`);
  });

  it('is assumed once an incident and account, also by calls at the same time, and again for another', async () => {
    const { addMemberRole, count } = await serveAccounts();
    addMemberRole();
    const iamFor = await load();
    const [one, same] = await Promise.all([iamFor(member, session), iamFor(member, session)]);
    expect(same).toBe(one);
    await one.send(new ListUsersCommand({}));
    expect(await iamFor(member, session)).toBe(one);
    expect(count('AssumeRole')).toBe(1);
    expect(await iamFor(member, { name: 'inc-2' })).not.toBe(one);
    expect(count('AssumeRole')).toBe(2);
  });

  it('keeps no more than a few clients', async () => {
    const { addMemberRole, count } = await serveAccounts();
    addMemberRole();
    const iamFor = await load();
    for (let n = 0; n <= 32; n++) await iamFor(member, { name: `inc-${n}` });
    await iamFor(member, { name: 'inc-32' });
    expect(count('AssumeRole')).toBe(33);
    await iamFor(member, { name: 'inc-0' });
    expect(count('AssumeRole')).toBe(34);
  });

  it('takes a new session before the old one ends', async () => {
    const { addMemberRole, count } = await serveAccounts();
    addMemberRole();
    // The embedded AWS goes by the same Date.
    vi.useFakeTimers({ toFake: ['Date'] });
    const iam = await (await load())(member, session);
    const listAfter = async (minutes: number) => {
      vi.setSystemTime(Date.now() + minutes * 60_000);
      await iam.send(new ListUsersCommand({}));
      return count('AssumeRole');
    };
    expect(await listAfter(0)).toBe(1);
    expect(await listAfter(9)).toBe(1);
    expect(await listAfter(2)).toBe(2);
    expect(await listAfter(30)).toBe(3);
  });

  it('says so when a later session is refused: the role was taken away meanwhile', async () => {
    const { addMemberRole, setUp } = await serveAccounts();
    addMemberRole();
    vi.useFakeTimers({ toFake: ['Date'] });
    const iam = await (await load())(member, session);
    setUp(member).run('DeleteRolePolicy', { RoleName: 'tourniquet-member', PolicyName: 'p' });
    setUp(member).run('DeleteRole', { RoleName: 'tourniquet-member' });
    vi.setSystemTime(Date.now() + 20 * 60_000);
    expect(await failure(iam.send(new ListUsersCommand({})))).toMatchObject({ name: 'MemberRoleRefused' });
  });

  it('names the call that failed and takes a full quota as final, as our own client does', async () => {
    const { addMemberRole, faults } = await serveAccounts();
    addMemberRole();
    const iam = await (await load())(member, session);
    const effect = { kind: 'error', code: 'LimitExceeded', status: 409 } as const;
    faults.inject({ service: 'iam', operation: 'ListUsers', effect });
    const error = await failure(iam.send(new ListUsersCommand({})));
    expect(error).toMatchObject({ name: 'LimitExceeded', operation: 'iam:ListUsers' });
  });
});

describe('a member that cannot be entered', () => {
  it.each<[string, { setUp?: string[]; given?: object }]>([
    ['without its role', {}],
    [
      'with another ExternalId',
      { setUp: ['sts:AssumeRole', 'sts:TagSession'], given: { externalId: 'x-2' } },
    ],
  ])('%s is refused with everything that may be wrong, in order', async (_, { setUp, given }) => {
    const { addMemberRole } = await serveAccounts();
    if (setUp) addMemberRole(member, setUp);
    const error = await failure((await load(given))(member, session));
    const { MemberRoleRefused } = await import('#lib/aws/member-role-errors.ts');
    expect(error).toBeInstanceOf(MemberRoleRefused);
    expect(error).toMatchObject({ name: 'MemberRoleRefused', accountId: member });
    const { message } = error as Error;
    expect(message).toMatch(
      /\(1\) role tourniquet\/tourniquet-member does not exist in 222233334444: deploy/,
    );
    expect(message).toContain(`to arn:aws:iam::${own}:user/responder: name our role there`);
    expect(message).toContain('(3) its trust policy demands an ExternalId other than');
    expect(message).toContain('(4) 222233334444 is outside of the organization');
    // The ExternalId is what keeps others out.
    expect(message).not.toContain(externalId);
  });

  it('is told that no ExternalId is set at all', async () => {
    const { addMemberRole } = await serveAccounts();
    addMemberRole();
    const error = await failure((await load({ externalId: undefined }))(member, session));
    expect((error as Error).message).toContain('TOURNIQUET_MEMBER_EXTERNAL_ID is not set');
  });

  it('is told exactly what is missing where AWS says it', async () => {
    const { addMemberRole, run } = await serveAccounts();
    addMemberRole(member, ['sts:AssumeRole']);
    const iamFor = await load();
    const message = async () => ((await failure(iamFor(member, session))) as Error).message;
    expect(await message()).toMatch(/must allow sts:TagSession to arn:aws:iam::\d+:user\/responder as well/);
    const PolicyDocument = deny('sts:AssumeRole');
    run('PutUserPolicy', { UserName: 'responder', PolicyName: 'no', PolicyDocument });
    expect(await message()).toMatch(/a policy of arn:aws:iam::\d+:user\/responder denies it explicitly/);
    expect(await message()).not.toContain('(1)');
  });

  it.each([
    [
      'because no identity-based policy allows the sts:AssumeRole action',
      'allow sts:AssumeRole and sts:TagSession on arn:aws:iam::',
    ],
    ['with an explicit deny in a service control policy', 'take the responder out of that policy'],
  ])('reads "%s" from the words of AWS', async (why, fix) => {
    await serveAccounts();
    const sts = mockClient(STSClient);
    onTestFinished(() => sts.restore());
    const message = `User: arn:aws:sts::${own}:assumed-role/c/s is not authorized to perform: sts:AssumeRole on resource: arn:x ${why}`;
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error(message), { name: 'AccessDenied' }));
    const error = await failure((await load())(member, session));
    expect((error as Error).message).toContain(fix);
  });

  it('says what to deploy where no member role is configured', async () => {
    await serveAccounts();
    const error = await failure((await load({ memberRole: undefined }))(stranger, session));
    const { NoMemberRole } = await import('#lib/aws/member-role-errors.ts');
    expect(error).toBeInstanceOf(NoMemberRole);
    expect(error).toMatchObject({ accountId: stranger });
    expect((error as Error).message).toMatch(/deploy the member role template.*TOURNIQUET_MEMBER_ROLE/s);
  });

  it('is asked again the next time: its role may be there by then', async () => {
    const { addMemberRole } = await serveAccounts();
    const iamFor = await load();
    expect(await failure(iamFor(member, session))).toMatchObject({ name: 'MemberRoleRefused' });
    addMemberRole();
    await (await iamFor(member, session)).send(new ListUsersCommand({}));
  });

  it('that AWS throttles is thrown as it is, so that the message is tried again', async () => {
    await serveAccounts();
    const sts = mockClient(STSClient);
    onTestFinished(() => sts.restore());
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }));
    expect(await failure((await load())(member, session))).toMatchObject({ name: 'Throttling' });
  });

  it('gives up where STS answers without credentials', async () => {
    await serveAccounts();
    const sts = mockClient(STSClient);
    onTestFinished(() => sts.restore());
    sts.on(AssumeRoleCommand).resolves({});
    expect(await failure((await load())(member, session))).toMatchObject({
      message: 'sts:AssumeRole gave no credentials',
    });
  });
});

describe('what STS is asked', () => {
  const asked = async (region: string, name: string): Promise<AssumeRoleCommandInput | undefined> => {
    await serveAccounts();
    vi.stubEnv('AWS_REGION', region);
    const sts = mockClient(STSClient);
    onTestFinished(() => sts.restore());
    sts.on(AssumeRoleCommand).resolves({});
    await failure((await load())(member, { name }));
    return sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input;
  };

  it.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s is about a role of the partition %s', async (region, partition) => {
    expect((await asked(region, 'inc-1'))?.RoleArn).toBe(
      `arn:${partition}:iam::${member}:role/${memberRole}`,
    );
  });

  it.each([
    ['x', 'x-'],
    ['a'.repeat(80), 'a'.repeat(64)],
    ['ok+=,.@-_', 'ok+=,.@-_'],
  ])('names the session of %s by what STS takes', async (name, expected) => {
    expect((await asked('eu-central-1', name))?.RoleSessionName).toBe(expected);
  });
});
