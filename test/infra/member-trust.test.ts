import { beforeAll, describe, expect, it, test } from 'vitest';
import { allowed, functionFolders, grantsOf } from '#infra/deployed/grants.ts';
import { functionName } from '#infra/deployed/names.ts';
import { codeOf, managed, trust } from '#test/unit/local/iam-rig.ts';
import { deployment, ExternalId, home, member, startMember, stranger } from './templates/member-account.ts';

const lambda = trust({ Service: 'lambda.amazonaws.com' });
const folders = await functionFolders();

type Cloud = ReturnType<typeof startMember>;

/** A role of an account, and a session of it. */
const sessionOf = ({ setUp, as, issueServiceSession }: Cloud, accountId: string, name: string) => ({
  withPolicy: (PolicyDocument: string) => {
    const { run } = setUp(accountId);
    run('CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(lambda) });
    run('PutRolePolicy', { RoleName: name, PolicyName: 'p', PolicyDocument });
    return as(issueServiceSession(`arn:aws:iam::${accountId}:role/${name}`, 'session', 3600));
  },
});

const anything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

type Caller = ReturnType<Cloud['as']>;
const tags = [{ Key: 'tourniquet-incident', Value: 'inc-1' }];

interface Further {
  accountId?: string;
  ExternalId?: string | undefined;
  Tags?: typeof tags | undefined;
}

/** @returns the code of the refusal, or undefined when it was let in */
const enter = (who: Caller, roleName: string, more: Further = {}) => {
  const { accountId = member, ...given } = more;
  return codeOf(() =>
    who('sts:AssumeRole', {
      RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
      RoleSessionName: 'inc-1',
      Tags: tags,
      ExternalId,
      ...given,
    }),
  );
};

const admitted: Readonly<Record<string, readonly string[]>> = {
  'tourniquet-member': ['contain', 'restore'],
  'tourniquet-member-revoke': ['revoke-sessions'],
  'tourniquet-member-read': ['investigate'],
};

// A request with tags needs two statements of the trust policy: one that let in too many would not show behind the other.
describe.each([
  ['with a session tag', { Tags: tags }],
  ['without one', { Tags: undefined }],
])('a role in a member account lets in, though they may everything at home, %s,', (_, tagged) => {
  let cloud: Cloud;
  const callers = new Map<string, Caller>();
  beforeAll(() => {
    cloud = startMember();
    for (const folder of [...folders, 'by-somebody'])
      callers.set(folder, sessionOf(cloud, home, functionName(folder)).withPolicy(anything));
  });
  const caller = (folder: string): Caller => {
    const found = callers.get(folder);
    if (found) return found;
    throw new Error(`there is no function ${folder}`);
  };

  it.each(Object.entries(admitted))('%s: of the home account only %j', (roleName, expected) => {
    const entered = [...callers.keys()].filter(
      (folder) => enter(caller(folder), roleName, tagged) === undefined,
    );
    expect(entered.toSorted()).toEqual(expected);
  });

  it.each(Object.entries(admitted))(
    '%s: nobody with another external id, or none',
    (roleName, [folder = '']) => {
      for (const wrong of ['the-deployment-of-another', '', undefined])
        expect(enter(caller(folder), roleName, { ...tagged, ExternalId: wrong })).toBe('AccessDenied');
    },
  );

  it.each(Object.entries(admitted))(
    '%s: nobody of the same name in another account',
    (roleName, [folder = '']) => {
      const name = functionName(folder);
      for (const accountId of [stranger, member]) {
        const twin = sessionOf(cloud, accountId, name).withPolicy(anything);
        expect(enter(twin, roleName, tagged)).toBe('AccessDenied');
      }
    },
  );

  it('no administrator and no root user of the home account', () => {
    for (const roleName of Object.keys(admitted)) {
      const admin = cloud.user(`admin-${roleName}`, 'AdministratorAccess');
      expect(enter(cloud.as(admin), roleName, tagged)).toBe('AccessDenied');
      expect(enter(cloud.as(cloud.rootKey()), roleName, tagged)).toBe('AccessDenied');
    }
  });
});

describe('a role that is planted in an account outside of the organization', () => {
  const everybody = trust({ AWS: '*' }, undefined, ['sts:AssumeRole', 'sts:TagSession']);
  const plant = ({ setUp }: Cloud) => {
    for (const RoleName of Object.keys(admitted)) {
      setUp(stranger).run('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(everybody) });
      setUp(stranger).run('AttachRolePolicy', { RoleName, PolicyArn: managed('AdministratorAccess') });
    }
  };

  it.each(folders)('never receives the external id from %s', async (folder) => {
    const cloud = startMember();
    plant(cloud);
    const Statement = (await grantsOf(folder, deployment)).map(allowed);
    const who = sessionOf(cloud, home, functionName(folder)).withPolicy(
      JSON.stringify({ Version: '2012-10-17', Statement }),
    );
    for (const [roleName, may] of Object.entries(admitted)) {
      expect(enter(who, roleName, { accountId: stranger })).toBe('AccessDenied');
      expect(enter(who, roleName)).toBe(may.includes(folder) ? undefined : 'AccessDenied');
    }
  });
});

test('every grant to assume a role names roles of ours, and our organization', async () => {
  const grants = (await Promise.all(folders.map((folder) => grantsOf(folder, deployment)))).flat();
  const assuming = grants.filter(({ actions }) => actions.includes('sts:AssumeRole'));
  expect(assuming).toHaveLength(4);
  for (const { resources, conditions } of assuming) {
    expect(resources).toEqual([expect.stringMatching(/^arn:aws:iam::\*:role\/tourniquet-member(?:-\w+)?$/)]);
    expect(conditions).toEqual({ StringEquals: { 'aws:ResourceOrgID': deployment.organizationId } });
  }
});
