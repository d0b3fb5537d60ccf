import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import type { LookSummary } from '#lib/investigation/changes.ts';
import { start } from '#lib/investigation/course.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { type LookDeps, lookOnce, type Told, type Turn } from '#lib/investigation/look-once.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import {
  onBehalfOf,
  roleArn,
  roleIdOf,
  roleSession,
  user,
  userArn,
  userIdOf,
  victim,
} from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import {
  createAccessKey,
  createLoginProfile,
  createRole,
  createUser,
  remove,
} from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, getFederationToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, inDeploy, leaked, second, thief } from './lineage.ts';
import { type Asked, recordsStand } from './live-trail.ts';
import { awsError, testTrail } from './world.ts';

const pauses = vi.hoisted((): number[] => []);
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  // The waits of a look are played.
  sleep: async (milliseconds: number) => {
    pauses.push(milliseconds);
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));
const errors = vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();

const incidentId = `${leaked}-1`;
const request = { incidentId, accessKeyId: leaked };
const key = 'AKIAT3SKF7WXYMADEK2Y';
const ci = { kind: 'user', name: 'ci', arn: userArn('ci'), id: userIdOf('ci') };

const incident = (more: Partial<Incident> = {}): Incident => ({
  incidentId,
  accessKeyId: leaked,
  accountId: victim,
  principal: ci,
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: at(-0.5),
  containedAt: at(-0.4),
  ...more,
});

/** What contain makes of the messages: an incident for each. */
const descendant = (accessKeyId: string | null, more: Partial<Incident> = {}): Incident =>
  incident({ incidentId: `${accessKeyId}-1`, accessKeyId, descendantOf: incidentId, ...more });

let root: Incident | undefined;
let held: Incident[];
let sent: Json[];
let told: Told[];
const find = vi.fn<LookDeps['incidents']['find']>();
const descendantsOf = vi.fn<LookDeps['incidents']['descendantsOf']>();
const send = vi.fn<LookDeps['send']>();
const write = vi.fn<LookDeps['write']>();
const enabledRegions = vi.fn<LookDeps['enabledRegions']>();
const mail = { subject: 'a look', body: 'what it found' };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(at(30)), toFake: ['Date'] });
  [root, held, sent, told] = [incident(), [], [], []];
  pauses.length = 0;
  errors.mockClear();
  find.mockReset().mockImplementation(async () => root);
  descendantsOf.mockReset().mockImplementation(async () => held);
  send.mockReset().mockImplementation(async (message) => void sent.push({ ...message }));
  write.mockReset().mockImplementation((what) => {
    told.push(what);
    return { mail, marks: ['mail'] };
  });
  enabledRegions.mockReset().mockResolvedValue({ regions: ['eu-west-1', 'us-east-1'] });
});
afterEach(() => void vi.useRealTimers());

const look = (number = 0, more: Partial<LookDeps> = {}, turn: Partial<Turn> = {}) =>
  lookOnce(
    request,
    { look: number, place: { ...start, number }, before: undefined, ...turn },
    {
      ...testTrail(),
      enabledRegions,
      incidents: { find, descendantsOf, marked: async () => false, mark: async () => true },
      records: { get: async () => undefined, set: async () => {} },
      ownAccountId: victim,
      sendOwner: async () => {},
      send,
      write,
      ...more,
    },
  );
const ofKind = (kind: string) => sent.filter((message) => message['kind'] === kind);
const things = () => ofKind('descendant').map(({ thing }) => thing);
const found = () => told.at(-1)?.found;
const statusOf = (id: string) => found()?.credentials.find((credential) => credential.id === id)?.verdict;

const session = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
const made = [createUser(thief, at(1), 'support'), createAccessKey(thief, key, at(2), 'support')];

describe('an incident', () => {
  it('that does not exist is not looked into, and nothing is made of it', async () => {
    root = undefined;
    const asked = recordsStand([session]);
    expect(await look()).toEqual({ ended: 'no-such-incident' });
    expect([asked, sent, told]).toEqual([[], [], []]);
    expect(errors).toHaveBeenCalledOnce();
  });

  it('that was restored is looked into no more', async () => {
    root = incident({ status: 'restored' });
    const asked = recordsStand([session]);
    expect(await look()).toEqual({ ended: 'restored' });
    expect([asked, sent, told]).toEqual([[], [], []]);
  });

  it('that was restored while it was looked into is told of no more', async () => {
    recordsStand([session], (asked) => {
      if (asked.includes(first)) root = incident({ status: 'restored' });
      return undefined;
    });
    held = [descendant(first)];
    expect(await look()).toEqual({ ended: 'restored' });
    expect(told).toEqual([]);
  });

  it('that cannot be read is looked into all the same', async () => {
    find.mockRejectedValue(awsError('InternalServerError'));
    recordsStand([session, ...made]);
    expect(await look()).toMatchObject({ handedOn: false, telling: { mail } });
    expect(told).toMatchObject([{ incident: undefined, found: { events: 3 } }]);
  });
});

describe('what came from the leak', () => {
  it('is handed to containment as it is found, each thing once, and told with what became of it', async () => {
    const asked: Asked[] = recordsStand([
      session,
      ...made,
      record(inDeploy('a', first), 's3:ListBuckets', at(3)),
    ]);
    held = [descendant(first), descendant(key, { status: 'partly-contained' })];
    let askedThen = 0;
    send.mockImplementation(async (message) => {
      sent.push({ ...message });
      askedThen ||= asked.length;
    });
    expect(await look()).toMatchObject({ ownerless: false, ownerFoundNow: false, handedOn: true });
    expect(things()).toMatchObject([
      { type: 'access-key', accessKeyId: key, userName: 'support', madeUser: true },
      { type: 'role-session', accessKeyId: first, roleName: 'deploy', sessionName: 'a' },
    ]);
    expect(askedThen).toBeLessThan(asked.length);
    expect(pauses).toEqual([]);
    expect(statusOf(first)).toMatchObject({ incidentId: `${first}-1`, status: 'contained' });
    expect(statusOf(key)).toMatchObject({ incidentId: `${key}-1`, status: 'partly-contained' });
    // The user goes with its key.
    expect(found()?.created[0]).toMatchObject({ id: 'support', verdict: { incidentId: `${key}-1` } });
    for (const message of sent)
      expect(readQueueMessage(JSON.stringify(message), defaultRules())).toEqual(message);
  });

  it('is handed on at the end where it could not be at once, and the trail is read all the same', async () => {
    recordsStand([session, ...made]);
    held = [descendant(first), descendant(key)];
    send.mockRejectedValueOnce(new Error('SQS is down'));
    expect(await look()).toMatchObject({ handedOn: true });
    expect(things()).toHaveLength(2);
    expect(found()?.events).toBe(3);
  });

  it('that cannot be handed on is told, and the look has to be repeated', async () => {
    recordsStand([session, ...made]);
    send.mockRejectedValue(new Error('SQS is down'));
    expect(await look()).toMatchObject({ handedOn: false, telling: { mail } });
    expect(told).toMatchObject([{ found: { events: 3 }, nextLookAt: '2026-05-04T08:31:00.000Z' }]);
    expect(statusOf(first)).toMatchObject({ what: 'contain' });
    expect(statusOf(first)).not.toHaveProperty('status');
  });

  it('whose sessions could not be kept has to be looked for again', async () => {
    recordsStand([session]);
    held = [descendant(first)];
    const set = async () => Promise.reject(awsError('InternalServerError'));
    expect(await look(0, { records: { get: async () => undefined, set } })).toMatchObject({
      handedOn: false,
    });
  });

  it('of the leaked key itself is nothing', async () => {
    recordsStand([record(thief, 's3:ListBuckets', at(0))]);
    await look();
    expect(sent).toEqual([]);
    expect(descendantsOf).not.toHaveBeenCalled();
  });
});

describe('what becomes of it', () => {
  const planned = { id: 'deny-session', outcome: 'planned', at: at(30) } as const;
  const done = { ...planned, outcome: 'done' } as const;

  it.each<[string, Incident[], Incident[]]>([
    ['has an incident', [], [descendant(first)]],
    ['is decided', [descendant(first, { status: 'not-contained' })], [descendant(first)]],
    [
      'is done',
      [descendant(first, { status: 'not-contained', decidedBy: 'policy', steps: [planned] })],
      [descendant(first, { status: 'not-contained', decidedBy: 'policy', steps: [done] })],
    ],
  ])('is waited for until it %s', async (_, before, after) => {
    recordsStand([session]);
    held = before;
    descendantsOf.mockImplementation(async () => (pauses.length < 3 ? before : after));
    await look();
    expect(pauses).toEqual([1_500, 1_500, 1_500]);
    expect(statusOf(first)?.status).toBe(after[0]?.status);
  });

  it('is waited for no longer than containment takes', async () => {
    recordsStand([session]);
    expect(await look()).toMatchObject({ handedOn: true });
    expect(pauses.reduce((total, pause) => total + pause, 0)).toBe(45_000);
    expect(statusOf(first)).not.toHaveProperty('status');
  });

  it.each([
    [4_000, 3],
    [-1, 0],
  ])('is waited for no longer than there is time: %i ms', async (left, times) => {
    recordsStand([session]);
    // The trail was read in time; then the time goes.
    let reading = true;
    find.mockImplementation(async () => root);
    send.mockImplementation(async () => {
      reading = false;
    });
    await look(0, { timeLeft: () => (reading ? 60_000 : left) });
    expect(pauses).toHaveLength(times);
  });

  it('is told of a role and a user by their names, and of the user of the leaked key by its own incident', async () => {
    const role = { kind: 'role', name: 'helper', arn: roleArn('helper'), id: roleIdOf('helper') };
    const boss = { kind: 'user', name: 'boss', arn: userArn('boss'), id: userIdOf('boss') };
    recordsStand([
      createRole(thief, at(0), 'helper', victim),
      createLoginProfile(thief, at(1), 'boss'),
      getFederationToken(user('dana', key), second, at(4), 'guest'),
      createAccessKey(thief, key, at(3), 'dana'),
    ]);
    root = incident({ principal: { ...ci, name: 'dana' } });
    held = [
      descendant(key),
      descendant('AKIAOTHER', { principal: role }),
      descendant(null, { principal: role, incidentId: 'role-1' }),
      descendant(null, { principal: boss, incidentId: 'user-1' }),
    ];
    await look();
    expect(found()?.created[0]).toMatchObject({ id: 'helper', verdict: { incidentId: 'role-1' } });
    expect(statusOf(`login-profile:${userArn('boss')}`)).toMatchObject({ incidentId: 'user-1' });
    expect(statusOf(second)).toMatchObject({ incidentId });
  });

  it('is a fault where it cannot be asked', async () => {
    recordsStand([session]);
    descendantsOf.mockRejectedValue(awsError('InternalServerError'));
    expect(await look()).toMatchObject({ handedOn: false, telling: { mail } });
  });
});

describe('containment is asked to look again', () => {
  const detached = remove(thief, 'DetachUserPolicy', at(5), {
    userName: 'ci',
    policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll',
  });

  it('from the second look on, with who took something off', async () => {
    recordsStand([detached]);
    await look(0);
    expect(ofKind('sweep')).toEqual([]);
    await look(2);
    expect(ofKind('sweep')).toEqual([
      {
        kind: 'sweep',
        incidentId,
        number: 2,
        changes: [
          {
            principalId: userIdOf('ci'),
            step: 'deny-user',
            by: userArn('ci'),
            byLineage: true,
            at: at(5).replace('Z', '.000Z'),
          },
        ],
      },
    ]);
    expect(readQueueMessage(JSON.stringify(ofKind('sweep')[0]), defaultRules())).toEqual(ofKind('sweep')[0]);
  });

  it('and a service that acts in the name of a session of the lineage is no administrator', async () => {
    const inItsName = onBehalfOf(roleSession('admin', 's', first), 'ssm.amazonaws.com', second);
    recordsStand([
      assumeRole(thief, first, at(1), { role: 'admin', session: 's' }),
      remove(inItsName, 'DeleteUserPermissionsBoundary', at(6), { userName: 'ci' }),
    ]);
    await look(1);
    expect(ofKind('sweep')).toMatchObject([{ changes: [{ step: 'bound-user', byLineage: true }] }]);
  });

  it('about all that came from it, whatever of the lineage is known', async () => {
    const role = { kind: 'role', name: 'helper', arn: roleArn('helper'), id: roleIdOf('helper') };
    held = [descendant(null, { principal: role })];
    const asked = recordsStand([
      remove(colleague, 'DeleteRolePermissionsBoundary', at(6), { roleName: 'helper' }),
    ]);
    await look(1);
    expect(asked).toContain('us-east-1 ResourceName helper');
    expect(ofKind('sweep')).toMatchObject([{ changes: [{ step: 'bound-role', byLineage: false }] }]);
  });

  it('also where CloudTrail would not say who changed what, which is told', async () => {
    recordsStand([], (asked) =>
      asked.includes('ResourceName') ? awsError('AccessDeniedException') : undefined,
    );
    expect(await look(1)).toMatchObject({ handedOn: true });
    expect(ofKind('sweep')).toMatchObject([{ changes: [] }]);
    expect(found()?.coverage).toContainEqual(
      expect.objectContaining({ region: 'who changed IAM (us-east-1)', complete: false }),
    );
  });

  it('and where that is not possible the look has to be repeated', async () => {
    recordsStand([]);
    descendantsOf.mockRejectedValue(awsError('InternalServerError'));
    expect(await look(1)).toMatchObject({ handedOn: false, telling: { mail } });
    expect(ofKind('sweep')).toEqual([]);
  });

  it('of an incident that is gone meanwhile nothing is known', async () => {
    recordsStand([]);
    find.mockImplementation(async () => (find.mock.calls.length > 2 ? undefined : root));
    await look(1);
    expect(ofKind('sweep')).toMatchObject([{ changes: [] }]);
  });
});

describe('what keeps drawing sessions', () => {
  const instances = (count: number) =>
    Array.from({ length: count }, (_, number) => `i-0aa11bb22cc33d${String(number).padStart(3, '0')}`);

  it('keeps the incident open, with the command that stops it', async () => {
    const [instance = ''] = instances(1);
    recordsStand([runInstances(thief, at(0), [instance], 'worker')]);
    await look();
    expect(ofKind('still-open')).toEqual([
      {
        kind: 'still-open',
        incidentId,
        open: [
          {
            what: `${instance}, which RunInstances started, draws new sessions of its role until it is stopped`,
            command: `aws ec2 terminate-instances --region eu-west-1 --instance-ids ${instance}`,
          },
        ],
      },
    ]);
  });

  it('is told as far as containment takes it', async () => {
    const long = { ...runInstances(thief, at(0), instances(24), 'worker'), awsRegion: 'eu-west-1' };
    const strange = runInstances(thief, at(0), ['$(rm)'.repeat(80)], 'worker');
    recordsStand([strange, long]);
    await look();
    const [message] = ofKind('still-open');
    expect(message?.['open']).toHaveLength(20);
    expect(readQueueMessage(JSON.stringify(message), defaultRules())).toEqual(message);
  });

  it('without a command is to be stopped by hand', async () => {
    recordsStand([runInstances(thief, at(0), ['$(rm)'], 'worker')]);
    await look();
    expect(ofKind('still-open')).toMatchObject([{ open: [{ command: 'stop it by hand' }] }]);
  });

  it('is said to be nothing, too, once something may have been', async () => {
    recordsStand([]);
    await look(0);
    expect(ofKind('still-open')).toEqual([]);
    await look(1);
    expect(ofKind('still-open')).toEqual([{ kind: 'still-open', incidentId, open: [] }]);
  });
});

describe('a look', () => {
  it.each([
    [0, '2026-05-04T08:35:00.000Z'],
    [1, '2026-05-04T08:40:00.000Z'],
    [4, undefined],
  ])('tells when the next one is: number %i', async (number, nextLookAt) => {
    recordsStand([]);
    await look(number);
    expect(told).toMatchObject([{ look: number, nextLookAt, incident: root, before: undefined }]);
  });

  it('that has nothing to tell is remembered all the same', async () => {
    recordsStand([session]);
    held = [descendant(first)];
    write.mockReturnValue(undefined);
    const outcome = await look();
    expect(outcome).not.toHaveProperty('telling');
    expect(outcome).toMatchObject({ summary: { events: 1, credentials: { beyond: 0 } } });
    // It is kept as JSON.
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  it('knows the Regions once', async () => {
    recordsStand([session]);
    held = [descendant(first)];
    await look(1);
    expect(enabledRegions).toHaveBeenCalledOnce();
  });

  it('names itself to the trail in S3, so that a repeated one pays for no second query', async () => {
    recordsStand([]);
    const named: string[] = [];
    const deepTrail = (name: string) => {
      named.push(name);
      return undefined;
    };
    await look(3, { deepTrail });
    expect(named).toEqual([`${incidentId}/look-3`]);
    const deep = vi.fn(async () => []);
    await look(3, { deepTrail: () => deep });
    expect(deep).toHaveBeenCalledOnce();
  });

  it('says whether the owner of a session is known by now', async () => {
    const unknown = { status: 'not-contained', decidedBy: 'principal-unknown', principal: null } as const;
    root = incident({ ...unknown, accessKeyId: first });
    const ask = (place = start, before?: LookSummary) =>
      lookOnce(
        { incidentId, accessKeyId: first },
        { look: 0, place, before },
        {
          ...testTrail(),
          enabledRegions,
          incidents: { find, descendantsOf, marked: async () => false, mark: async () => true },
          records: { get: async () => undefined, set: async () => {} },
          ownAccountId: victim,
          sendOwner: async () => {},
          send,
          write,
        },
      );
    recordsStand([]);
    expect(await ask()).toMatchObject({ ownerless: true, ownerFoundNow: false });
    const signed = record(inDeploy('a', first), 's3:ListBuckets', at(3));
    recordsStand([signed]);
    const foundNow = await ask({ number: 7, repeats: 0 });
    expect(foundNow).toMatchObject({ ownerless: false, ownerFoundNow: true });
    // Until containment has acted it stays found: the course must not begin anew for ever.
    const summary = 'summary' in foundNow ? foundNow.summary : undefined;
    expect(await ask(start, summary)).toMatchObject({ ownerFoundNow: false });
    await ask({ number: 7, repeats: 0 });
    // From now on a day is looked at.
    expect(told.at(-1)?.nextLookAt).toBe('2026-05-04T08:35:00.000Z');
    recordsStand([signed, record(user('ci', first), 's3:ListBuckets', at(4))]);
    expect(await ask()).toMatchObject({ ownerless: true, ownerFoundNow: false });
  });
});
