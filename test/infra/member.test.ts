import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { memberYaml } from '#infra/cloud/member/template.ts';
import { allowed, onceEach } from '#infra/deployed/grants.ts';
import { readMember } from './templates/member.ts';
import {
  everything,
  home,
  homeRegion,
  iamGrantsIn,
  madeIn,
  member,
  rolesOf,
} from './templates/member-account.ts';
import { readMemberYaml } from './templates/read-yaml.ts';
import { isObject } from './templates/template.ts';

const forward = (region: string) => `tourniquet-forward-${region}`;

describe('member.yaml', () => {
  it('is what the grants, patterns and names say now: node infra/cloud/member/write.ts', async () => {
    const text = readFileSync(new URL('../../infra/cloud/member.yaml', import.meta.url), 'utf8');
    expect(text).toBe(await memberYaml());
  });

  it('says to CloudFormation what it was made from', async () => {
    expect(readMemberYaml()).toEqual(await readMember());
  });

  it('is small enough to be handed over as a text', async () => {
    // CloudFormation takes 51,200 bytes without a bucket (CloudFormation quotas).
    expect(Buffer.byteLength(await memberYaml())).toBeLessThan(51_200);
  });
});

test('cfn-lint finds nothing in it', (ctx) => {
  const found = spawnSync('cfn-lint', ['infra/cloud/member.yaml'], { encoding: 'utf8' });
  if (found.error) {
    console.log('skipped: no cfn-lint on this machine');
    return ctx.skip();
  }
  expect(found.stdout).toBe('');
  expect(found.status).toBe(0);
});

describe('the roles of a member', () => {
  const neverOnOurOwn = {
    Effect: 'Deny',
    Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    Resource: ['', '-revoke', '-read'].map((end) => `arn:aws:iam::${member}:role/tourniquet-member${end}`),
  };

  const cases = [
    [{}, {}],
    [{ Guard: 'true' }, { guard: true }],
    [
      { RestorableBoundaries: everything.RestorableBoundaries },
      { restorableBoundaries: everything.RestorableBoundaries.split(',') },
    ],
  ] as const;

  describe.each(cases)('with %j', (given, deployed) => {
    it.each([
      ['tourniquet-member', ['contain', 'restore'], []],
      ['tourniquet-member-revoke', ['revoke-sessions'], [neverOnOurOwn]],
      ['tourniquet-member-read', ['investigate'], []],
    ])('%s may what the grants of %j say of IAM, statement by statement', async (name, folders, further) => {
      const granted = onceEach(await iamGrantsIn(member, folders, deployed)).map(allowed);
      expect(granted.length).toBeGreaterThan(1);
      const role = rolesOf(madeIn(member, 'us-east-1', given)).find((each) => each.name === name);
      expect(role?.statements).toEqual([...granted, ...further]);
    });
  });

  it('let in nobody but roles of ours at home, in no statement of their trust', () => {
    const trusts = rolesOf(madeIn(member, 'us-east-1'))
      .filter(({ name }) => name.startsWith('tourniquet-member'))
      .flatMap(({ trust }) =>
        isObject(trust) && Array.isArray(trust['Statement']) ? trust['Statement'] : [],
      );
    expect(trusts).toHaveLength(6);
    const ours = expect.stringMatching(new RegExp(`^arn:aws:iam::${home}:role/tourniquet-[a-z-]+$`));
    for (const statement of trusts)
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${home}:root` },
        Condition: { ArnEquals: { 'aws:PrincipalArn': expect.toSatisfy((all) => all.length > 0) } },
      });
    const named = trusts.flatMap(({ Condition }) => Condition.ArnEquals['aws:PrincipalArn']);
    expect(named).toEqual(named.map(() => ours));
  });

  it('fit into what IAM takes as the inline policies of a role', () => {
    const sizes = rolesOf(madeIn(member, 'us-east-1', everything)).map(({ name, statements }) => [
      name,
      JSON.stringify(statements).length,
    ]);
    // 10,240 characters (IAM and STS quotas).
    expect(sizes.filter(([, size]) => Number(size) > 9_000)).toEqual([]);
  });

  it.each([
    ['us-east-1', {}, ['tourniquet-member', 'tourniquet-member-revoke', 'tourniquet-member-read']],
    ['us-east-1', { RevokeSessions: 'false' }, ['tourniquet-member', 'tourniquet-member-read']],
    [homeRegion, {}, []],
    ['ap-south-1', {}, []],
  ])('are made in one Region: in %s with %j there are %j and one to forward', (region, parameters, names) => {
    const made = rolesOf(madeIn(member, region, parameters)).map(({ name }) => name);
    expect(made).toEqual([...names, forward(region)]);
  });
});

test('every parameter and every role is described', async () => {
  const text = readFileSync(new URL('../../docs/members.md', import.meta.url), 'utf8');
  const { Parameters = {} } = await readMember();
  const roles = rolesOf(madeIn(member, 'us-east-1')).map(({ name }) => name.replace('us-east-1', 'REGION'));
  for (const name of [...Object.keys(Parameters), ...roles]) expect(text).toContain(`\`${name}\``);
});

test('what is made nowhere twice has a name of its own in each Region', () => {
  const regions = ['us-east-1', homeRegion, 'ap-south-1'];
  const names = regions.flatMap((region) => rolesOf(madeIn(member, region)).map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});

test.each(['us-east-1', homeRegion])('nothing is made in the home account, in %s', (region) => {
  const made = madeIn(home, region).map(({ type }) => type);
  expect(made).toEqual(['AWS::CloudFormation::WaitConditionHandle']);
});

test.each([
  ['HomeAccountId', '11112222333'],
  ['HomeRegion', 'eu-central'],
  ['ExternalId', 'guessed'],
  ['RevokeSessions', 'yes'],
  ['Guard', 'on'],
  ['AlarmMail', 'nobody'],
])('a %s of %j is refused', (name, value) => {
  expect(() => madeIn(member, 'us-east-1', { [name]: value })).toThrow(name);
});
