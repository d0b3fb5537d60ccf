import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { investigate } from '#lib/investigation/investigate.ts';
import { answerWith, awsError, call, cloudTrail, key, testTrail } from './world.ts';

const deps = (regions = ['us-east-1'], unknown?: string) => ({
  ...testTrail(),
  enabledRegions: async () => ({ regions, ...(unknown ? { unknown } : {}) }),
});
const day = (number: number) => new Date(Date.UTC(2026, 2, number));

beforeEach(() => {
  vi.useFakeTimers({ now: day(2), toFake: ['Date'] });
  answerWith({});
});
afterEach(() => {
  vi.useRealTimers();
});

test('a key with calls is told with its counts, its user and where it was used', async () => {
  answerWith({ 'us-east-1': { pages: [[call({ errorCode: 'AccessDenied' })], [call()]] } });
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found).toMatchObject({
    accessKeyId: key,
    events: 2,
    failed: 1,
    lastSucceeded: '2026-03-01T10:00:00.000Z',
    sources: [{ ip: '198.51.100.7', userAgent: 'aws-cli/2.15.0', events: 2 }],
  });
  expect(found.credentials).toEqual([
    {
      id: key,
      kind: 'access-key',
      issuedBy: null,
      via: null,
      issuedAt: null,
      principal: { kind: 'user', name: 'ci', arn: 'arn:aws:iam::111122223333:user/ci' },
      certain: true,
      why: 'it is the key that was reported as leaked',
      events: 2,
      failed: 1,
      firstUsed: '2026-03-01T10:00:00.000Z',
      lastUsed: '2026-03-01T10:00:00.000Z',
    },
  ]);
});

test('a key without calls has no principal and no times of use', async () => {
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found).toMatchObject({ events: 0, failed: 0, lastSucceeded: null, actions: [] });
  expect(found.credentials[0]).toMatchObject({ principal: null });
  expect(found.credentials[0]).not.toHaveProperty('firstUsed');
});

test('unless told, it looks at the 90 days that LookupEvents has', async () => {
  const { window } = await investigate({ accessKeyId: key }, deps());
  expect(window).toEqual({ from: '2025-12-02T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' });
  expect(cloudTrail.commandCalls(LookupEventsCommand)[0]?.args[0].input.EndTime).toEqual(day(2));
});

test('what LookupEvents no longer has is not asked for, and the notes say so', async () => {
  const found = await investigate({ accessKeyId: key, from: new Date('2025-01-01T00:00:00Z') }, deps());
  expect(found.window.from).toBe('2025-12-02T00:00:00.000Z');
  expect(found.notes).toContainEqual(expect.stringContaining('nothing before 2025-12-02'));
});

test.each([
  ['a window that is turned round', { from: day(1), to: new Date('2026-02-01T00:00:00Z') }],
  ['a window that lies too far back', { to: new Date('2025-01-01T00:00:00Z') }],
  ['a window in the future', { from: day(3), to: day(4) }],
])('%s is refused before anything is asked', async (_, asked) => {
  await expect(investigate({ accessKeyId: key, ...asked }, deps())).rejects.toThrow(RangeError);
  expect(cloudTrail.commandCalls(LookupEventsCommand)).toHaveLength(0);
});

test('it says what it does not see and from when on calls may be missing', async () => {
  const notes = (await investigate({ accessKeyId: key }, deps())).notes.join('\n');
  expect(notes).toContain('calls after 2026-03-01T23:55:00.000Z may be missing');
  expect(notes).toContain('Data events');
});

test('when the enabled regions are unknown, the coverage is never complete', async () => {
  const { coverage } = await investigate({ accessKeyId: key }, deps(['us-east-1'], 'AWS would not say'));
  expect(coverage.map(({ region, complete }) => [region, complete])).toEqual([
    ['us-east-1', true],
    ['opt-in-regions', false],
  ]);
  expect(coverage[1]?.reason).toContain('AWS would not say');
});

test('a key that cannot be looked up anywhere is still answered for', async () => {
  answerWith({ 'us-east-1': { error: awsError('AccessDeniedException') } });
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found.events).toBe(0);
  expect(found.coverage).toMatchObject([
    { complete: false, reason: expect.stringContaining('AccessDenied') },
  ]);
});

test('records that could not be read, of others and of unlisted sources stand in the notes', async () => {
  const odd = [
    { ...call(), EventId: 'e-9', CloudTrailEvent: '{' },
    call({ accessKeyId: 'AKIATOURNIQUETTEST02' }),
    ...Array.from({ length: 1_001 }, (_, index) => call({ userAgent: `a${index}` })),
  ];
  answerWith({ 'us-east-1': { pages: [odd] } });
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found.events).toBe(1_002);
  const notes = found.notes.join('\n');
  expect(notes).toContain(
    '1 record could not be read in full and count by name only (e-9: it is not valid JSON)',
  );
  expect(notes).toContain('2 events came from further addresses');
});

const temporary = 'ASIATOURNIQUETTEST01';
const arnOf = (path: string) => `arn:aws:sts::111122223333:${path}`;
const sessionIssuer = { userName: 'deploy', arn: 'arn:aws:iam::111122223333:role/deploy' };

test.each([
  [
    {
      type: 'AssumedRole',
      arn: arnOf('assumed-role/deploy/me'),
      userName: undefined,
      sessionContext: { sessionIssuer },
    },
    'role-session',
    { kind: 'role', name: 'deploy', arn: sessionIssuer.arn },
  ],
  [
    { type: 'FederatedUser', arn: arnOf('federated-user/guest'), sessionContext: { sessionIssuer } },
    'federation-token',
    { kind: 'federated-user', name: 'guest', arn: arnOf('federated-user/guest') },
  ],
  [
    { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ci', userName: 'ci' },
    'session-token',
    { kind: 'user', name: 'ci', arn: 'arn:aws:iam::111122223333:user/ci' },
  ],
  [{ type: 'AWSService', arn: undefined }, 'role-session', null],
])('a temporary key is known by who CloudTrail says it is: %o', async (userIdentity, kind, principal) => {
  answerWith({ 'us-east-1': { pages: [[call({ accessKeyId: temporary, userIdentity })]] } });
  const { credentials } = await investigate({ accessKeyId: temporary }, deps());
  expect(credentials[0]).toMatchObject({ id: temporary, kind, principal });
});

test('what the calls answered, session tokens among it, is nowhere in the investigation', async () => {
  const event = call({ eventName: 'GetSessionToken', eventSource: 'sts.amazonaws.com' });
  const sessionToken = `token-${Math.random()}`;
  const detail = {
    ...JSON.parse(event.CloudTrailEvent ?? ''),
    responseElements: { credentials: { accessKeyId: temporary, sessionToken } },
  };
  const cut = JSON.stringify(detail).slice(0, -1);
  answerWith({
    'us-east-1': {
      pages: [
        [
          { ...event, CloudTrailEvent: JSON.stringify(detail) },
          { ...event, EventId: 'another', CloudTrailEvent: cut },
        ],
      ],
    },
  });
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found.events).toBe(2);
  expect(found.made).toMatchObject([{ kind: 'session token', id: temporary }]);
  expect(JSON.stringify(found)).not.toContain(sessionToken);
});

test('what the key made is listed by its CloudFormation type, with what it took away again', async () => {
  const user = { requestParameters: { userName: 'support' } };
  const login = { eventName: 'CreateLoginProfile', ...user };
  const pages = [
    [call({ eventName: 'DeleteUser', eventTime: '2026-03-01T11:00:00Z', ...user })],
    [call({ eventName: 'CreateUser', ...user }), call(login)],
  ];
  answerWith({ 'us-east-1': { pages } });
  const found = await investigate({ accessKeyId: key }, deps());
  expect(found.created).toEqual([
    {
      type: 'AWS::IAM::User',
      id: 'support',
      by: key,
      at: '2026-03-01T10:00:00.000Z',
      eventName: 'CreateUser',
      region: 'us-east-1',
      removedAt: '2026-03-01T11:00:00.000Z',
    },
  ]);
  expect(found.made.map(({ kind }) => kind)).toEqual(['user', 'console login']);
});

test('things without a name in the trail stand in the notes', async () => {
  answerWith({
    'us-east-1': { pages: [[call({ eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com' })]] },
  });
  const { notes, created } = await investigate({ accessKeyId: key }, deps());
  expect(notes).toContain('Of 1 thing that the key made, 1 cannot be named here.');
  expect(created).toEqual([]);
});
