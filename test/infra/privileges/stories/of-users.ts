import { expect } from 'vitest';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import { company } from '#infra/local/scenario/company.ts';
import { guardTag } from '#lib/credential/guard-tag.ts';
import { destinations } from '#lib/incident/destinations.ts';
import { accountState } from '#test/drill/account-state.ts';
import { notedOf } from '#test/drill/elsewhere.ts';
import { denyAll, passes, reports, untilLookedAgain } from '#test/drill/helpers.ts';
import { type LeakingUser, type NewUser, newUser } from '#test/drill/leaking.ts';
import { member, outside } from '../stage.ts';
import { restore, type Story } from './story.ts';

const { accountId: home, region } = company;
const ServiceName = 'codecommit.amazonaws.com';

interface Kind extends NewUser {
  /** What stands under the guard's key before. */
  tag?: string;
}

/** A user with all that a deny stops: other keys, a console password, credentials of services. */
const userWithAll = async (stage: Stage, { tag, ...kind }: Kind): Promise<LeakingUser> => {
  const user = await newUser(stage, { keys: 2, ...kind });
  const { userName: UserName } = user;
  const administer = stage.aws.administerIn(user.accountId);
  await administer('iam', 'CreateLoginProfile', { UserName, Password: `Story-${crypto.randomUUID()}` });
  await administer('iam', 'CreateServiceSpecificCredential', { UserName, ServiceName });
  if (tag) await administer('iam', 'TagUser', { UserName, Tags: [{ Key: guardTag.key, Value: tag }] });
  return user;
};

/** GuardDuty's finding, in the account where it is told. @param at when it was found */
export const finding = async (
  stage: Stage,
  { accountId, userName, key }: LeakingUser,
  at = stage.aws.clock.now(),
): Promise<void> => {
  const named = { accessKeyId: key.accessKeyId, userName };
  await stage.emit('guardduty', guardDutyFinding(accountId, region, named, at), accountId);
  await passes(stage, untilLookedAgain);
};

const isStopped = async (stage: Stage, user: LeakingUser): Promise<void> => {
  const { accountId, userName: UserName, key } = user;
  const administer = stage.aws.administerIn(accountId);
  const { User } = await administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName });
  const arns = AttachedPolicies.map(({ PolicyArn }: { PolicyArn: string }) => PolicyArn);
  const leaked = AccessKeyMetadata.find(
    ({ AccessKeyId }: { AccessKeyId: string }) => AccessKeyId === key.accessKeyId,
  );
  expect(leaked?.Status).toBe('Inactive');
  expect([...arns, User.PermissionsBoundary?.PermissionsBoundaryArn]).toContain(denyAll);
  expect(User.Tags).toContainEqual({ Key: guardTag.key, Value: guardTag.value });
  expect(await stage.incidentOf(key.accessKeyId)).toMatchObject({ status: 'contained', accountId });
};

/** Told of everything that the deny of a user stops as well. */
const tellsOfAll = ({ aws, deployed }: Stage, { keys: [, other], key }: LeakingUser): void => {
  const mail = aws.sns
    .mailbox(deployed.mailTopicArn)
    .find(({ subject = '' }) => subject.startsWith('Contained') && subject.includes(key.accessKeyId));
  expect(mail?.message).toContain(other?.accessKeyId);
  expect(mail?.message).toMatch(/console login \(/);
  expect(mail?.message).toMatch(/codecommit/);
};

/** GitHub is told of what it reported. */
const toldElsewhere = async (stage: Stage, incidentId: string, status: string): Promise<void> => {
  const told = await notedOf(stage, incidentId);
  const [{ signals } = { signals: [] }] = (await stage.incidents()).filter(
    (each) => each.incidentId === incidentId,
  );
  const known = destinations.filter(
    (name) => name !== 'github' || signals.some(({ source }) => source === 'github'),
  );
  expect(told).toEqual(known.map((destination) => ({ destination, outcome: 'done', status })));
};

const contained =
  (
    kind: Kind,
    report: (stage: Stage, user: LeakingUser) => Promise<void>,
    meanwhile?: (stage: Stage, incidentId: string) => Promise<void>,
  ) =>
  async (stage: Stage): Promise<void> => {
    const user = await userWithAll(stage, kind);
    const before = await accountState(stage.aws, user.accountId);
    await report(stage, user);
    await isStopped(stage, user);
    tellsOfAll(stage, user);
    const incidentId = `${user.key.accessKeyId}-1`;
    await toldElsewhere(stage, incidentId, 'contained');
    await meanwhile?.(stage, incidentId);
    await restore(stage, incidentId);
    expect(await accountState(stage.aws, user.accountId)).toEqual(before);
    await toldElsewhere(stage, incidentId, 'restored');
  };

const byGithub = async (stage: Stage, user: LeakingUser): Promise<void> => {
  await reports.github(stage, user);
  await passes(stage, untilLookedAgain);
};

/** Nobody but us has closed the alert: a restore asks GitHub, and wants to be told twice. */
const refusedFirst = async ({ aws }: Stage, incidentId: string): Promise<void> => {
  const answer = await aws.host.invoke('tourniquet-restore', { incidentId });
  expect(JSON.stringify(answer)).toContain('closed by us');
};

const byScanner = async (stage: Stage, { key }: LeakingUser): Promise<void> => {
  await stage.emit('scanner', scannerEvent({ accessKeyId: key.accessKeyId }));
  await passes(stage, untilLookedAgain);
};

const renamed =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const user = await newUser(stage, { accountId });
    await finding(stage, user);
    const administer = stage.aws.administerIn(accountId);
    const NewUserName = `${user.userName}-2`;
    await administer('iam', 'UpdateUser', { UserName: user.userName, NewUserName });
    await restore(stage, `${user.key.accessKeyId}-1`);
    const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName: NewUserName });
    expect(AccessKeyMetadata).toMatchObject([{ Status: 'Active' }]);
  };

/** A credential of a service that was made after the leak goes off with the key. */
const madeSince =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const user = await newUser(stage, { accountId });
    const at = stage.aws.clock.now();
    await stage.aws.clock.advance(60_000);
    const input = { UserName: user.userName, ServiceName };
    const administer = stage.aws.administerIn(accountId);
    await administer('iam', 'CreateServiceSpecificCredential', input);
    const before = await accountState(stage.aws, accountId);
    await finding(stage, user, at);
    await isStopped(stage, user);
    const { ServiceSpecificCredentials } = await administer('iam', 'ListServiceSpecificCredentials', input);
    expect(ServiceSpecificCredentials).toMatchObject([{ Status: 'Inactive' }]);
    await restore(stage, `${user.key.accessKeyId}-1`);
    expect(await accountState(stage.aws, accountId)).toEqual(before);
  };

/** Somebody switches the key on again at once: the later look, which containment asks of itself, switches it off. */
const takenOff = async (stage: Stage): Promise<void> => {
  const user = await newUser(stage);
  const { accountId, userName: UserName, key } = user;
  const named = { accessKeyId: key.accessKeyId, userName: UserName };
  await stage.emit('guardduty', guardDutyFinding(accountId, region, named, stage.aws.clock.now()), accountId);
  await stage.aws.host.idle();
  const { accessKeyId: AccessKeyId } = key;
  await stage.aws.administer('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Active' });
  await passes(stage, untilLookedAgain);
  await isStopped(stage, user);
};

/** IAM's events are in us-east-1 alone, and forwarded from there. */
const quarantined =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const { userName, userId } = await newUser(stage, { accountId });
    const detail = quarantineDetail({ userName, userId, accountId, at: stage.aws.clock.now() });
    await stage.emit('quarantine', detail, accountId);
    await passes(stage, untilLookedAgain);
    const incidents = (await stage.incidents()).filter(({ principal }) => principal?.name === userName);
    expect(incidents).toMatchObject([{ status: 'contained', accessKeyId: null, accountId }]);
  };

const ofStranger = async (stage: Stage): Promise<void> => {
  const accessKeyId = newAccessKeyId('AKIA', outside);
  await stage.emit('scanner', scannerEvent({ accessKeyId }));
  await passes(stage, untilLookedAgain);
  expect(await stage.incidentOf(accessKeyId)).toMatchObject({ status: 'not-ours', accountId: outside });
};

/** Every way in which a user is denied and set free again, at home and in a member account. */
export const storiesOfUsers: Story[] = [home, member].flatMap((accountId) => {
  const where = accountId === home ? 'at home' : 'in a member account';
  return [
    { name: `a user ${where}`, play: contained({ accountId }, finding) },
    {
      name: `a user ${where} without room for a policy`,
      play: contained({ accountId, full: true }, finding),
    },
    {
      name: `a user ${where} with a boundary and without room for a policy`,
      play: contained({ accountId, full: true, boundary: 'PowerUserAccess', tag: 'no' }, finding),
    },
    { name: `a user ${where} whom nobody names`, play: contained({ accountId }, byScanner) },
    { name: `a user ${where} that was renamed`, play: renamed(accountId) },
    { name: `a user ${where} with a credential made after the leak`, play: madeSince(accountId) },
    { name: `a user ${where} whom AWS quarantines`, play: quarantined(accountId) },
  ];
});

export const storiesOfReports: Story[] = [
  { name: 'an alert of GitHub', play: contained({}, byGithub, refusedFirst) },
  { name: 'a key of a stranger', play: ofStranger },
  { name: 'a key that is switched on again', play: takenOff },
];
