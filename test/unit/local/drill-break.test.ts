import { ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientsFor } from '#infra/local/clients.ts';
import { breakOperation } from '#infra/local/drill/break-operation.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';

let aws: EmbeddedAws;
beforeAll(async () => {
  aws = await startEmbeddedAws();
});
afterAll(() => aws.close());

it.each([
  'iam:Nonsense',
  'iam:updateaccesskey',
  'nowhere:UpdateAccessKey',
  'UpdateAccessKey',
  'iam:',
  ':',
  '',
  'iam:UpdateAccessKey:x',
  'iam:toString',
])('refuses to break %j, and says what is accepted', (name) => {
  expect(() => breakOperation(aws, name)).toThrow(
    expect.objectContaining({
      name: 'DrillRefused',
      field: '--break',
      message: expect.stringMatching(/give SERVICE:OPERATION, such as iam:UpdateAccessKey$/),
    }),
  );
});

it.each(['iam:UpdateAccessKey', 'cloudtrail:LookupEvents', 'lambda:Invoke', 'dynamodb:UpdateItem'])(
  'takes %s',
  (name) => {
    expect(breakOperation(aws, name).struck()).toBe(0);
    aws.faults.clear();
  },
);

const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

it('counts the calls of functions that failed, and not those of others', async () => {
  const broken = breakOperation(aws, 'iam:ListUsers');
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  for (const RoleName of ['tourniquet-contain', 'another']) {
    const created = await aws.administer('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
    const policy = { RoleName, PolicyName: 'all', PolicyDocument: allowAll };
    await aws.administer('iam', 'PutRolePolicy', policy);
    const session = aws.iam.issueServiceSession(created.Role.Arn, RoleName, 900);
    const { iam } = clientsFor(aws.url, 'eu-central-1', session);
    const list = () => iam.send(new ListUsersCommand({}));
    // The first read is the one that decides; those after it read containment back.
    if (RoleName === 'tourniquet-contain') await list();
    await expect(list()).rejects.toThrow('broken on purpose');
    expect(broken.struck()).toBe(1);
  }
});
