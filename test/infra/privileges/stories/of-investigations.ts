import { randomUUID } from 'node:crypto';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect } from 'vitest';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { lastLookOf } from '#infra/local/drill/evidence.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { policyDocument } from '#infra/local/host/role.ts';
import { company } from '#infra/local/scenario/company.ts';
import { recordKey } from '#lib/incident/record-key.ts';
import type { CouldHaveDone, Investigation } from '#lib/investigation/investigation.ts';
import { thiefWith } from '#test/drill/following.ts';
import { passes } from '#test/drill/helpers.ts';
import { newRole, newUser, sessionToken, tries } from '#test/drill/leaking.ts';
import { mailsOf, toldSince } from '#test/drill/told.ts';
import { member } from '../stage.ts';
import { sessionFinding } from './of-roles.ts';
import { finding } from './of-users.ts';
import type { Story } from './story.ts';

const { accountId: home } = company;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const untilTheTrailShows = 120_000;
const untilTheSecondLook = 300_000;

/** The evidence of the last look stands with its signature. @returns it by path */
const isSigned = (stage: Stage, incidentId: string): Map<string, Buffer> => {
  const evidence = lastLookOf(stage, incidentId);
  const expected = ['report.html', 'manifest.json', 'manifest.json.sig'];
  expect([...evidence.keys()]).toEqual(expect.arrayContaining(expected));
  return evidence;
};

/** A thief makes a user with a key: that is found in the trail, contained, told with evidence, and looked at again. */
const lineage = async (stage: Stage): Promise<void> => {
  const leaked = await newUser(stage);
  const PolicyArn = administrator;
  await stage.aws.administer('iam', 'AttachUserPolicy', { UserName: leaked.userName, PolicyArn });
  const at = stage.aws.clock.now();
  await stage.aws.clock.advance(60_000);
  const { iam } = thiefWith(stage, leaked.key);
  const UserName = `support-${randomUUID().slice(0, 8)}`;
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  await passes(stage, untilTheTrailShows);
  const told = toldSince(stage);
  await finding(stage, leaked, at);
  expect(await stage.incidentOf(AccessKey?.AccessKeyId ?? '')).toMatchObject({ status: 'contained' });
  const subject = `Leaked key ${leaked.key.accessKeyId}`;
  const mail = mailsOf(told()).find((one) => one.subject.startsWith(subject));
  expect(mail?.message).toMatch(new RegExp(`stopped +${AccessKey?.AccessKeyId}`));
  const html = stage.aws.ses.mailbox().filter((one) => JSON.stringify(one).includes(subject));
  expect(html).toHaveLength(1);
  const evidence = isSigned(stage, `${leaked.key.accessKeyId}-1`);
  const { coverage }: Investigation = JSON.parse(String(evidence.get('investigation.json')));
  expect(coverage.length).toBeGreaterThan(0);
  expect(coverage.filter(({ complete }) => !complete)).toEqual([]);
};

/** Nobody names whose a session is: it is searched in the trail. */
const ownerless = async (stage: Stage): Promise<void> => {
  const user = await newUser(stage);
  const session = await sessionToken(stage, user.key);
  await stage.emit('scanner', scannerEvent({ accessKeyId: session.accessKeyId }));
  await passes(stage, untilTheTrailShows);
  await passes(stage, untilTheSecondLook);
  expect(await tries(stage, session)).toMatchObject({ allowed: false });
  expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'contained' });
};

const couldOf = async ({ aws }: Stage, incidentId: string): Promise<CouldHaveDone> => {
  const Key = { incidentId: { S: recordKey('could', incidentId) } };
  const { Item } = await aws.administer('dynamodb', 'GetItem', { TableName: 'tourniquet-incidents', Key });
  return unmarshall(Item)['recordFields'];
};

const isWhole = ({ actions, notRead }: CouldHaveDone, accountId: string): void => {
  const refused = actions.filter(({ allowed }) => allowed !== true).map(({ action }) => action);
  // In a member account the organization denies what is of EC2.
  expect(refused.length > 0).toBe(accountId === member);
  expect(refused.filter((action) => !action.startsWith('ec2:'))).toEqual([]);
  const never = /were not looked at|taken from the session when it was issued/;
  expect(notRead.filter((what) => !never.test(what))).toEqual([]);
};

const allowAll = policyDocument([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

/** With policies of every kind, each of which allows a part. */
const userWithPolicies = async (stage: Stage, accountId: string) => {
  const user = await newUser(stage, { accountId });
  const { userName: UserName } = user;
  const administer = stage.aws.administerIn(accountId);
  const GroupName = `group-of-${UserName}`;
  await administer('iam', 'CreateGroup', { GroupName });
  await administer('iam', 'AddUserToGroup', { GroupName, UserName });
  await administer('iam', 'AttachGroupPolicy', { GroupName, PolicyArn: administrator });
  await administer('iam', 'PutGroupPolicy', { GroupName, PolicyName: 'all', PolicyDocument: allowAll });
  const made = { PolicyName: `policy-of-${UserName}`, PolicyDocument: allowAll };
  const { Policy } = await administer('iam', 'CreatePolicy', made);
  await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: Policy.Arn });
  return user;
};

const couldOfUser =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const user = await userWithPolicies(stage, accountId);
    await finding(stage, user);
    const incidentId = `${user.key.accessKeyId}-1`;
    isWhole(await couldOf(stage, incidentId), accountId);
    // A process asks for the public key once: the first story is the one that needs the right to.
    isSigned(stage, incidentId);
  };

const couldOfRole =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const role = newRole(stage, { accountId });
    const policy = { RoleName: role.roleName, PolicyName: 'all', PolicyDocument: allowAll };
    await stage.aws.administerIn(accountId)('iam', 'PutRolePolicy', policy);
    const { accessKeyId } = await sessionFinding(stage, role, accountId);
    isWhole(await couldOf(stage, `${accessKeyId}-1`), accountId);
  };

/** An account that is too large for one call is read piece by piece. */
const inLargeAccount =
  (play: Story['play']) =>
  async (stage: Stage): Promise<void> => {
    const operation = 'GetAccountAuthorizationDetails';
    const effect = { kind: 'error', status: 400, code: 'LimitExceeded' } as const;
    const fault = stage.aws.faults.inject({ service: 'iam', operation, effect });
    try {
      await play(stage);
    } finally {
      fault.remove();
    }
  };

export const storiesOfInvestigations: Story[] = [
  ...[home, member].flatMap((accountId): Omit<Story, 'investigates'>[] => {
    const where = accountId === home ? 'at home' : 'in a member account';
    return [
      { name: `what a user ${where} could have done`, play: couldOfUser(accountId) },
      { name: `the same ${where}, read piece by piece`, play: inLargeAccount(couldOfUser(accountId)) },
      {
        name: `what a role ${where} could have done, likewise`,
        play: inLargeAccount(couldOfRole(accountId)),
      },
    ];
  }),
  { name: 'what a thief made is found', play: lineage },
  { name: 'a session without an owner', play: ownerless },
].map((story) => ({ ...story, investigates: true }));
