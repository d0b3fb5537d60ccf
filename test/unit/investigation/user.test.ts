import { beforeEach, expect, test } from 'vitest';
import { investigate } from '#lib/investigation/investigate.ts';
import { account, assumedRole, federatedUser, iamUser, session, userId } from './identities.ts';
import { answerWith, call, testTrail } from './world.ts';

type Details = NonNullable<Parameters<typeof call>[0]>;
const long = 'AKIATOURNIQUETTEST01';
const user = (accessKeyId: string, more: object = {}): Details => ({
  userIdentity: iamUser({ accessKeyId, ...more }),
});

beforeEach(() => answerWith({}));

const look = (...calls: Details[]) => {
  answerWith({ 'us-east-1': { pages: [calls.map((details) => call(details))] } });
  const deps = { ...testTrail(), enabledRegions: async () => ({ regions: ['us-east-1'] }) };
  return investigate({ user: { name: 'ci', id: userId } }, deps);
};

test('calls under the name are told by the key that signed each, and none is certain to be the leak', async () => {
  const found = await look(user(long), user(long), user(session));
  expect(found).toMatchObject({ accessKeyId: null, userName: 'ci', events: 3 });
  expect(found.credentials).toMatchObject([
    { id: long, kind: 'access-key', events: 2, certain: false, issuedBy: null },
    { id: session, kind: 'session-token', events: 1, certain: false },
  ]);
  expect(found.credentials[0]?.principal).toMatchObject({ kind: 'user', name: 'ci' });
});

test('a sign-in to the console, which carries no key id, is a credential of its own', async () => {
  const { accessKeyId: _, ...identity } = iamUser();
  const signIn = call({ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' });
  const record = { ...JSON.parse(signIn.CloudTrailEvent ?? ''), userIdentity: identity };
  const { AccessKeyId: __, ...listed } = signIn;
  answerWith({ 'us-east-1': { pages: [[{ ...listed, CloudTrailEvent: JSON.stringify(record) }]] } });
  const deps = { ...testTrail(), enabledRegions: async () => ({ regions: ['us-east-1'] }) };
  const { credentials } = await investigate({ user: { name: 'ci' } }, deps);
  expect(credentials).toMatchObject([
    { id: `console-session:arn:aws:iam::${account}:user/ci`, kind: 'console-session', events: 1 },
  ]);
});

test('role sessions and other users that go by the name are left out', async () => {
  const found = await look(
    user(long),
    { userIdentity: assumedRole({ principalId: 'AROAX:ci' }) },
    user(long, { principalId: 'AIDAMADEANEWLATER001' }),
    user(long, { userName: 'ci2' }),
  );
  expect(found.events).toBe(1);
  expect(found.credentials.map(({ id }) => id)).toEqual([long]);
});

test('a federated session counts as its user', async () => {
  expect((await look({ userIdentity: federatedUser() })).credentials).toMatchObject([
    { id: session, kind: 'federation-token', certain: false },
  ]);
});

test('what was made is told with the key that made it', async () => {
  const found = await look({
    ...user(session),
    eventName: 'CreateUser',
    requestParameters: { userName: 'support' },
  });
  expect(found.created).toMatchObject([{ type: 'AWS::IAM::User', id: 'support', by: session }]);
});

test("the notes say that the user's own work is among it", async () => {
  const notes = (await look()).notes.join('\n');
  expect(notes).toContain("the user's own work is among them");
  expect(notes).not.toContain('the key itself');
});
