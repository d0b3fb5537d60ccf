import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { type AccountState, accountState } from './account-state.ts';
import { setTheStageForContain } from './helpers.ts';

export const containFunction = 'tourniquet-contain';

/** From when on the functions look again at what they contained, and until SQS shows a failed message again. */
export const laterLook = 15_000;
export const visibilityTimeout = 61_000;

/** One stage for all tests of a file: setting it takes two seconds. Without investigations, unless told. */
export const shareStage = (setIt = setTheStageForContain): { stage: Stage; webhookSecret: string } => {
  const shared: { stage?: Stage; webhookSecret: string } = { webhookSecret: randomBytes(32).toString('hex') };
  beforeAll(async () => {
    shared.stage = await setIt({ webhookSecret: shared.webhookSecret });
  });
  afterAll(() => shared.stage?.close());
  return {
    webhookSecret: shared.webhookSecret,
    get stage(): Stage {
      if (!shared.stage) throw new Error('the stage is set in beforeAll');
      return shared.stage;
    },
  };
};

export interface Holder {
  userName: string;
  key: KeyPair;
}

/** A user of its own for a test, with one key. */
export const newHolder = async (
  { aws }: Pick<Stage, 'aws'>,
  userName = `user-${randomUUID()}`,
): Promise<Holder> => {
  await aws.administer('iam', 'CreateUser', { UserName: userName });
  return { userName, key: await newKey(userName, aws.administer) };
};

/** Lets everything run that follows from what happened, the later look included. */
export const settle = async ({ aws }: Stage): Promise<void> => {
  await aws.host.idle();
  await aws.clock.advance(laterLook);
  await aws.host.idle();
};

/** Bodies of the signals that wait on the queue, hidden or not: without our own reminders of later looks. */
export const waiting = ({ aws, deployed }: Stage): string[] =>
  aws.sqs
    .messages(deployed.signalsQueueArn)
    .map(({ body }) => body)
    .filter((body) => !body.startsWith('{"kind":"look-again","incidentId":'));

export const deadLetters = ({ aws, deployed }: Stage): string[] =>
  aws.sqs.messages(deployed.deadLettersQueueArn).map(({ body }) => body);

/** Takes what is in the dead letters away, so that the next test finds none. */
export const emptyDeadLetters = ({ aws, deployed }: Stage): void => {
  const queue = deployed.deadLettersQueueArn;
  for (const { receiptHandle } of aws.sqs.receive(queue, 1_000)) aws.sqs.delete(queue, receiptHandle);
};

export interface Told {
  /** `mail` or `pages`. */
  topic: string;
  subject: string;
  message: string;
}

/** What happened while a test acted. */
export interface Seen<T> {
  answer: T;
  /** Every call of a function that writes to IAM, allowed or refused. */
  iamWrites: string[];
  told: Told[];
  /** Key ids of incidents that were not there before. */
  opened: string[];
  /** The whole account as IAM shows it, before and after. */
  before: AccountState;
  after: AccountState;
}

/** Acts, lets everything run to its end and tells what the functions did meanwhile. */
export const watch = async <T>(stage: Stage, act: () => T | Promise<T>): Promise<Seen<T>> => {
  const { trail, sns, host } = stage.aws;
  const iamWrites: string[] = [];
  const stop = trail.onRecord(({ eventSource, eventName, readOnly, userIdentity }) => {
    const byFunction = /:assumed-role\/tourniquet-/.test(userIdentity.arn ?? '');
    if (byFunction && eventSource === 'iam.amazonaws.com' && !readOnly) iamWrites.push(eventName);
  });
  const [before, incidents, mails] = [
    await accountState(stage.aws),
    await stage.incidents(),
    sns.mailbox().length,
  ];
  const known = new Set(incidents.map(({ incidentId }) => incidentId));
  const answer = await act();
  await host.idle();
  stop();
  const told = sns.mailbox().slice(mails);
  return {
    answer,
    iamWrites,
    told: told.map(({ topicArn, subject = '', message }) => ({
      topic: topicArn.replace(/^.*:tourniquet-/, ''),
      subject,
      message,
    })),
    opened: (await stage.incidents())
      .filter(({ incidentId }) => !known.has(incidentId))
      .map(({ accessKeyId, incidentId }) => accessKeyId ?? incidentId),
    before,
    after: await accountState(stage.aws),
  };
};

/** Nothing in the account is other than before, and no function has tried to change it. */
export const expectNothingMutated = ({ iamWrites, before, after }: Seen<unknown>): void => {
  expect(iamWrites).toEqual([]);
  expect(after).toEqual(before);
};

/** The key is off and its user denied, as IAM itself shows it, and its one incident says so. */
export const expectContained = async (stage: Stage, { userName, key }: Holder): Promise<void> => {
  const { administer } = stage.aws;
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName: userName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName: userName });
  expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId: key.accessKeyId, Status: 'Inactive' }]);
  expect(AttachedPolicies).toMatchObject([{ PolicyName: 'AWSDenyAll' }]);
  expect(await incidentsOf(stage, key)).toMatchObject([
    { status: 'contained', principal: { name: userName } },
  ]);
};

export const isDenied = async ({ aws }: Stage, UserName: string): Promise<boolean> => {
  const { AttachedPolicies } = await aws.administer('iam', 'ListAttachedUserPolicies', { UserName });
  return AttachedPolicies.some(({ PolicyName }: { PolicyName: string }) => PolicyName === 'AWSDenyAll');
};

export const incidentsOf = async (stage: Stage, { accessKeyId }: KeyPair) =>
  (await stage.incidents()).filter((incident) => incident.accessKeyId === accessKeyId);

/** A line of a stack trace of Node, also inside of JSON. */
export const stackTrace = /\bat (?:\S+ )?\(?(?:file:|node:|\/)\S+:\d+/;
