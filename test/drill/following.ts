import { DetachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import type { Clients, KeyPair } from '#infra/local/clients.ts';
import { clientsFrom } from '#infra/local/drill/clients-from.ts';
import { assume } from '#infra/local/drill/issued.ts';
import type { Stage, StageOptions } from '#infra/local/drill/stage.ts';
import { thiefsPlace } from '#infra/local/drill/thief.ts';
import { workFor } from '#infra/local/drill/workload.ts';
import type { Execution } from '#infra/local/durable/execution.ts';
import { company } from '#infra/local/scenario/company.ts';
import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { denyAll, passes, setTheStage, type Victim } from './helpers.ts';

const { accountId, region, leaks } = company;

export const investigate = 'tourniquet-investigate';
export const minute = 60_000;
export const hour = 60 * minute;

/** From one look of the investigation to the next. */
export const pauses = [5 * minute, 10 * minute, 45 * minute, 23 * hour];

/** As on AWS a change of IAM takes seconds to spread; CloudTrail is a minute late, so that tests can be short. */
export const slowAws = { propagationDelay: 4_000, trailDelay: minute } as const;

/** Days of work: enough for a place and a tool to count as the workload's. */
const daysOfWork = 5;

/** The company, whose deployment key has been at work for some days and is about to leak. */
export const setTheFollowedStage = async (options: Partial<StageOptions> = {}): Promise<Stage> => {
  const stage = await setTheStage({ ...slowAws, ...options });
  await workFor(stage.aws, stage.leakedKey, daysOfWork);
  return stage;
};

/** The company's leaked key and its user. */
export const leakedOf = ({ leakedKey }: Stage): Victim => ({ userName: leaks, key: leakedKey });

/** The clients of a thief who holds a credential. */
export const thiefWith = ({ aws }: Stage, pair: KeyPair): Clients =>
  clientsFrom({ ...thiefsPlace, now: () => aws.clock.now() }, aws.url, region, pair);

/** An administrator, who may do everything. */
export const alice = { userName: 'alice', arn: `arn:aws:iam::${accountId}:user/alice` } as const;

export const keyOfAlice = ({ keys }: Stage): KeyPair => {
  const [key] = keys[alice.userName] ?? [];
  if (!key) throw new Error('alice has no access key');
  return key;
};

/** The clients of alice, who works at her desk. */
export const aliceWith = ({ aws }: Stage, pair: KeyPair): Clients => {
  const desk = { sourceIp: '192.0.2.10', userAgent: 'aws-cli/2.31.0 md/prompt#off' };
  return clientsFrom({ ...desk, now: () => aws.clock.now() }, aws.url, region, pair);
};

export const assumedBy = (clients: Clients, role: string, sessionName: string): Promise<KeyPair> =>
  assume(clients, { accountId, role, sessionName });

export const detachDeny = async ({ iam }: Clients, { userName: UserName }: Victim): Promise<void> => {
  await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: denyAll }));
};

export const switchOn = async ({ iam }: Clients, { userName: UserName, key }: Victim): Promise<void> => {
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId, Status: 'Active' }));
};

/** Takes off all that containment has put on a user and its key. */
export const takeOff = async (clients: Clients, victim: Victim): Promise<void> => {
  await detachDeny(clients, victim);
  await switchOn(clients, victim);
};

/** Resolves at the next call that fits, once it was carried out. */
export const called = (
  { aws }: Stage,
  fits: (record: CloudTrailRecord) => boolean,
): Promise<CloudTrailRecord> =>
  new Promise((resolve) => {
    const stop = aws.trail.onRecord((record) => {
      if (!fits(record)) return;
      stop();
      resolve(record);
    });
  });

/** Whether a call is one of a deployed function. */
export const isBy =
  (functionName: string) =>
  ({ userIdentity }: CloudTrailRecord): boolean =>
    userIdentity.arn?.includes(`:assumed-role/${functionName}/`) ?? false;

/** The executions of the investigation. */
export const executionsOf = ({ aws }: Stage): Execution[] => aws.host.durableExecutions(investigate);

/** Why the only investigation ended; undefined while it runs. */
export const endOf = (stage: Stage): unknown => {
  const [only, ...others] = executionsOf(stage);
  if (!only || others.length > 0)
    throw new Error(`there are ${others.length + (only ? 1 : 0)} investigations`);
  return only.result === undefined ? undefined : JSON.parse(only.result);
};

/** Lets the looks up to a number, counted from 0, be taken: those that are still to come. */
export const untilLook = async (stage: Stage, from: number, to: number): Promise<void> => {
  for (const pause of pauses.slice(from, to)) await passes(stage, pause);
};

/** The incident of the leaked key. */
export const rootOf = async (stage: Stage): Promise<Incident> => {
  const incident = await stage.incidentOf(stage.leakedKey.accessKeyId);
  if (!incident) throw new Error('the leaked key has no incident');
  return incident;
};

/** Messages that were given up, and such as are still on the queue. */
export const leftOnQueues = ({ aws, deployed }: Stage): string[] =>
  [deployed.deadLettersQueueArn, deployed.signalsQueueArn].flatMap((queue) =>
    aws.sqs.messages(queue).map(({ body }) => body),
  );

/** A new role of the company that whoever may assume roles may take, and that may read what is there. */
export const newRole = (
  { aws }: Stage,
  RoleName: string,
  more: { MaxSessionDuration?: number } = {},
): { arn: string } => {
  const { run } = aws.iam.setUp(accountId);
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = run('CreateRole', { RoleName, AssumeRolePolicyDocument, ...more });
  run('AttachRolePolicy', { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  return { arn: String(Role.Arn) };
};
