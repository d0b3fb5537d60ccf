import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { externalId, member, memberRole, own, serveAccounts } from '#test/unit/aws/two-accounts.ts';
import { allow, codeOf, type Keys, keysIn, trust } from '#test/unit/local/iam-rig.ts';

let state: string;
beforeEach(async () => {
  state = await temporaryFolder();
  vi.stubEnv('TOURNIQUET_TABLE', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  // Clients keep the endpoint that they were made with.
  vi.resetModules();
});

const run = async (...args: string[]) => {
  const { tourniquet } = await import('./terminal.ts');
  return tourniquet(...args, '--state', state);
};
const runJson = async (...args: string[]) => {
  const { tourniquetJson } = await import('./terminal.ts');
  return tourniquetJson(...args, '--state', state);
};

/** A role `deploy` that may read IAM, and sessions of it. */
const withRole = async (accountId = own) => {
  const cloud = await serveAccounts();
  const { run: set } = cloud.setUp(accountId);
  const trusted = JSON.stringify(trust({ AWS: `arn:aws:iam::${own}:root` }));
  set('CreateRole', { RoleName: 'deploy', Path: '/ci/', AssumeRolePolicyDocument: trusted });
  set('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'p', PolicyDocument: allow('iam:*') });
  const ann = cloud.user('ann', 'AdministratorAccess');
  const roleArn = `arn:aws:iam::${accountId}:role/ci/deploy`;
  const session = (RoleSessionName: string): Keys =>
    keysIn(cloud.as(ann)('sts:AssumeRole', { RoleArn: roleArn, RoleSessionName }));
  const works = (keys: Keys): boolean =>
    codeOf(() => cloud.as(keys)('iam:GetRole', { RoleName: 'deploy' })) === undefined;
  const policies = () => set('ListRolePolicies', { RoleName: 'deploy' }).PolicyNames;
  return { ...cloud, ann, roleArn, session, works, policies };
};

describe('tourniquet contain of a session of a role', () => {
  it('denies the session that a person names, spares the others, and restores', async () => {
    const { roleArn, session, works, policies } = await withRole();
    const [thief, worker] = [session('thief'), session('worker')];
    const contained = await runJson('contain', thief.accessKeyId, '--role', roleArn, '--session', 'thief');
    expect(contained).toMatchObject({
      exitCode: 0,
      document: { status: 'contained', decidedBy: 'role-session', session: { name: 'thief' } },
    });
    expect([works(thief), works(worker)]).toEqual([false, true]);
    const restored = await runJson('restore', thief.accessKeyId);
    expect(restored).toMatchObject({ exitCode: 0, document: { status: 'restored' } });
    expect(restored.document.restoredBy).toBe(`arn:aws:iam::${own}:user/responder`);
    expect(works(thief)).toBe(true);
    expect(policies()).toEqual(['p']);
  });

  it('says what is missing until a person says whose it is, and changes nothing before', async () => {
    const { session, works, policies } = await withRole();
    const [thief, worker] = [session('thief'), session('worker')];
    const id = thief.accessKeyId;
    const unknown = await run('contain', id);
    expect(unknown).toMatchObject({ exitCode: 3, stdout: '' });
    expect(unknown.stderr).toContain(
      `or --user NAME:\n  npm run -s tourniquet -- contain --state ${state} ${id} …`,
    );
    const unnamed = await runJson('contain', id, '--role', 'deploy');
    expect(unnamed).toMatchObject({ exitCode: 2, document: { error: { field: 'session' } } });
    expect(unnamed.document.error.message).toBe(
      '--session is missing: say which session of the role, or --whole-role for all of them',
    );
    expect(policies()).toEqual(['p']);
    const whole = await runJson('contain', id, '--role', 'deploy', '--whole-role');
    expect(whole).toMatchObject({
      exitCode: 0,
      document: { status: 'contained', decidedBy: 'whole-role', incidentId: `${id}-1` },
    });
    expect([works(thief), works(worker)]).toEqual([false, false]);
  });

  it('in another account enters through the role that may write policies there', async () => {
    const { addMemberRole, calls, roleArn, session, setUp, works } = await withRole(member);
    vi.stubEnv('TOURNIQUET_MEMBER_ROLE', memberRole);
    vi.stubEnv('TOURNIQUET_MEMBER_EXTERNAL_ID', externalId);
    const rules = await ruleFile({ accounts: [member] });
    vi.stubEnv('TOURNIQUET_RULES_FILE', rules);
    addMemberRole();
    const { run: set } = setUp(member);
    const document = set('GetRole', { RoleName: 'tourniquet-member' }).Role.AssumeRolePolicyDocument;
    const [RoleName, Path] = ['tourniquet-member-revoke', '/tourniquet/'];
    set('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: decodeURIComponent(document) });
    set('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument: allow('iam:*') });
    const thief = session('thief');
    const contained = await runJson('contain', thief.accessKeyId, '--role', roleArn, '--session', 'thief');
    expect(contained).toMatchObject({ exitCode: 0, document: { status: 'contained', accountId: member } });
    expect(works(thief)).toBe(false);
    const written = calls.filter(({ call }) => call.operation === 'PutRolePolicy').at(-1);
    expect(written?.call.caller.arn).toContain(':assumed-role/tourniquet-member-revoke/');
  });

  it('does not cut off the role that the terminal itself has assumed', async () => {
    const { ann, roleArn, session, works } = await withRole();
    const [self, thief] = [session('me'), session('thief')];
    vi.stubEnv('AWS_ACCESS_KEY_ID', self.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', self.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', self.sessionToken);
    const left = await runJson('contain', thief.accessKeyId, '--role', roleArn, '--whole-role');
    expect(left).toMatchObject({
      exitCode: 3,
      document: { status: 'protected', decidedBy: 'own-identity' },
    });
    expect([works(self), works(thief), ann.accessKeyId !== self.accessKeyId]).toEqual([true, true, true]);
  });
});

describe('tourniquet contain of a session of a user', () => {
  it('denies the user that a person names', async () => {
    const cloud = await serveAccounts();
    const bot = cloud.user('bot', 'AdministratorAccess');
    const thief = keysIn(cloud.as(bot)('sts:GetSessionToken'));
    const contained = await runJson('contain', thief.accessKeyId, '--user', `arn:aws:iam::${own}:user/bot`);
    expect(contained).toMatchObject({
      exitCode: 0,
      document: { status: 'contained', decidedBy: 'user-session', steps: [{ id: 'deny-user' }] },
    });
    expect(codeOf(() => cloud.as(thief)('ec2:DescribeInstances'))).toBe('AccessDenied');
  });
});

describe('tourniquet contain of a protected owner', () => {
  it('leaves it alone, says how to contain it all the same, and does so when asked', async () => {
    const cloud = await serveAccounts();
    const { accessKeyId } = cloud.user('billing', 'AdministratorAccess');
    const principal = `arn:aws:iam::${own}:user/billing`;
    const protect = { principal, reason: 'invoices', until: '2999-01-01T00:00:00Z' };
    vi.stubEnv('TOURNIQUET_RULES_FILE', await ruleFile({ protected: [protect] }));
    const left = await run('contain', accessKeyId);
    expect(left.exitCode).toBe(3);
    expect(left.stderr).toContain('add --even-if-protected');
    expect(await runJson('contain', accessKeyId, '--even-if-protected')).toMatchObject({
      exitCode: 0,
      document: { status: 'contained', incidentId: `${accessKeyId}-1` },
    });
  });
});

const ruleFile = async (rules: object): Promise<string> => {
  const path = join(await temporaryFolder(), 'rules.json');
  await writeFile(path, JSON.stringify(rules));
  return path;
};
