import { GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { durable } from '#functions/investigate/durable.ts';
import { grants } from '#functions/investigate/grants.ts';
import { handler } from '#functions/investigate/handler.ts';
import { MovableClock } from '#infra/local/clock.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { sessionsOf } from '#lib/incident/issued-sessions.ts';
import type { Findings } from '#lib/incident/store.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { sessionArn, userArn, userIdOf, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { remove } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { record } from '#test/fixtures/cloudtrail/record.ts';
import { first, inDeploy, leaked, thief } from '#test/unit/investigation/lineage.ts';
import { recordsStand } from '#test/unit/investigation/live-trail.ts';
import { awsError, cloudTrail } from '#test/unit/investigation/world.ts';
import { type Crash, crashing } from '#test/unit/local/durable/crashes.ts';
import { durableLambda, resultOf } from './durable-lambda.ts';
import { functionsTable, granted, context as lambdaContext } from './lambda.ts';

const began = new Date('2026-03-01T10:10:00Z');
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

let remaining: () => number;
const { lambda, play: playOn } = (() => {
  let clock = new MovableClock(began);
  const rig = () =>
    durableLambda(handler, clock, durable, () => ({
      ...lambdaContext(),
      getRemainingTimeInMillis: () => remaining(),
    }));
  const { lambda: mocked } = rig();
  mocked.restore();
  return {
    lambda: { fresh: () => { clock = new MovableClock(began); world.now = () => clock.now(); world.ahead = 0; return rig(); } },
    play: undefined,
  };
})();
