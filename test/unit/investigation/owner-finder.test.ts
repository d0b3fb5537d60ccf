import { expect, test } from 'vitest';
import { OwnerFinder } from '#lib/investigation/owner-finder.ts';
import { readLookedUpEvent } from '#lib/investigation/trail-record.ts';
import { account, assumedRole, assumption, iamUser, roleOwner, session, userOwner } from './identities.ts';
import { call } from './world.ts';

type Details = NonNullable<Parameters<typeof call>[0]>;

const finding = (...calls: Details[]) => {
  const finder = new OwnerFinder(session, account);
  for (const details of calls) finder.add(readLookedUpEvent(call(details), 'us-east-1'));
  return finder.result();
};
const near = `${session.slice(0, -1)}2`;
const found = (owner: object) => ({ state: 'found', accountId: account, owner });

test('one call of the session tells its owner, and so do a thousand', () => {
  const one = { userIdentity: assumedRole() };
  expect(finding(one)).toEqual(found(roleOwner));
  expect(finding(...Array.from({ length: 1_000 }, () => one))).toEqual(found(roleOwner));
});

test('a call that was refused tells its owner as well', () => {
  expect(finding({ userIdentity: assumedRole(), errorCode: 'AccessDenied' })).toEqual(found(roleOwner));
});

test('the call that issued the session tells its owner', () => {
  expect(finding({ accessKeyId: 'AKIATOURNIQUETTEST01', ...assumption() })).toEqual(found(roleOwner));
});

test('an issuing call that failed tells nothing', () => {
  expect(finding({ ...assumption(), errorCode: 'AccessDenied' })).toEqual({ state: 'not-found' });
});

test('a near-identical id is another key', () => {
  const other = assumption({ credentials: { accessKeyId: near } });
  expect(finding({ userIdentity: assumedRole({ accessKeyId: near }) }, other)).toEqual({
    state: 'not-found',
  });
});

test('only the record itself says which key signed, not the list that it stands in', () => {
  const { accessKeyId: _, ...identity } = assumedRole();
  const event = { ...call({ userIdentity: assumedRole() }), AccessKeyId: session };
  const record = { ...JSON.parse(event.CloudTrailEvent ?? ''), userIdentity: identity };
  const finder = new OwnerFinder(session, account);
  expect(finder.add(readLookedUpEvent({ ...event, CloudTrailEvent: JSON.stringify(record) }, 'r'))).toBe(
    false,
  );
});

test('an owner in another account than the key is of does not count', () => {
  const finder = new OwnerFinder(session, '444455556666');
  finder.add(readLookedUpEvent(call({ userIdentity: assumedRole() }), 'us-east-1'));
  expect(finder.result()).toEqual({ state: 'not-found' });
});

test('records that contradict themselves are passed over', () => {
  const broken = assumedRole({}, { principalId: 'AROAANOTHER' });
  expect(finding({ userIdentity: broken }, { userIdentity: assumedRole() })).toEqual(found(roleOwner));
});

test('records that contradict one another give nobody', () => {
  const other = assumedRole({
    principalId: 'AROATOURNIQUETROLE01:build-8',
    arn: `arn:aws:sts::${account}:assumed-role/deploy/build-8`,
  });
  expect(finding({ userIdentity: assumedRole() }, { userIdentity: other })).toMatchObject({
    state: 'contradicted',
    holders: [{ owner: roleOwner }, { owner: { ...roleOwner, sessionName: 'build-8' } }],
  });
  expect(finding({ userIdentity: assumedRole() }, { userIdentity: iamUser() }).state).toBe('contradicted');
});

test('a user that was renamed is one user, by its newest name', () => {
  const renamed = iamUser({ userName: 'ci-old', arn: `arn:aws:iam::${account}:user/ci-old` });
  const calls = [
    { userIdentity: renamed, eventTime: '2026-03-01T09:00:00Z' },
    { userIdentity: iamUser(), eventTime: '2026-03-01T10:00:00Z' },
  ];
  expect(finding(...calls)).toEqual(found(userOwner));
  expect(finding(...calls.toReversed())).toEqual(found(userOwner));
});
