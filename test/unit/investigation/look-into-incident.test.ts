import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import { type Fields, type RecordKind, recordKinds } from '#lib/incident/records.ts';
import { lookIntoIncident } from '#lib/investigation/look-into-incident.ts';
import { logger } from '#lib/platform/logger.ts';
import { account, assumedRole, assumption, iamUser, roleOwner, session, userId } from './identities.ts';
import { answerWith, awsError, call, cloudTrail, key, testTrail } from './world.ts';

const incidentId = `${session}-1`;
const incident = (details: Partial<Incident> = {}): Incident => ({
  incidentId,
  accessKeyId: session,
  accountId: account,
  principal: null,
  status: 'not-contained',
  decidedBy: 'principal-unknown',
  signals: [],
  steps: [],
  openedAt: '2026-03-01T10:00:00.000Z',
  ...details,
});

let known: Incident | undefined;
let marks: Set<string>;
let kept: Fields | undefined;
const sendOwner = vi.fn(async (_: unknown) => {});
const errors = vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();

const deps = () => ({
  ...testTrail(),
  enabledRegions: async () => ({ regions: ['us-east-1', 'eu-west-1'] }),
  incidents: {
    find: async () => known,
    marked: async (_: string, what: string) => marks.has(what),
    mark: async (_: string, what: string) => marks.size < marks.add(what).size,
  },
  records: {
    get: async (kind: RecordKind, id: string) => {
      expect([recordKinds.includes(kind), kind, id]).toEqual([true, 'sessions', known?.incidentId]);
      return kept;
    },
    set: async (_: RecordKind, __: string, fields: Fields) => {
      kept = { ...kept, ...fields };
    },
  },
  ownAccountId: account,
  sendOwner,
});
const look = (accessKeyId: string | null = session, id = incidentId) =>
  lookIntoIncident({ incidentId: id, accessKeyId }, deps());
const signed = () => call({ userIdentity: assumedRole() });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T10:30:00Z'), toFake: ['Date'] });
  [known, marks, kept] = [incident(), new Set(), undefined];
  sendOwner.mockReset();
  errors.mockClear();
  answerWith({});
});
afterEach(() => {
  vi.useRealTimers();
});

test('the owner of a session that nobody knows is sent to containment, once', async () => {
  answerWith({ 'eu-west-1': { pages: [[signed()]] } });
  const { found, faults } = await look();
  await look();
  expect(sendOwner.mock.calls).toEqual([
    [{ kind: 'owner-found', incidentId, accountId: account, owner: roleOwner }],
  ]);
  expect(found.owner).toEqual({ state: 'found', accountId: account, owner: roleOwner });
  expect(found.events).toBe(1);
  expect(faults).toEqual([]);
});

test('each call that is counted is handed to whoever keeps them, however the owner was looked for', async () => {
  answerWith({ 'eu-west-1': { pages: [[signed(), signed()]] } });
  const keep = vi.fn();
  const { found } = await lookIntoIncident(
    { incidentId, accessKeyId: session },
    { ...deps(), keeper: { keep, keepLink: vi.fn() } },
  );
  expect(keep.mock.calls.map(([{ accessKeyId }, { eventName }, by]) => [accessKeyId, eventName, by])).toEqual(
    [
      [session, 'ListUsers', session],
      [session, 'ListUsers', session],
    ],
  );
  expect(found.events).toBe(2);
});

test('the owner is sent before the calls are counted', async () => {
  answerWith({ 'us-east-1': { pages: [[signed()], [signed()]] } });
  let asked = 0;
  sendOwner.mockImplementation(async () => {
    asked = cloudTrail.commandCalls(LookupEventsCommand).length;
  });
  await look();
  expect(asked).toBe(2);
});

test('an owner that could not be sent is a fault, and the next run sends it', async () => {
  answerWith({ 'us-east-1': { pages: [[signed()]] } });
  sendOwner.mockRejectedValueOnce(awsError('InternalError', 'SQS is down'));
  expect(await look()).toMatchObject({ found: { events: 1 }, faults: [{ message: 'SQS is down' }] });
  expect((await look()).faults).toEqual([]);
  expect(sendOwner).toHaveBeenCalledTimes(2);
});

test('where records disagree nothing is sent, loudly', async () => {
  answerWith({
    'us-east-1': { pages: [[signed()]] },
    'eu-west-1': { pages: [[call({ userIdentity: iamUser() })]] },
  });
  const { found } = await look();
  expect(found.owner?.state).toBe('contradicted');
  expect(sendOwner).not.toHaveBeenCalled();
  expect(errors).toHaveBeenCalled();
});

test('a disagreement that the whole look finds is said', async () => {
  answerWith({ 'us-east-1': { pages: [[signed()], [call({ userIdentity: iamUser() })]] } });
  const { found } = await look();
  expect(found.owner?.state).toBe('contradicted');
  expect(errors).toHaveBeenCalled();
});

test('an owner that is not found is told as that, with what was not searched to the end', async () => {
  answerWith({ 'eu-west-1 ResourceName': { error: awsError('AccessDeniedException') } });
  const { found } = await look();
  expect(found.owner).toEqual({ state: 'not-found' });
  expect(found.notes).toContain('Its owner was not looked for to the end in eu-west-1.');
});

test.each<[string, Partial<Incident>]>([
  ['contained', { status: 'contained', decidedBy: 'role-session' }],
  ['not contained for another reason', { decidedBy: 'principal-gone' }],
  ['of another key', { accessKeyId: `${session.slice(0, -1)}2` }],
])('for an incident that is %s no owner is looked for', async (_, details) => {
  known = incident(details);
  answerWith({ 'us-east-1': { pages: [[signed()]] } });
  const { found } = await look();
  expect(found).not.toHaveProperty('owner');
  expect(sendOwner).not.toHaveBeenCalled();
});

test('a long-term key is not looked for in that way', async () => {
  known = incident({ accessKeyId: key });
  expect((await look(key)).found).not.toHaveProperty('owner');
});

test('the trail of another account is not read, and the coverage says so', async () => {
  known = incident({ accountId: '444455556666' });
  const { found } = await look();
  const row = found.coverage.at(-1);
  expect(row).toMatchObject({ region: 'account 444455556666', complete: false });
  expect(found.notes.join('\n')).toContain('the trail of account 444455556666 cannot be read yet');
});

test('what the key issued is kept with its expiry, and earlier findings stay', async () => {
  known = incident({ accessKeyId: key, status: 'contained', decidedBy: 'user-key' });
  answerWith({ 'us-east-1': { pages: [[call(assumption())]] } });
  await look(key);
  const first = { id: session, kind: 'role-session', principal: 'deploy', until: '2026-03-01T11:00:00.000Z' };
  expect(kept).toEqual({ sessions: [first] });
  const credentials = { accessKeyId: 'ASIATOURNIQUETTEST09', expiration: 'Mar 1, 2026, 12:00:00 PM' };
  answerWith({ 'us-east-1': { pages: [[call(assumption({ credentials }))]] } });
  await look(key);
  expect(kept).toEqual({
    sessions: [{ ...first, id: 'ASIATOURNIQUETTEST09', until: '2026-03-01T12:00:00.000Z' }, first],
  });
  answerWith({});
  await look(key);
  expect(kept?.['sessions']).toHaveLength(2);
});

test('a record that cannot be kept is a fault, and the look is answered', async () => {
  answerWith({ 'us-east-1': { pages: [[call(assumption())]] } });
  const down = { ...deps(), records: { get: async () => undefined, set: () => Promise.reject('down') } };
  const { found, faults } = await lookIntoIncident({ incidentId, accessKeyId: key }, down);
  expect([found.sessions.length, faults]).toEqual([1, ['down']]);
});

const ofUser = (details: Partial<Incident> = {}) =>
  incident({
    accessKeyId: null,
    status: 'contained',
    decidedBy: 'user-only',
    principal: { kind: 'user', name: 'ci', arn: `arn:aws:iam::${account}:user/ci`, id: userId },
    ...details,
  });

test('an incident of which only the user is known is looked into by its name', async () => {
  known = ofUser();
  answerWith({ 'us-east-1': { pages: [[call({ userIdentity: iamUser() })]] } });
  expect((await look(null)).found).toMatchObject({ accessKeyId: null, userName: 'ci', events: 1 });
  const attributes = cloudTrail
    .commandCalls(LookupEventsCommand)
    .map(({ args }) => args[0].input.LookupAttributes);
  expect(attributes).toEqual(Array(2).fill([{ AttributeKey: 'Username', AttributeValue: 'ci' }]));
});

test('the user that only the signal names is looked for', async () => {
  const signal = {
    id: 'quarantine:1',
    source: 'quarantine',
    certainty: 'proven',
    userName: 'ci',
    where: 'x',
    reportedAt: '2026-03-01T10:00:00.000Z',
  } as const;
  known = ofUser({ principal: null, signals: [signal] });
  expect((await look(null)).found.userName).toBe('ci');
});

test('a key that a later signal has named is looked for instead', async () => {
  known = ofUser({ accessKeyId: key });
  expect((await look(null)).found.accessKeyId).toBe(key);
});

test.each<[string, Incident | undefined]>([
  ['an incident that names nobody', ofUser({ principal: null })],
  ['no incident', undefined],
])('%s is answered with nothing, and claims nothing', async (_, there) => {
  known = there;
  const { found, faults } = await look(null);
  expect(found).toMatchObject({ accessKeyId: null, events: 0, coverage: [{ complete: false }] });
  expect(found.notes.join()).toContain('names neither a key nor a user');
  expect(faults).toEqual([]);
  expect(cloudTrail.calls()).toEqual([]);
});

test('a store that does not answer is asked again by the next run where only it knows the user', async () => {
  const broken = { ...deps().incidents, find: () => Promise.reject(new Error('DynamoDB is down')) };
  const run = (accessKeyId: string | null) =>
    lookIntoIncident({ incidentId, accessKeyId }, { ...deps(), incidents: broken });
  await expect(run(null)).rejects.toThrow('DynamoDB is down');
  expect(await run(session)).toMatchObject({ found: { accessKeyId: session }, faults: [] });
  expect(sendOwner).not.toHaveBeenCalled();
});
