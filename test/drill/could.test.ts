import { randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { recordKey } from '#lib/incident/record-key.ts';
import type { CouldHaveDone } from '#lib/investigation/investigation.ts';
import { noLimits, setTheStage } from './helpers.ts';

const { accountId: home, region } = company;
const member = '222233334444';
const policy = (Effect: 'Allow' | 'Deny', Action: string) => ({
  Version: '2012-10-17',
  Statement: { Effect, Action, Resource: '*' },
});

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage({
    propagationDelay: 0,
    members: [{ accountId: member }],
    organization: {
      id: 'o-a1b2c3d4e5',
      managementAccountId: home,
      members: [home, member],
      scps: { [member]: [policy('Allow', '*'), policy('Deny', 'ec2:*')] },
    },
    rules: { ...noLimits, accounts: [], organization: true },
  });
}, 60_000);
afterAll(() => stage.close());

/** Leaks the key of a new administrator, and waits until the first look is over. */
const leakIn = async (accountId: string): Promise<string> => {
  const administer = stage.aws.administerIn(accountId);
  const UserName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName });
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  const { accessKeyId } = await newKey(UserName, administer);
  const named = { accessKeyId, userName: UserName };
  await stage.emit('guardduty', guardDutyFinding(accountId, region, named, stage.aws.clock.now()), accountId);
  await stage.aws.host.idle();
  const { status, incidentId } = (await stage.incidentOf(accessKeyId)) ?? {};
  expect(status).toBe('contained');
  return incidentId ?? '';
};

const couldOf = async (incidentId: string): Promise<CouldHaveDone> => {
  const Key = { incidentId: { S: recordKey('could', incidentId) } };
  const { Item } = await stage.aws.administer('dynamodb', 'GetItem', {
    TableName: 'tourniquet-incidents',
    Key,
  });
  return unmarshall(Item)['recordFields'];
};

const denied = ({ actions }: CouldHaveDone): string[] =>
  actions.filter(({ allowed }) => allowed !== true).map(({ action }) => action);

it('the first look tells what a key could have done before it was denied, with nothing but its grants', async () => {
  const could = await couldOf(await leakIn(home));
  expect(denied(could)).toEqual([]);
  expect(could.basedOn).toEqual(['1 attached policy', 'without AWSDenyAll']);
});

it('and in a member account, within what the organization allows there', async () => {
  const incidentId = await leakIn(member);
  const could = await couldOf(incidentId);
  expect(denied(could)).toEqual([
    'ec2:RunInstances',
    'ec2:TerminateInstances',
    'ec2:ModifySnapshotAttribute',
  ]);
  expect(could.basedOn).toContain('service control policies of 2 levels');
  const readers = stage.aws.trail
    .records(member)
    .filter(({ eventName }) => eventName === 'GetAccountAuthorizationDetails')
    .map(({ userIdentity }) => userIdentity.arn);
  expect(readers).toEqual([`arn:aws:sts::${member}:assumed-role/tourniquet-member-read/${incidentId}`]);
});
