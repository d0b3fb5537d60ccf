import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeepQuestion } from '#lib/investigation/deep-trail.ts';
import type { Json } from '#lib/investigation/detail.ts';
import {
  type InvestigateDeps,
  type InvestigateQuestion,
  investigate,
} from '#lib/investigation/investigate.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { from, office, roleSession, user, userArn, userIdOf } from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import {
  consoleLogin,
  createAccessKey,
  createLoginProfile,
  createUser,
  inConsole,
  updateLoginProfile,
} from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, getSessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, found, inDeploy, leaked, second, thief, third } from './lineage.ts';
import { type Asked, recordsStand } from './live-trail.ts';
import { awsError, testTrail } from './world.ts';

const regions = ['eu-west-1', 'us-east-1'];
const key = 'AKIAT3SKF7WXYMADEK2Y';
const instance = 'i-0aa11bb22cc33dd44';

beforeEach(() => void vi.useFakeTimers({ now: new Date(at(60)), toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const look = (more: Partial<InvestigateQuestion> = {}, deps: Partial<InvestigateDeps> = {}) =>
  investigate(
    { accessKeyId: leaked, reportedAt: at(-1), ...more },
    { ...testTrail(), enabledRegions: async () => ({ regions }), ...deps },
  );
const inRegion = (awsRegion: string, detail: Json): Json => ({ ...detail, awsRegion });
const about = (asked: Asked[], key: string): Asked[] =>
  asked.filter((each) => each.includes(` ${key} `)).sort();
const twice = (asked: Asked[]): Asked[] => asked.filter((each, index) => asked.indexOf(each) !== index);

describe('a live look', () => {
  const chain = [
    assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' }),
    inRegion('us-east-1', assumeRole(inDeploy('a', first), second, at(1), { role: 'admin', session: 'b' })),
    createAccessKey(roleSession('admin', 'b', second), key, at(2), 'dana'),
    getSessionToken(user('dana', key), third, at(3)),
    record(user('dana', third, { creationDate: at(3) }), 's3:ListBuckets', at(4)),
  ];

  it('asks for each credential that is found, in every Region, until nothing new is found', async () => {
    const asked = recordsStand(chain);
    const investigation = await look();
    expect(investigation.credentials.map(({ id, issuedBy, events }) => [id, issuedBy, events])).toEqual([
      [leaked, null, 1],
      [first, leaked, 1],
      [second, first, 1],
      [key, second, 1],
      [third, key, 1],
    ]);
    const ids = [leaked, first, second, key, third];
    expect(about(asked, 'AccessKeyId')).toEqual(
      regions.flatMap((region) => ids.map((id) => `${region} AccessKeyId ${id}`)).sort(),
    );
    expect(twice(asked)).toEqual([]);
    expect(investigation.notes.join()).not.toContain('not looked up');
  });

  it('ends where roles are assumed in a circle', async () => {
    const inTwo = roleSession('two', 's', second);
    recordsStand([
      assumeRole(thief, first, at(0), { role: 'one', session: 's' }),
      assumeRole(roleSession('one', 's', first), second, at(1), { role: 'two', session: 's' }),
      assumeRole(inTwo, third, at(2), { role: 'one', session: 's' }),
      assumeRole(roleSession('one', 's', third), first, at(3), { role: 'two', session: 's' }),
      createAccessKey(inTwo, leaked, at(4), 'ci'),
    ]);
    const { credentials, notes } = await look();
    expect(credentials.map(({ id, issuedBy }) => [id, issuedBy])).toEqual([
      [leaked, null],
      [first, leaked],
      [second, first],
      [third, second],
    ]);
    expect(notes).toContainEqual(expect.stringContaining(`${leaked} itself was issued by ${second}`));
  });

  it('tells what it knows after each round', async () => {
    recordsStand(chain);
    const told: string[][] = [];
    await look(
      {},
      {
        onFound: async ({ credentials }) => void told.push(credentials.map(({ id }) => id)),
      },
    );
    expect(told.slice(0, 4)).toEqual([
      [leaked, first],
      [leaked, first, second],
      [leaked, first, second, key],
      [leaked, first, second, key, third],
    ]);
    for (const later of told.slice(4)) expect(later).toEqual(told[3]);
  });

  it('tells what one question found while others take long, but not before the own calls are known', async () => {
    const made = createAccessKey(thief, key, at(2), 'dana');
    const toldWith = async (seconds: number) => {
      const asked = recordsStand([...chain.slice(0, 2), made], () => {
        vi.setSystemTime(Date.now() + seconds * 1000);
        return undefined;
      });
      const told: number[] = [];
      await look({}, { onFound: async () => void told.push(asked.length) });
      return told;
    };
    const [slow, fast] = [await toldWith(6), await toldWith(0)];
    expect(slow.length).toBeGreaterThan(fast.length);
    expect(slow[0]).toBe(fast[0]);
  });

  it('fails where what it knows cannot be told', async () => {
    recordsStand(chain);
    const down = async () => Promise.reject(new Error('SQS is down'));
    await expect(look({}, { onFound: down })).rejects.toThrow('SQS is down');
  });

  it('names a Region that failed in one of the look-ups, and reads on in the others', async () => {
    // What a session does is found by its id, and by its name.
    const refused = [`us-east-1 AccessKeyId ${second}`, 'us-east-1 Username b'];
    recordsStand(chain, (asked) => (refused.includes(asked) ? awsError('AccessDeniedException') : undefined));
    const { coverage, credentials } = await look();
    expect(coverage).toMatchObject([
      { region: 'eu-west-1', complete: true },
      { region: 'us-east-1', complete: false, reason: expect.stringContaining('AccessDenied') },
    ]);
    expect(coverage[0]).not.toHaveProperty('reason');
    expect(coverage).toHaveLength(2);
    expect(credentials.map(({ id }) => id)).toEqual([leaked, first, second]);
  });

  it('shows every record to whoever watches', async () => {
    recordsStand(chain);
    const watched: string[] = [];
    await look({}, { watch: ({ eventName }) => void watched.push(eventName) });
    expect(watched).toContain('GetSessionToken');
  });
});

describe('a pipeline with a thief in it', () => {
  const pipeline = from(thief, office);
  const days = [-5, -4, -3, -2, -1].map((day) => day * 24 * 60);
  const ids = days.map((_, day) => `ASIAT3SKF7WXYRUN000${day}`);
  const past = days.flatMap((day, index) => [
    record(pipeline, 's3:ListBuckets', at(day)),
    assumeRole(pipeline, ids[index] ?? '', at(day + 1), { role: 'deploy', session: `run-${index}` }),
  ]);
  const current = 'ASIAT3SKF7WXYRUNNOW2';
  const running = assumeRole(pipeline, current, at(50), { role: 'deploy', session: 'run-now' });
  const stolen = assumeRole(thief, first, at(5), { role: 'deploy', session: 'a' });

  it('does not look up what the pipeline issued and has ended, and says how many those are', async () => {
    const asked = recordsStand([...past, running, stolen]);
    const { notes, credentials } = await look({ reportedAt: at(6) });
    expect(credentials.find(({ id }) => id === ids[0])?.verdict).toMatchObject({
      what: 'expired',
      rule: 'older',
    });
    const unread = credentials.filter(({ notLookedUp }) => notLookedUp);
    expect(unread.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    const lookedUp = new Set(about(asked, 'AccessKeyId').map((each) => each.split(' ').at(-1)));
    // What the pipeline issued and is alive may be in the thief's hands.
    expect(lookedUp).toEqual(new Set([leaked, first, current]));
    expect(asked.filter((each) => each.includes('run-'))).toEqual([]);
    expect(notes).toContainEqual(
      expect.stringMatching(
        /^5 credentials that were issued before the leak began, or from where the workload/,
      ),
    );
  });
});

describe('a password that the lineage set', () => {
  const boss = (began: string) => user('boss', second, { creationDate: began });
  const set = createLoginProfile(thief, at(0), 'boss');
  const signedIn = inRegion('us-east-1', consoleLogin(boss(at(5)), at(5)));
  const used = inConsole(boss(at(5)), 'iam:ListUsers', at(6));

  it('has its other changes asked for where IAM stands, before the sign-ins', async () => {
    const asked = recordsStand([set, signedIn, used]);
    const investigation = await look();
    expect(about(asked, 'ResourceName')).toEqual(['us-east-1 ResourceName boss']);
    const signIns = about(asked, 'Username');
    expect(signIns).toEqual(regions.map((region) => `${region} Username boss`));
    expect(asked.indexOf('us-east-1 ResourceName boss')).toBeLessThan(
      Math.min(...signIns.map((each) => asked.indexOf(each))),
    );
    expect(found(investigation, `console-session:${userArn('boss')}`)).toMatchObject({ certain: true });
    expect(found(investigation, second)).toMatchObject({ kind: 'console-session', events: 1 });
    expect(twice(asked)).toEqual([]);
  });

  it('does not make the owner a thief who set another one since', async () => {
    recordsStand([set, updateLoginProfile(colleague, at(3), 'boss'), signedIn, used]);
    const { credentials } = await look();
    expect(credentials.map(({ kind }) => kind)).toEqual(['access-key', 'login-profile']);
  });

  it('is found though it was set, long after its user was made, by a session that is found last', async () => {
    const inAdmin = roleSession('admin', 'b', third);
    const asked = recordsStand([
      createUser(thief, at(-0.5), 'boss'),
      assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' }),
      assumeRole(inDeploy('a', first), 'ASIAT3SKF7WXYMIDDLE2', at(0.1), { role: 'mid', session: 'm' }),
      assumeRole(roleSession('mid', 'm', 'ASIAT3SKF7WXYMIDDLE2'), third, at(0.2), {
        role: 'admin',
        session: 'b',
      }),
      createLoginProfile(inAdmin, at(1), 'boss'),
      signedIn,
      used,
    ]);
    const investigation = await look();
    expect(found(investigation, `console-session:${userArn('boss')}`)).toMatchObject({
      issuedBy: `login-profile:${userArn('boss')}`,
      certain: true,
    });
    expect(twice(asked)).toEqual(regions.map((region) => `${region} Username boss`));
  });
});

describe('compute that the lineage started', () => {
  const started = runInstances(thief, at(0), [instance], 'worker');
  const inside = record(
    roleSession('worker', instance, first, { ec2RoleDelivery: '2.0', creationDate: at(1) }),
    's3:ListBuckets',
    at(2),
  );
  const ended = record(colleague, 'ec2:TerminateInstances', at(9), {
    requestParameters: { instancesSet: { items: [{ instanceId: instance }] } },
  });

  it('has its sessions asked for by their name, and who ended it where it stands', async () => {
    const asked = recordsStand([started, inside]);
    const investigation = await look();
    expect(found(investigation, first)).toMatchObject({ certain: true, events: 1, via: 'RunInstances' });
    expect(about(asked, 'ResourceName')).toEqual([`eu-west-1 ResourceName ${instance}`]);
    expect(investigation.keepsDrawing).toHaveLength(1);
  });

  it('draws nothing once somebody ended it', async () => {
    recordsStand([started, inside, ended]);
    expect((await look()).keepsDrawing).toEqual([]);
  });
});

describe('a user whose leaked key nobody knows', () => {
  it('has its calls found by its name, and what its keys issued by their ids', async () => {
    const asked = recordsStand([
      record(thief, 's3:ListBuckets', at(0)),
      assumeRole(thief, first, at(1), { role: 'deploy', session: 'a' }),
      record(inDeploy('a', first), 's3:ListBuckets', at(2)),
    ]);
    const investigation = await investigate(
      { user: { name: 'ci', id: userIdOf('ci') }, reportedAt: at(-1) },
      { ...testTrail(), enabledRegions: async () => ({ regions }) },
    );
    expect(investigation).toMatchObject({ accessKeyId: null, userName: 'ci' });
    expect(investigation.credentials.map(({ id, certain, events }) => [id, certain, events])).toEqual([
      [leaked, false, 2],
      [first, false, 1],
    ]);
    expect(asked.slice(0, 2)).toEqual(regions.map((region) => `${region} Username ci`));
    expect(about(asked, 'AccessKeyId')).toEqual(regions.map((region) => `${region} AccessKeyId ${first}`));
  });
});

describe('a trail in S3', () => {
  const hidden = createAccessKey(inDeploy('a', first), key, at(2), 'dana');
  const deep = (questions: DeepQuestion[]): Pick<InvestigateDeps, 'deep'> => ({
    deep: async (question, take) => {
      questions.push({ ...question, known: [...question.known] });
      if (question.known.some(({ id }) => id === first))
        take([{ record: readRecord(hidden), detail: hidden }]);
      return [
        {
          region: 'eu-west-1',
          source: 'athena',
          complete: false,
          events: 1,
          oldest: null,
          newest: null,
          reason: 'cut',
        },
      ];
    },
  });

  it('is asked for what is known once LookupEvents tells nothing new, and what it tells is looked up', async () => {
    const asked = recordsStand([
      assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' }),
      record(user('dana', key), 's3:ListBuckets', at(3)),
    ]);
    const questions: DeepQuestion[] = [];
    const { credentials, coverage } = await look({}, deep(questions));
    expect(questions.map(({ known, round }) => [known.map(({ id }) => id), round])).toEqual([
      [[leaked, first], 2],
      [[key], 3],
    ]);
    expect(credentials.map(({ id, events }) => [id, events])).toEqual([
      [leaked, 1],
      [first, 1],
      [key, 1],
    ]);
    expect(about(asked, 'AccessKeyId')).toContain(`eu-west-1 AccessKeyId ${key}`);
    expect(coverage.map(({ source, region, complete }) => [source, region, complete])).toEqual([
      ['lookup-events', 'eu-west-1', true],
      ['lookup-events', 'us-east-1', true],
      ['athena', 'eu-west-1', false],
    ]);
  });
});
