import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { beforeEach, expect, test } from 'vitest';
import { OwnerFinder } from '#lib/investigation/owner-finder.ts';
import { searchOwner } from '#lib/investigation/owner-search.ts';
import { account, assumedRole, assumption, iamUser, roleOwner, session } from './identities.ts';
import { answerWith, awsError, call, cloudTrail, testTrail } from './world.ts';

const lookup = {
  accessKeyId: session,
  from: new Date('2026-02-01T00:00:00Z'),
  to: new Date('2026-03-02T00:00:00Z'),
  regions: ['us-east-1', 'eu-west-1'],
};
const signed = () => call({ userIdentity: assumedRole() });
const found = { state: 'found', accountId: account, owner: roleOwner };

beforeEach(() => answerWith({}));

const search = async (regions = lookup.regions) => {
  const finder = new OwnerFinder(session, account);
  const unread = await searchOwner({ ...lookup, regions }, finder, testTrail());
  return { finding: finder.result(), unread };
};
const asked = () =>
  cloudTrail
    .commandCalls(LookupEventsCommand)
    .map(({ args }) => args[0].input.LookupAttributes?.[0])
    .map((attribute) => `${attribute?.AttributeKey} ${attribute?.AttributeValue}`);

test('a call in any Region tells the owner, and the issuing call is not looked for then', async () => {
  answerWith({ 'eu-west-1': { pages: [[signed()]] } });
  expect(await search()).toEqual({ finding: found, unread: [] });
  expect(asked()).toEqual([`AccessKeyId ${session}`, `AccessKeyId ${session}`]);
});

test('of a busy key only the newest page is read: the thief goes on until it is known', async () => {
  answerWith({ 'us-east-1': { pages: [[signed()], [signed()], [signed()]] } });
  expect((await search(['us-east-1'])).finding).toEqual(found);
  expect(asked()).toHaveLength(1);
});

test('pages whose records tell nothing are followed by older ones', async () => {
  const broken = call({ userIdentity: assumedRole({ type: undefined }) });
  answerWith({ 'us-east-1': { pages: [[broken], [], [signed()]] } });
  expect((await search(['us-east-1'])).finding).toEqual(found);
});

test('a session that was never used is found by the call that issued it', async () => {
  answerWith({ 'us-east-1 ResourceName': { pages: [[call(assumption())]] } });
  expect((await search(['us-east-1'])).finding).toEqual(found);
  expect(asked()).toEqual([`AccessKeyId ${session}`, `ResourceName ${session}`]);
});

test('records of two Regions that disagree give nobody', async () => {
  answerWith({
    'us-east-1': { pages: [[signed()]] },
    'eu-west-1': { pages: [[call({ userIdentity: iamUser() })]] },
  });
  expect((await search()).finding.state).toBe('contradicted');
});

test('a Region that cannot be read stops no other and is named', async () => {
  answerWith({
    'us-east-1': { error: awsError('AccessDeniedException') },
    'eu-west-1': { pages: [[signed()]] },
  });
  const { finding, unread } = await search();
  expect(finding).toEqual(found);
  expect(unread).toMatchObject([{ region: 'us-east-1', complete: false }]);
  expect(unread[0]?.reason).toContain('AccessDenied');
});
