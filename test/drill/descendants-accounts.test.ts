import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { assume } from '#infra/local/drill/issued.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type Attempt, attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { company } from '#infra/local/scenario/company.ts';
import { changesBetween, planned } from './account-changes.ts';
import { type AccountState, accountState } from './account-state.ts';
import { leakedOf, rootOf, setTheFollowedStage, thiefWith } from './following.ts';
import { noLimits, passes, reports, untilLookedAgain } from './helpers.ts';
import { isDenied } from './leaking.ts';
import { type Told, toldSince } from './told.ts';

const { accountId: home, leaks } = company;
const member = '222233334444';
const outside = '999988887777';
const roleName = 'partner';

let stage: Stage;
/** What the thief took in both accounts, and a rightful session of the same role in the member account. */
let inMember: KeyPair;
let inOutside: KeyPair;
let rightful: KeyPair;
let before: AccountState[];
let told: () => Told[];

/** A role that our user may assume from its own account, as another team or a partner grants it. */
const newRole = async (accountId: string): Promise<void> => {
  const administer = stage.aws.administerIn(accountId);
  const Principal = { AWS: `arn:aws:iam::${home}:user/ci/${leaks}` };
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
  await administer('iam', 'CreateRole', { RoleName: roleName, AssumeRolePolicyDocument });
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
  await administer('iam', 'AttachRolePolicy', { RoleName: roleName, PolicyArn });
};

const take = (accountId: string): Promise<KeyPair> =>
  assume(thiefWith(stage, stage.leakedKey), { accountId, role: roleName, sessionName: 'night-shift' });
const tries = (pair: KeyPair): Promise<Attempt> =>
  attempt('the session', listBuckets, thiefWith(stage, pair));
const both = () => Promise.all([member, outside].map((accountId) => accountState(stage.aws, accountId)));

/** Who has called in an account as one of our functions, and what. */
const oursIn = (accountId: string): string[] =>
  stage.aws.trail
    .records(accountId)
    .filter(({ userIdentity }) => userIdentity.arn?.includes('tourniquet'))
    .map(({ eventName, userIdentity }) => `${eventName} by ${userIdentity.arn}`);

beforeAll(async () => {
  stage = await setTheFollowedStage({
    propagationDelay: 0,
    members: [{ accountId: member }],
    accounts: [outside],
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: home, members: [home, member], scps: {} },
    rules: { ...noLimits, accounts: [], organization: true },
  });
  for (const accountId of [member, outside]) await newRole(accountId);
  [inMember, inOutside] = [await take(member), await take(outside)];
  rightful = stage.aws.iam.setUp(member).issueRoleSession(roleName, 'nightly-build');
  const works = await Promise.all([inMember, inOutside, rightful].map(tries));
  expect(works.map(({ allowed }) => allowed)).toEqual([true, true, true]);
  before = await both();
  // CloudTrail shows what the thief did by then.
  await passes(stage, 120_000);
  told = toldSince(stage);
  await reports.guardduty(stage, leakedOf(stage));
  await passes(stage, untilLookedAgain);
}, 60_000);
afterAll(() => stage.close());

describe('a session that the leaked key took of a role in a member account', () => {
  it('is denied there, and that session alone, by the role that we have there for that', async () => {
    expect(await tries(inMember)).toMatchObject(isDenied);
    expect(await tries(rightful)).toMatchObject({ allowed: true });
    const incident = await stage.incidentOf(inMember.accessKeyId);
    const { incidentId } = await rootOf(stage);
    expect(incident).toMatchObject({ status: 'contained', accountId: member, descendantOf: incidentId });
    const [was] = before;
    const [is] = await both();
    expect(was && is && changesBetween(was, is)).toEqual([
      expect.stringContaining(planned.sessionDenied(roleName, inMember.accessKeyId)),
    ]);
    const revoker = `arn:aws:sts::${member}:assumed-role/tourniquet-member-revoke/${incident?.incidentId}`;
    expect(oursIn(member).filter((call) => /^(Put|Attach|Update)/.test(call))).toContain(
      `PutRolePolicy by ${revoker}`,
    );
  });
});

describe('a session that it took of a role in an account that is not ours', () => {
  it('is named as out of reach, with its account, and nothing is tried there', async () => {
    expect(await tries(inOutside)).toMatchObject({ allowed: true });
    expect((await both())[1]).toEqual(before[1]);
    expect(oursIn(outside)).toEqual([]);
    const incident = await stage.incidentOf(inOutside.accessKeyId);
    expect(incident).toMatchObject({ status: 'not-ours', accountId: outside, steps: [] });
    expect(incident?.reason).toContain(outside);
  });

  it('is told in the mail about the leaked key, and nowhere else', () => {
    const mails = told().map(({ subject }) => subject);
    expect(mails).toEqual([
      expect.stringMatching(`^Contained: AWS key ${stage.leakedKey.accessKeyId}`),
      expect.stringMatching(`^Leaked key ${stage.leakedKey.accessKeyId}`),
    ]);
    const lines = (told()[1]?.message ?? '').split('\n');
    expect(lines.find((line) => line.includes(inOutside.accessKeyId))).toMatch(
      `out of reach in account ${outside}, tell its owner`,
    );
    expect(lines.find((line) => line.includes(inMember.accessKeyId))).toMatch(/^\s*stopped/);
  });
});
