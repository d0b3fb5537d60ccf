import { describe, expect, it } from 'vitest';
import { dangerousActions } from '#lib/investigation/could/dangerous-actions.ts';
import { allow, deny } from '#test/unit/local/iam-rig.ts';
import { decideOn, type Given, simulator } from './simulated.ts';

const rowOf = (action: string) => {
  const row = dangerousActions.find((each) => each.action === action);
  if (!row) throw new Error(`${action} is not on the list`);
  return row;
};

const decide = async (action: string, given: Given) => {
  const { of, failures } = await decideOn([rowOf(action)], given);
  expect(failures).toEqual([]);
  const { allowed, limits } = of.get(action) ?? {};
  return [allowed, limits?.join('; ')];
};

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

describe('what policies allow', () => {
  it('all of it to an administrator, in one call', async () => {
    const { simulate, calls } = simulator();
    const { of } = await decideOn(dangerousActions, { identity: [allow('*')] }, simulate);
    expect([...of.values()].every(({ allowed, limits }) => allowed === true && limits.length === 0)).toBe(
      true,
    );
    expect(calls()).toBe(1);
  });

  it('nothing where nothing grants it, and nobody is asked', async () => {
    const { simulate, calls } = simulator();
    const { of } = await decideOn(dangerousActions, { identity: [deny('*'), allow('sqs:*')] }, simulate);
    expect([...of.values()].map(({ allowed }) => allowed)).not.toContain(true);
    expect(calls()).toBe(0);
  });

  it.each<[string, string, Given, boolean, string]>([
    ['an Allow', 'iam:CreateUser', { identity: [allow('iam:Create*')] }, true, ''],
    ['a Deny beside it', 'iam:CreateUser', { identity: [allow('iam:*'), deny('iam:CreateUser')] }, false, ''],
    ['a boundary', 'iam:CreateUser', { identity: [allow('*')], boundary: allow('s3:*') }, false, ''],
    [
      'a level of SCPs',
      's3:GetObject',
      { identity: [allow('*')], scps: [[allow('*')], [allow('iam:*')]] },
      false,
      '',
    ],
    ['everything of a kind', 's3:GetObject', { identity: [allow('s3:*', 'arn:aws:s3:::*')] }, true, ''],
    [
      'one bucket',
      's3:GetObject',
      { identity: [allow('s3:*', ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'])] },
      true,
      'only on arn:aws:s3:::logs/*',
    ],
    [
      'a bucket for what takes objects',
      's3:GetObject',
      { identity: [allow('s3:*', 'arn:aws:s3:::logs')] },
      false,
      '',
    ],
    [
      'what policy and boundary have in common',
      's3:GetObject',
      { identity: [allow('s3:*', 'arn:aws:s3:::logs-*')], boundary: allow('s3:*', 'arn:aws:s3:::*-2026/*') },
      true,
      'only on arn:aws:s3:::logs-* that is arn:aws:s3:::*-2026/* too',
    ],
    [
      'a Deny on a part',
      's3:GetObject',
      {
        identity: [
          document(
            { Effect: 'Allow', Action: 's3:*', Resource: '*' },
            { Effect: 'Deny', Action: 's3:Get*', Resource: 'arn:aws:s3:::payroll/*' },
          ),
        ],
      },
      true,
      'not on arn:aws:s3:::payroll/*',
    ],
    [
      'what a NotResource spares',
      's3:GetObject',
      {
        identity: [
          allow('*'),
          document({ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::public/*' }),
        ],
      },
      true,
      'only on arn:aws:s3:::public/*',
    ],
    ['MFA', 'iam:CreateUser', { identity: [allow('iam:*', '*', mfa)] }, true, 'only with MFA'],
    [
      'a Deny without MFA',
      'iam:CreateUser',
      {
        identity: [allow('*'), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })],
      },
      true,
      'only with MFA',
    ],
    [
      'one bucket with MFA',
      's3:GetObject',
      { identity: [allow('s3:*', 'arn:aws:s3:::logs/*', mfa)] },
      true,
      'only on arn:aws:s3:::logs/*; only with MFA',
    ],
    [
      'a part with MFA, and everything else without',
      's3:GetObject',
      {
        identity: [
          document(
            { Effect: 'Allow', Action: 's3:*', Resource: '*' },
            {
              Effect: 'Deny',
              Action: '*',
              Resource: 'arn:aws:s3:::payroll/*',
              Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
            },
          ),
        ],
      },
      true,
      'on arn:aws:s3:::payroll/* only with MFA',
    ],
    [
      'another user',
      'iam:CreateUser',
      { identity: [allow('*', '*', { StringEquals: { 'aws:username': 'bob' } })] },
      false,
      '',
    ],
    [
      'this user',
      'iam:CreateUser',
      { identity: [allow('*', '*', { StringEquals: { 'aws:username': 'ada' } })] },
      true,
      '',
    ],
    [
      'a tag that it has not',
      'iam:CreateUser',
      { identity: [allow('*', '*', { StringEquals: { 'aws:PrincipalTag/role': 'admin' } })] },
      false,
      '',
    ],
    [
      'its own home, by a variable',
      's3:GetObject',
      { identity: [allow('s3:*', `arn:aws:s3:::home/\${aws:username}/*`)] },
      true,
      'only on arn:aws:s3:::home/ada/*',
    ],
    [
      'one kind of what starting instances takes',
      'ec2:RunInstances',
      { identity: [allow('ec2:*', 'arn:aws:ec2:*:*:instance/*')] },
      false,
      '',
    ],
    [
      'all kinds of it, in one Region',
      'ec2:RunInstances',
      { identity: [allow('ec2:*', 'arn:aws:ec2:eu-west-1:*:*')] },
      true,
      'only on arn:aws:ec2:eu-west-1:*:*',
    ],
    [
      'the Regions of an organization',
      'ec2:RunInstances',
      {
        identity: [allow('*')],
        scps: [
          [
            document(
              { Effect: 'Allow', Action: '*', Resource: '*' },
              {
                Effect: 'Deny',
                NotAction: 'iam:*',
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
              },
            ),
          ],
        ],
      },
      true,
      'only in certain Regions',
    ],
    [
      "another account's role",
      'sts:AssumeRole',
      { identity: [allow('*', 'arn:aws:iam::444455556666:role/x')] },
      true,
      'only on arn:aws:iam::444455556666:role/x',
    ],
  ])('%s: %s', async (_, action, given, allowed, limits) => {
    expect(await decide(action, given)).toEqual([allowed, limits]);
  });

  it('names three parts and counts the others', async () => {
    const buckets = ['a', 'b', 'c', 'd', 'e'].map((name) => `arn:aws:s3:::${name}/*`);
    const [, limits] = await decide('s3:GetObject', { identity: [allow('s3:*', buckets)] });
    expect(limits).toBe('only on arn:aws:s3:::a/*, arn:aws:s3:::b/*, arn:aws:s3:::c/* and 2 more');
  });

  it('is undecided where the simulator fails, and only there', async () => {
    const { simulate } = simulator();
    const { of, failures } = await decideOn(
      [rowOf('iam:CreateUser'), rowOf('s3:GetObject')],
      { identity: [allow('iam:*'), allow('s3:*', 'arn:aws:s3:::logs/*')] },
      async (asked) => {
        if (asked.resources[0] !== '*') throw new Error('Rate exceeded');
        return simulate(asked);
      },
    );
    expect(of.get('iam:CreateUser')?.allowed).toBe(true);
    expect(of.get('s3:GetObject')?.allowed).toBeNull();
    expect(failures).toHaveLength(1);
  });

  it('is undecided of one service alone, where the simulator does not know its action', async () => {
    const { simulate } = simulator();
    const { of, failures } = await decideOn(dangerousActions, { identity: [allow('*')] }, async (asked) => {
      if (asked.actions.includes('bedrock:InvokeModel'))
        throw Object.assign(new Error('Invalid Input'), { name: 'InvalidInputException' });
      return simulate(asked);
    });
    const unknown = [...of].filter(([, { allowed }]) => allowed !== true).map(([action]) => action);
    expect(unknown).toEqual(['bedrock:InvokeModel']);
    expect(failures).toHaveLength(1);
  });

  it('is undecided where more is written than can be compared', async () => {
    const long = `arn:aws:s3:::*${'a*'.repeat(400)}`;
    const given = { identity: [allow('s3:*', [long, `arn:aws:s3:::*${'b*'.repeat(400)}`])] };
    expect(await decide('s3:GetObject', given)).toEqual([null, '']);
  });
});
