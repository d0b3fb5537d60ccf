import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { changesOfContained, tagging, takingFunctions, takingRoles } from '#infra/cloud/guard/actions.ts';
import { guardPolicy } from '#infra/cloud/guard/policy.ts';
import { guardTemplate } from '#infra/cloud/guard/template.ts';
import { parseSettings } from '#infra/cloud/settings/settings.ts';
import { SettingsError } from '#infra/cloud/settings/settings-error.ts';
import { everythingWritten } from './settings-of.ts';

const home = '210987654321';
const ssoRole =
  'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_????????????????';
const stackSets = 'arn:aws:iam::*:role/stacksets-exec-0123456789abcdef0123456789abcdef';
const guard = { homeAccountId: home, breakGlass: [ssoRole], deployers: [stackSets] };
const settingsWith = (more: object = {}) => parseSettings({ ...everythingWritten, guard, ...more });
const statement = (sid: string, more: object = {}) =>
  guardPolicy(settingsWith(more)).Statement.find(({ Sid }) => Sid === sid) ?? expect.fail(sid);
const exempt = (sid: string, more: object = {}) =>
  statement(sid, more).Condition['ArnNotLike']?.['aws:PrincipalArn'];
const problems = (more: object): string[] => {
  try {
    guardPolicy(settingsWith(more));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ field, message }) => `${field} ${message}`);
  }
  return [];
};

const ours = [
  ...['contain', 'restore', 'revoke-sessions'].map((name) => `arn:aws:iam::${home}:role/tourniquet-${name}`),
  'arn:aws:iam::*:role/tourniquet-member',
  'arn:aws:iam::*:role/tourniquet-member-revoke',
];

describe('the guard', () => {
  it('lets the responder and break-glass roles lift a containment, and nobody else', () => {
    expect(exempt('HoldContained')).toEqual([...ours, ssoRole]);
    expect(exempt('KeepTag')).toEqual([...ours, ssoRole]);
    expect(statement('HoldContained').Condition['StringEquals']).toEqual({
      'iam:ResourceTag/tourniquet-contained': 'true',
    });
  });

  it('keeps the exempt roles from everybody but deployers and break-glass roles, and from themselves', () => {
    expect(statement('KeepExemptRoles').Resource).toEqual([...ours, stackSets]);
    expect(exempt('KeepExemptRoles')).toEqual([ssoRole, stackSets]);
    expect(exempt('KeepFunctions')).toEqual([ssoRole, stackSets]);
    expect(exempt('StayInOrganization')).toEqual([ssoRole]);
  });

  it('keeps the code of its functions, and who may invoke them', () => {
    expect(statement('KeepFunctions').Action).toEqual([
      'lambda:AddPermission',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ]);
  });

  it("lets nobody borrow a deployer's role through a stack that StackSets made with it", () => {
    const { Action, Resource } = statement('KeepStacks');
    expect(Resource).toBe('arn:aws:cloudformation:*:*:stack/StackSet-*');
    expect(Action).toEqual(
      expect.arrayContaining(['cloudformation:UpdateStack', 'cloudformation:DeleteStack']),
    );
    expect(exempt('KeepStacks')).toEqual([ssoRole, stackSets]);
  });

  it('leaves the stacks of others alone where nobody deploys to other accounts', () => {
    const atHome = `arn:aws:iam::${home}:role/cdk-hnb659fds-cfn-exec-role-${home}-eu-west-1`;
    for (const deployers of [[], [atHome]])
      expect(
        guardPolicy(settingsWith({ guard: { ...guard, deployers } })).Statement.map(({ Sid }) => Sid),
      ).not.toContain('KeepStacks');
  });

  it('exempts no role that is not deployed', () => {
    expect(exempt('HoldContained', { revokeSessions: false, accounts: [] })).toEqual([
      ours[0],
      ours[1],
      ssoRole,
    ]);
  });

  it('only denies, always with a condition, and by its tag never an account without contained ones', () => {
    for (const each of guardPolicy(settingsWith()).Statement)
      expect([each.Effect, Object.keys(each.Condition)]).toEqual([
        'Deny',
        expect.arrayContaining(['ArnNotLike']),
      ]);
  });

  it('goes by the partition of the Region', () => {
    const cn = { breakGlass: ['arn:aws-cn:iam::*:role/bg'], homeAccountId: home };
    expect(exempt('KeepTag', { region: 'cn-north-1', guard: cn })).toContain(
      `arn:aws-cn:iam::${home}:role/tourniquet-contain`,
    );
  });
});

describe('its size', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => `arn:aws:iam::*:role/break-glass-${at}`);

  it('stays below what an organization takes, with room for more roles', () => {
    expect(JSON.stringify(guardPolicy(settingsWith())).length).toBeLessThan(4_000);
    expect(problems({ guard: { ...guard, breakGlass: many(5) } })).toEqual([]);
  });

  it('is refused beyond it, by the field and the number', () => {
    expect(problems({ guard: { ...guard, breakGlass: many(40) } })).toEqual([
      expect.stringMatching(/^guard\.breakGlass .* has \d{4,5} characters, and an organization takes 5120$/),
    ]);
  });
});

// Each with why it stays free on a contained principal.
const leftFree: Record<string, string> = {
  AcquireRole: 'authorised as CreateRole and what writes its policies: these know iam:RoleTemplateARN',
  AddUserToGroup: 'IAM authorises it on the group alone; a group gives nothing to whom everything is denied',
  RemoveUserFromGroup: 'the same, and it only takes away',
  AddRoleToInstanceProfile: 'authorised on the profile; whoever gets the role gets what is denied',
  RemoveRoleFromInstanceProfile: 'only takes away',
  ChangePassword: 'the user itself calls it, and is denied',
  DeleteAccessKey: 'only takes away, and the report asks for it',
  DeleteLoginProfile: 'only takes away',
  DeleteServiceSpecificCredential: 'only takes away',
  DeleteSSHPublicKey: 'only takes away',
  DeleteSigningCertificate: 'only takes away',
  EnableMFADevice: 'lets nobody in by itself',
  DeactivateMFADevice: 'lets nobody in by itself',
  ResyncMFADevice: 'lets nobody in by itself',
  CreateVirtualMFADevice: 'is about no user',
  DeleteVirtualMFADevice: 'is about no user',
  UpdateRole: 'the length of sessions that are denied',
  UpdateRoleDescription: 'words',
  CreateServiceLinkedRole: 'no policy of an organization binds it, and nothing of ours is on it',
  DeleteServiceLinkedRole: 'the same',
  TagMFADevice: 'not the tag of a user',
  UntagMFADevice: 'not the tag of a user',
};

describe('what it denies', () => {
  const commands = (client: object): string[] =>
    Object.keys(client).flatMap((name) => /^(.*)Command$/.exec(name)?.[1] ?? []);
  const bare = (actions: readonly string[]): string[] => actions.map((action) => action.split(':')[1] ?? '');

  it('is all that IAM can change on a user or role, but for what is argued', () => {
    const changing = commands(iam).filter(
      (name) =>
        /User|Role|AccessKey|LoginProfile|ServiceSpecific|SSHPublicKey|SigningCert|MFADevice|Password$/.test(
          name,
        ) && !/^(Get|List|Simulate|Generate)|AccountPassword/.test(name),
    );
    const named = new Set([...bare(changesOfContained), ...bare(tagging), ...Object.keys(leftFree)]);
    expect(changing.filter((name) => !named.has(name))).toEqual([]);
    // Without them the list of the SDK would prove nothing.
    expect(changing).toEqual(expect.arrayContaining(['UpdateAccessKey', 'DetachUserPolicy', 'TagRole']));
  });

  it('is spelt as AWS spells it', () => {
    const known = new Set([...commands(iam), ...commands(lambda), 'PassRole', 'UpdateRole*']);
    const all = [...changesOfContained, ...tagging, ...takingRoles, ...takingFunctions];
    expect(bare(all).filter((action) => !known.has(action))).toEqual([]);
  });
});

describe('guard in tourniquet.config.json', () => {
  it.each([
    ['a pattern for a name', { breakGlass: ['arn:aws:iam::*:role/admin-*'] }],
    ['a user', { breakGlass: ['arn:aws:iam::111122223333:user/alice'] }],
    ['a permission set without its end', { breakGlass: [ssoRole.slice(0, -17)] }],
    ['a permission set with any end', { breakGlass: [`${ssoRole.slice(0, -16)}*`] }],
    ['nobody', { breakGlass: [] }],
    ['a role by its name', { deployers: ['deployer'] }],
    ['an account of eleven digits', { homeAccountId: '12345678901' }],
    ['a word that is not known', { breakglass: [ssoRole] }],
  ])('refuses %s', (_, over) => {
    expect(() => settingsWith({ guard: { ...guard, ...over } })).toThrow(/guard/);
  });
});

describe('npm run guard', () => {
  const run = (config: unknown) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-guard-'));
    const file = path.join(folder, 'tourniquet.config.json');
    writeFileSync(file, JSON.stringify(config));
    const script = new URL('../../infra/cloud/guard/write.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [script, file, folder], { encoding: 'utf8' });
    return { status, stderr, folder };
  };

  it('writes the policy without a needless character, and a template that holds the same', () => {
    const { status, stderr, folder } = run({ ...everythingWritten, guard });
    expect([stderr, status]).toEqual(['', 0]);
    const text = readFileSync(path.join(folder, 'guard-scp.json'), 'utf8');
    const template = JSON.parse(readFileSync(path.join(folder, 'guard-template.json'), 'utf8'));
    rmSync(folder, { recursive: true });
    const policy = guardPolicy(settingsWith());
    expect(text).toBe(JSON.stringify(policy));
    expect(template).toEqual(guardTemplate(policy));
    expect(template.Resources.Guard.Properties.Content).toEqual(policy);
  });

  it('says where the settings have no guard', () => {
    const { status, stderr, folder } = run({ ...everythingWritten, guard: undefined });
    rmSync(folder, { recursive: true });
    expect(status).toBe(2);
    expect(stderr).toMatch(/guard/);
  });
});
