import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  SimulateCustomPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tourniquetJson } from './terminal.ts';
import { leaked, madeKey, theft } from './trail-of-a-leak.ts';

const cloudTrail = mockClient(CloudTrailClient);
const ec2 = mockClient(EC2Client);
const sts = mockClient(STSClient);
const iam = mockClient(IAMClient);
const organizations = mockClient(OrganizationsClient);

// The turns of LookupEvents have tests of their own: two a second would make these slow.
vi.mock('#lib/investigation/pacer.ts', () => ({ createPacers: () => () => ({ turn: async () => {} }) }));

const denied = () =>
  Object.assign(new Error('User is not authorized to perform: cloudtrail:LookupEvents'), {
    name: 'AccessDeniedException',
  });

const regionAsked = async (client: { config: { region: string | (() => Promise<string>) } }) =>
  typeof client.config.region === 'string' ? client.config.region : client.config.region();

beforeEach(() => {
  for (const mock of [cloudTrail, ec2, sts, iam, organizations]) mock.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '264875319082', Arn: 'arn:aws:iam::264875319082:user/admin' });
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-central-1' }] });
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(() => vi.unstubAllEnvs());

/** LookupEvents as it answers by key id, in one Region. */
const answersIn = (region: string) =>
  cloudTrail.on(LookupEventsCommand).callsFake(async ({ LookupAttributes }, getClient) => {
    if ((await regionAsked(getClient())) !== region) throw denied();
    const [{ AttributeValue = '' } = {}] = LookupAttributes ?? [];
    return {
      Events: theft
        .filter((each) => JSON.stringify(each['userIdentity']).includes(`"${AttributeValue}"`))
        .map((each) => ({ EventId: String(each['eventID']), CloudTrailEvent: JSON.stringify(each) })),
    };
  });

it('tells what LookupEvents has, and which Region could not be read', async () => {
  vi.setSystemTime(new Date('2026-03-02T12:00:00Z'));
  answersIn('us-east-1');
  const { exitCode, document, stderr } = await tourniquetJson('investigate', leaked);
  vi.useRealTimers();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(document.credentials[1]).toMatchObject({ id: madeKey, issuedBy: leaked, certain: true });
  expect(document.coverage).toMatchObject([
    { region: 'eu-central-1', complete: false, reason: expect.stringContaining('AccessDeniedException') },
    { region: 'us-east-1', source: 'lookup-events', complete: true },
  ]);
});

it('fails where no Region could be read, and says why', async () => {
  cloudTrail.on(LookupEventsCommand).rejects(denied());
  const { exitCode, document } = await tourniquetJson('investigate', leaked);
  expect(exitCode).toBe(1);
  expect(document.error).toEqual({
    code: 'nothing-readable',
    message: expect.stringMatching(
      /^CloudTrail could not be read in any Region: cloudtrail:LookupEvents failed: AccessDeniedException.*\(eu-central-1, us-east-1\)$/,
    ),
  });
});

it('asks nobody about times that LookupEvents no longer keeps', async () => {
  const { exitCode, document } = await tourniquetJson(
    'investigate',
    leaked,
    '--since',
    '52w',
    '--until',
    '20w',
  );
  expect(exitCode).toBe(2);
  expect(document.error).toMatchObject({
    field: '--since',
    message: expect.stringContaining('keeps 90 days'),
  });
  expect(cloudTrail.calls()).toEqual([]);
});

const notInUse = () =>
  Object.assign(new Error('Your account is not a member of an organization.'), {
    name: 'AWSOrganizationsNotInUseException',
  });

it('tells what the key could have done, as far as its owner is known and its policies can be read', async () => {
  vi.setSystemTime(new Date('2026-03-02T12:00:00Z'));
  answersIn('us-east-1');
  organizations.on(DescribeOrganizationCommand).rejects(notInUse());
  const Statement = { Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' };
  const PolicyDocument = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
  iam.on(GetAccountAuthorizationDetailsCommand).resolves({
    UserDetailList: [
      {
        UserName: 'deploy-bot',
        UserId: 'AIDAT3SKF7WXYEXAMPLE1',
        UserPolicyList: [{ PolicyName: 'own', PolicyDocument }],
      },
    ],
  });
  iam.on(SimulateCustomPolicyCommand).resolves({
    EvaluationResults: [{ EvalActionName: 'iam:CreateUser', EvalDecision: 'allowed' }],
  });
  const { document } = await tourniquetJson('investigate', leaked);
  vi.useRealTimers();
  const allowed = document.could.actions.filter((each: { allowed: boolean }) => each.allowed);
  expect(allowed.map((each: { action: string }) => each.action)).toEqual(['iam:CreateUser']);
  expect(document.could.basedOn).toEqual(['1 inline policy']);
});

it('says why, where its policies cannot be read', async () => {
  vi.setSystemTime(new Date('2026-03-02T12:00:00Z'));
  answersIn('us-east-1');
  organizations.on(DescribeOrganizationCommand).rejects(notInUse());
  iam.rejects(denied());
  const { exitCode, document } = await tourniquetJson('investigate', leaked);
  vi.useRealTimers();
  expect(exitCode).toBe(0);
  expect(document.could.notRead[0]).toMatch(/^reading the policies of .* failed: AccessDeniedException/);
});
