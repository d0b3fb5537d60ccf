import { expect, test } from 'vitest';
import { expiryOf } from '#lib/investigation/expiry.ts';
import { issuedBy } from '#lib/investigation/issued.ts';
import { account, assumption, iamUser, roleId, roleOwner, root, session, userOwner } from './identities.ts';

const at = '2026-03-01T10:00:00.000Z';
const sent = (action: string, detail: Record<string, unknown>) => issuedBy(`sts:${action}`, detail, at);

test.each(['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])(
  '%s issues a session whose role and expiry are told, and nothing of its secrets',
  (action) => {
    const issued = sent(action, assumption());
    expect(issued).toEqual({
      session: { id: session, kind: 'role-session', principal: 'deploy', until: '2026-03-01T11:00:00.000Z' },
      holder: { accountId: account, owner: roleOwner },
    });
    expect(JSON.stringify(issued)).not.toContain('not to be kept');
  },
);

const credentials = { accessKeyId: session, expiration: 'Mar 1, 2026, 10:00:00 PM' };

test('the sessions of GetSessionToken and GetFederationToken are those of the caller', () => {
  const elements = { responseElements: { credentials } };
  expect(sent('GetSessionToken', { userIdentity: iamUser(), ...elements })).toEqual({
    session: { id: session, kind: 'session-token', principal: 'ci', until: '2026-03-01T22:00:00.000Z' },
    holder: { accountId: account, owner: userOwner },
  });
  const federated = { userIdentity: iamUser(), requestParameters: { name: 'guest' }, ...elements };
  expect(sent('GetFederationToken', federated)).toMatchObject({
    session: { kind: 'federation-token', principal: 'guest' },
    holder: { owner: userOwner },
  });
  expect(sent('GetSessionToken', { userIdentity: root(), ...elements })).toMatchObject({
    session: { principal: 'root' },
    holder: { owner: { type: 'root' } },
  });
});

test('a session that a service took has no role id, and is told all the same', () => {
  const issued = sent('AssumeRole', assumption({ assumedRoleUser: undefined }));
  const { roleId: _, ...owner } = roleOwner;
  expect(issued?.holder).toEqual({ accountId: account, owner });
});

test.each([
  [
    'another session name',
    { assumedRoleId: `${roleId}:other`, arn: `arn:aws:sts::${account}:assumed-role/deploy/other` },
  ],
  [
    'another role',
    { assumedRoleId: `${roleId}:build-7`, arn: `arn:aws:sts::${account}:assumed-role/x/build-7` },
  ],
  ['no id', { arn: `arn:aws:sts::${account}:assumed-role/deploy/build-7` }],
  ['nothing', null],
])('an answer with %s is of nobody, and the session still lives', (_, assumedRoleUser) => {
  const issued = sent('AssumeRole', assumption({ assumedRoleUser }));
  expect(issued).toMatchObject({ session: { id: session }, holder: null });
});

test('a session whose id the record leaves out is kept as unnamed', () => {
  const issued = sent('AssumeRole', { ...assumption(), responseElements: null, eventID: 'e-1' });
  expect(issued?.session).toMatchObject({ id: 'unnamed-e-1', until: '2026-03-02T22:00:00.000Z' });
});

test('other calls issue no session', () => {
  expect(sent('GetCallerIdentity', assumption())).toBeNull();
  expect(issuedBy('iam:CreateAccessKey', assumption(), at)).toBeNull();
});

test.each([
  ['Jul 30, 2024, 9:46:15 PM', '2024-07-30T21:46:15.000Z'],
  ['Jul 30, 2024 12:46:15 PM', '2024-07-30T12:46:15.000Z'],
  ['Jul 31, 2024, 12:00:01\u202fAM', '2024-07-31T00:00:01.000Z'],
  ['2024-07-30T22:00:00Z', '2024-07-30T22:00:00.000Z'],
])('%s is the moment of expiry', (told, until) => {
  expect(expiryOf(told, '2024-07-30T10:00:00.000Z')).toBe(until);
});

test.each([
  ['nothing', undefined],
  ['a number', 1_700_000_000],
  ['other words', 'soon'],
  ['no such hour', 'Jul 30, 2024, 0:00:00 PM'],
  ['a time before it was issued', 'Jul 29, 2024, 9:46:15 PM'],
  ['a time beyond 36 hours', 'Aug 30, 2024, 9:46:15 PM'],
])('%s as expiry counts as the longest that a session can live', (_, told) => {
  expect(expiryOf(told, '2024-07-30T10:00:00.000Z')).toBe('2024-07-31T22:00:00.000Z');
});
