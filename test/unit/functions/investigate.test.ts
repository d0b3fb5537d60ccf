import { AsyncLocalStorage } from 'node:async_hooks';
import { GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { durable } from '#functions/investigate/durable.ts';
import { grants } from '#functions/investigate/grants.ts';
import { handler } from '#functions/investigate/handler.ts';
import { MovableClock } from '#infra/local/clock.ts';
import type { Execution } from '#infra/local/durable/execution.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { sessionsOf } from '#lib/incident/issued-sessions.ts';
import type { Findings } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { roleIdOf, user, userArn, userIdOf, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { remove } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, sessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { first, inDeploy, leaked, thief } from '#test/unit/investigation/lineage.ts';
import { recordsStand } from '#test/unit/investigation/live-trail.ts';
import { answerWith, awsError, cloudTrail } from '#test/unit/investigation/world.ts';
import { type Crash, crashing } from '#test/unit/local/durable/crashes.ts';
import type { Around } from '#test/unit/local/durable/rig.ts';
import { durableLambda, resultOf } from './durable-lambda.ts';
import { deployment, functionsTable, granted, context as lambdaContext } from './lambda.ts';

const world = vi.hoisted(() => ({ now: (): Date => new Date(), ahead: 0 }));
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  now: () => new Date(world.now().getTime() + world.ahead),
  timestamp: (at = new Date(world.now().getTime() + world.ahead)) => at.toISOString(),
  // A function that sleeps a little lets the time go on.
  sleep: async (milliseconds: number) => {
    world.ahead += milliseconds;
  },
}));

const table = functionsTable();
const ec2 = mockClient(EC2Client);
// What the key could have done is asked beside the trail; here nothing answers.
mockClient(IAMClient);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const errors = vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();
vi.spyOn(console, 'error').mockReturnValue();

const topic = `arn:aws:sns:us-east-1:${victim}:mail`;
vi.stubEnv('TOURNIQUET_MAIL_TOPIC_ARN', topic);
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_ACCOUNT_ID', victim);
vi.stubEnv('TOURNIQUET_SIGNALS_QUEUE_URL', `https://sqs.us-east-1.amazonaws.com/${victim}/signals`);
vi.stubEnv('AWS_REGION', 'us-east-1');
afterAll(() => vi.unstubAllEnvs());

let remaining: number | (() => number);
let clock: MovableClock;
let lambda: ReturnType<typeof durableLambda>;

const incidentId = `${leaked}-1`;
const event = { incidentId, accessKeyId: leaked };
const signal = (more: object) => ({
  id: 'health:1',
  source: 'health' as const,
  certainty: 'proven' as const,
  where: 'somewhere',
  reportedAt: at(-1),
  ...more,
});
const rig = () =>
  durableLambda(handler, clock, durable, () => ({
    ...lambdaContext(),
    getRemainingTimeInMillis: () => (typeof remaining === 'function' ? remaining() : remaining),
  }));
const store = () => new DynamoIncidentStore(table.where(), 'incidents');

/** Opens an incident as `contain` does, and records what it found. */
const open = async (accessKeyId: string | null, findings: Findings): Promise<string> => {
  const claim = await (accessKeyId === null
    ? store().claimUser(`user-${victim}-ci`, [], signal({ userName: 'ci' }))
    : store().claim(accessKeyId, signal({ accessKeyId })));
  if (claim.kind !== 'run') throw new Error('the incident is there already');
  const opened = claim.incident.incidentId;
  await store().record(claim.lease, opened, { accountId: victim, ...findings });
  await store().release(claim.lease, opened, true);
  return opened;
};
/** Containment, or a person, has done something meanwhile. */
const becomes = async (opened: string, status: string): Promise<void> => {
  await table.where().send(
    new UpdateItemCommand({
      TableName: 'incidents',
      Key: { incidentId: { S: opened } },
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': { S: status } },
    }),
  );
};
const ci = { kind: 'user', name: 'ci', arn: userArn('ci'), id: userIdOf('ci') };
const contained = { status: 'contained', containedAt: at(5).replace('Z', '.000Z'), principal: ci } as const;
const unknown = { status: 'not-contained', decidedBy: 'principal-unknown' } as const;

afterEach(() => table.close());
const begin = async (): Promise<void> => {
  clock = new MovableClock(new Date(at(30)));
  world.now = () => clock.now();
  world.ahead = 0;
  lambda = rig();
  await table.open();
  await open(leaked, contained);
};
beforeEach(async () => {
  remaining = 900_000;
  for (const mock of [ec2, sns, sqs]) mock.reset();
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] });
  sns.on(PublishCommand).resolves({});
  sqs.on(SendMessageCommand).resolves({});
  errors.mockClear();
  await begin();
  recordsStand([record(thief, 's3:ListBuckets', at(1)), record(thief, 'iam:ListUsers', at(2))]);
});

const mails = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
const messages = () =>
  sqs
    .commandCalls(SendMessageCommand)
    .map(({ args }) => readQueueMessage(args[0].input.MessageBody ?? '', defaultRules()));

const subjects = () => mails().map(({ Subject = '' }) => Subject);
const steps = (execution: Execution): string[] =>
  execution.operations().flatMap(({ Type, Name }) => (Type === 'STEP' && Name ? [Name] : []));
const historyOf = (execution: Execution): string =>
  JSON.stringify([execution.payload, execution.result, execution.error, execution.operations()]);
/** What a look does through AWS, the waiting and the telling apart. */
const refusal = { error: awsError('AccessDeniedException') };
const session = assumeRole(thief, first, at(6), { role: 'deploy', session: 'a' });
const used = record(inDeploy('a', first), 's3:ListBuckets', at(7));

describe('an incident', () => {
  it('is looked at for a day, mailed first with the time of containment, and closed with a proof of silence', async () => {
    const execution = await lambda.play(event);
    expect(execution.status).toBe('SUCCEEDED');
    expect(resultOf(execution)).toEqual({ incidentId, looks: 5, ended: 'after-the-last-look' });
    expect(steps(execution)).toEqual(['look-0', 'tell-0', 'look-1', 'look-2', 'look-3', 'look-4', 'tell-4']);
    const [first, last, ...more] = mails();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ TopicArn: topic, Subject: expect.stringContaining(leaked) });
    expect(first?.Message).toContain('before containment (read back at 2026-05-04T08:05:00Z)');
    expect(first?.Message).toContain('looked at again at 2026-05-04T08:35:00Z');
    expect(last?.Subject).toContain('silent since containment');
    const ends = (execution.endedAt?.getTime() ?? 0) - execution.startedAt.getTime();
    expect(Math.round(ends / 3_600_000)).toBe(24);
  });

  it('has what came from it handed to containment, and what happened to it swept, in words that contain reads', async () => {
    recordsStand([
      session,
      used,
      remove(thief, 'DetachUserPolicy', at(31), {
        userName: 'ci',
        policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll',
      }),
    ]);
    await lambda.play(event);
    const handed = messages().filter(({ kind }) => kind === 'descendant');
    expect(handed[0]).toMatchObject({
      incidentId,
      thing: { type: 'role-session', accessKeyId: first, roleName: 'deploy', sessionName: 'a' },
    });
    const sweeps = messages().filter(({ kind }) => kind === 'sweep');
    expect(sweeps).toHaveLength(4);
    expect(sweeps[0]).toMatchObject({ number: 1, changes: [{ step: 'deny-user', byLineage: true }] });
    expect(messages().filter(({ kind }) => kind === 'malformed')).toEqual([]);
  });

  it('has what the key issued kept for the restore', async () => {
    recordsStand([session]);
    await lambda.play(event);
    expect(await sessionsOf(new DynamoRecordStore(table.where(), 'incidents'))(incidentId)).toEqual([
      { id: first, kind: 'role-session', principal: 'deploy', until: '2026-05-04T09:06:00.000Z' },
    ]);
  });

  it('that is restored meanwhile is looked at no more', async () => {
    const around: Around = async (run, client, { invocations }) => {
      if (invocations === 3) await becomes(incidentId, 'restored');
      return run(client);
    };
    expect(resultOf(await lambda.play(event, around))).toEqual({ incidentId, looks: 2, ended: 'restored' });
    expect(mails()).toHaveLength(1);
  });

  it('that does not exist is not mailed and not made', async () => {
    const elsewhere = { incidentId: 'AKIANOTHERE-1', accessKeyId: leaked };
    const before = table.writes().length;
    expect(resultOf(await lambda.play(elsewhere))).toMatchObject({ ended: 'no-such-incident', looks: 0 });
    expect([mails(), messages(), table.writes().slice(before)]).toEqual([[], [], []]);
  });

  it('of which only the user is known is looked into and told by its name', async () => {
    const opened = await open(null, { ...contained });
    await lambda.play({ incidentId: opened, accessKeyId: null });
    expect(subjects()[0]).toContain('Reported user ci: only looked, 2 calls');
    expect(mails()[0]?.Message).toContain("the user's own work");
  });
});

describe('what fails', () => {
  it('a mail that could not be sent is sent by the repeated step, the very same', async () => {
    sns.on(PublishCommand).rejectsOnce(awsError('InternalError', 'SNS is down')).resolves({});
    expect((await lambda.play(event)).status).toBe('SUCCEEDED');
    expect(
      mails()
        .slice(0, 2)
        .map(({ Message }) => Message),
    ).toEqual([mails()[0]?.Message, mails()[0]?.Message]);
    expect(subjects().filter((subject) => subject.includes('2 calls'))).toHaveLength(2);
    expect(subjects().at(-1)).toContain('silent');
  });

  it('people are told even when the incident store is down', async () => {
    const down = awsError('InternalServerError');
    table.mock.on(GetItemCommand).rejects(down);
    table.mock.on(UpdateItemCommand).rejects(down);
    table.mock.on(ScanCommand).rejects(down);
    const execution = await lambda.play(event);
    expect(mails()[0]?.Message).toContain('containment has not been read back');
    // What could not be done by then sounds the alarm of its dead letters.
    expect(execution.status).toBe('FAILED');
  });

  it('when no Region can be read, people are told that', async () => {
    answerWith({ 'us-east-1': refusal, 'eu-west-1': refusal });
    await lambda.play(event);
    expect(subjects()[0]).toContain('INCOMPLETE');
    expect(subjects().filter((subject) => /silent/i.test(subject))).toEqual([]);
  });

  it('a look stops while there is still time to tell', async () => {
    const left = [60_000, 60_000];
    remaining = () => left.pop() ?? 29_999;
    await lambda.play(event);
    expect(mails()[0]?.Message).toMatch(/the time for this look ran out/);
  });

  it('a queue that is down for a while loses nothing', async () => {
    recordsStand([session]);
    let failures = 6;
    sqs.on(SendMessageCommand).callsFake(() => {
      failures -= 1;
      if (failures > 0) throw awsError('InternalError', 'SQS is down');
      return {};
    });
    const execution = await lambda.play(event);
    expect(execution.status).toBe('SUCCEEDED');
    expect(steps(execution).filter((name) => name.startsWith('look-')).length).toBeGreaterThan(5);
    expect(messages().filter(({ kind }) => kind === 'descendant').length).toBeGreaterThan(failures);
  });
});

describe('a session whose owner nobody knows', () => {
  const signed = record(inDeploy('a', first), 's3:ListBuckets', at(7));
  let opened: string;
  beforeEach(async () => {
    opened = await open(first, unknown);
    // Containment acts on the owner at once.
    sqs.on(SendMessageCommand).callsFake(async ({ MessageBody }) => {
      if (JSON.parse(MessageBody).kind === 'owner-found') await becomes(opened, 'contained');
      return {};
    });
  });

  it('has its owner put on the signals queue, once, as contain reads it, and mailed', async () => {
    recordsStand([signed]);
    await lambda.play({ incidentId: opened, accessKeyId: first });
    expect(messages().filter(({ kind }) => kind === 'owner-found')).toEqual([
      {
        kind: 'owner-found',
        incidentId: opened,
        accountId: victim,
        owner: { type: 'role-session', roleName: 'deploy', roleId: roleIdOf('deploy'), sessionName: 'a' },
      },
    ]);
    expect(mails()[0]?.Message).toContain('session a of role deploy');
  });

  it('is told anew when the owner turns up late', async () => {
    const around: Around = (run, client, { invocations }) => {
      recordsStand(invocations < 4 ? [] : [signed]);
      return run(client);
    };
    const execution = await lambda.play({ incidentId: opened, accessKeyId: first }, around);
    expect(messages().filter(({ kind }) => kind === 'owner-found')).toHaveLength(1);
    expect(mails().some(({ Message }) => Message?.includes('session a of role deploy'))).toBe(true);
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('of which records disagree has nothing sent to containment, and people are told', async () => {
    recordsStand([signed, record(user('ci', first), 's3:ListBuckets', at(8))]);
    await lambda.play({ incidentId: opened, accessKeyId: first });
    expect(messages().filter(({ kind }) => kind === 'owner-found')).toEqual([]);
    expect(subjects()[0]).toContain('OWNER UNCLEAR');
  });
});

describe('an event', () => {
  it.each([
    ['incidentId', { accessKeyId: leaked }],
    ['accessKeyId', { incidentId: 'i-1' }],
    ['accessKeyId', { incidentId: 'i-1', accessKeyId: 'not a key' }],
    ['incidentId', { incidentId: 7, accessKeyId: leaked }],
    ['event', null],
  ])('with a wrong %s is refused by name', async (field, malformed) => {
    const { status, error } = await lambda.play(malformed);
    expect(status).toBe('FAILED');
    expect(error).toMatchObject({
      ErrorType: 'BadRequest',
      ErrorMessage: expect.stringMatching(new RegExp(`^${field}: `)),
    });
    expect([mails(), cloudTrail.calls()]).toEqual([[], []]);
  });

  it('with a pasted secret is refused without repeating it', async () => {
    const accessKeyId = `${Math.random()}/${Math.random()}`;
    const { error } = await lambda.play({ incidentId: 'i-1', accessKeyId });
    expect(error).toBeDefined();
    expect(JSON.stringify([error, errors.mock.calls])).not.toContain('0.');
  });
});

it('keeps no session token in its history', async () => {
  recordsStand([session, used]);
  const execution = await lambda.play(event);
  expect(historyOf(execution)).toContain('AssumeRole');
  expect(historyOf(execution)).not.toContain(sessionToken);
  expect(JSON.stringify(mails())).not.toContain(sessionToken);
});

describe('killed at any moment', () => {
  const processes = new AsyncLocalStorage<{ alive: boolean }>();
  /** Plays an execution whose process is killed; what it would go on to do then reaches nobody. */
  const killed = async (crashes: Crash[]) => {
    const { around, struck, counts } = crashing(crashes);
    const told: (string | undefined)[] = [];
    const whileAlive = async ({ Subject }: { Subject?: string } = {}) => {
      if (processes.getStore()?.alive === false) return new Promise(() => undefined);
      if (Subject) told.push(Subject);
      return {};
    };
    sns.on(PublishCommand).callsFake(whileAlive);
    sqs.on(SendMessageCommand).callsFake(() => whileAlive());
    const execution = await lambda.play(event, (...invocation) => {
      const process = { alive: true };
      const died = (error: unknown) => {
        process.alive = false;
        throw error;
      };
      return processes.run(process, () => around(...invocation).catch(died));
    });
    return { result: resultOf(execution), told, struck: struck.length, counts };
  };

  it.each(['before', 'after', 'answer'] as const)(
    'by a crash of the kind %s, it comes to the same end, and nobody is told twice',
    async (when) => {
      const undisturbed = await killed([]);
      const moments = when === 'answer' ? undisturbed.counts.answers : undisturbed.counts.checkpoints;
      expect(moments).toBeGreaterThan(4);
      for (let nth = 1; nth <= moments; nth += process.env['LONG'] ? 1 : 3) {
        await table.close();
        await begin();
        const { result, told, struck } = await killed([{ when, nth }]);
        expect([nth, struck, result]).toEqual([nth, 1, undisturbed.result]);
        expect(told).toEqual(undisturbed.told);
      }
    },
  );
});

it('the function may call what it calls and nothing else', () => {
  expect(granted(grants).sort()).toEqual([
    'cloudtrail:LookupEvents',
    'dynamodb:GetItem',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
    'ec2:DescribeRegions',
    'iam:GetAccountAuthorizationDetails',
    'iam:GetGroupPolicy',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:GetUser',
    'iam:GetUserPolicy',
    'iam:ListAttachedGroupPolicies',
    'iam:ListAttachedRolePolicies',
    'iam:ListAttachedUserPolicies',
    'iam:ListGroupPolicies',
    'iam:ListGroupsForUser',
    'iam:ListRolePolicies',
    'iam:ListUserPolicies',
    'iam:SimulateCustomPolicy',
    'sns:Publish',
    'sqs:SendMessage',
    'sts:AssumeRole',
    'sts:TagSession',
  ]);
});

it('where evidence is kept it may write and sign that, and neither read nor remove it', () => {
  const evidence = {
    evidenceBucketArn: 'arn:aws:s3:::evidence',
    evidenceKeyArn: 'arn:aws:kms:us-east-1:264875319082:key/k',
  };
  const all = grants({ ...deployment, ...evidence });
  const more = all.filter(({ actions }) => actions.some((action) => /^(kms|s3):/.test(action)));
  expect(all).toHaveLength(more.length + grants(deployment).length);
  expect(more).toMatchObject([
    { actions: ['s3:PutObject'], resources: ['arn:aws:s3:::evidence/*'] },
    { actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [evidence.evidenceKeyArn] },
  ]);
});

it('where Athena is configured it may ask that too, and touch nothing beyond it', () => {
  const athena = {
    workGroupArn: 'arn:aws:athena:us-east-1:264875319082:workgroup/incidents',
    catalogArns: ['arn:aws:glue:us-east-1:264875319082:catalog'],
    trailBucketArn: 'arn:aws:s3:::trail',
    resultsArn: 'arn:aws:s3:::answers/athena',
  };
  const all = grants({ ...deployment, athena });
  const more = all.filter(({ actions }) => actions.some((action) => /^(athena|glue|s3):/.test(action)));
  expect(all).toHaveLength(more.length + grants(deployment).length);
  expect(new Set(more.flatMap(({ resources }) => resources))).toEqual(
    new Set([
      athena.workGroupArn,
      ...athena.catalogArns,
      'arn:aws:s3:::trail/*',
      'arn:aws:s3:::trail',
      'arn:aws:s3:::answers',
      'arn:aws:s3:::answers/athena/*',
    ]),
  );
  const writing = more.filter(({ actions }) => actions.some((action) => /Put|Abort|Delete/.test(action)));
  expect(writing.map(({ resources }) => resources)).toEqual([['arn:aws:s3:::answers/athena/*']]);
});
