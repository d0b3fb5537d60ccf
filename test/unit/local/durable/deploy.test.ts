import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { durableOf } from '#infra/deployed/durable.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import { fixture } from '../host-setup.ts';
import { bundleScripted } from './host-rig.ts';
import { day, hour } from './rig.ts';

type Durable = typeof import('#infra/deployed/durable.ts');

const configuration = { executionTimeoutSeconds: 172_800, retentionDays: 14 };

// As if functions/investigate/durable.ts said so, whatever it says.
vi.mock('#infra/deployed/durable.ts', async (original) => {
  const actual = await original<Durable>();
  const mocked: Durable['durableOf'] = async (folder, root) =>
    root || folder !== 'investigate' ? actual.durableOf(folder, root) : configuration;
  return { ...actual, durableOf: mocked };
});

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'durable-deploy-'));
  const scripted = await bundleScripted(folder);
  aws = await startEmbeddedAws();
  deployed = await deployTourniquet(aws, {
    webhookSecret: 'secret',
    entry: (name) => (name === 'investigate' ? scripted : fixture('echo')),
  });
});

afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

const statementsOf = async (name: string) => {
  const role = { RoleName: `tourniquet-${name}`, PolicyName: 'grants' };
  const { PolicyDocument } = await aws.administer('iam', 'GetRolePolicy', role);
  return JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
};

test('a durable function is named with its alias wherever it is invoked', async () => {
  const arn = `arn:aws:lambda:eu-central-1:${deployed.accountId}:function:tourniquet-investigate:live`;
  expect(deployed.investigateFunctionArn).toBe(arn);
  expect(deployed.environment['TOURNIQUET_INVESTIGATE_FUNCTION']).toBe('tourniquet-investigate:live');
  const invoking = (await statementsOf('contain')).find(({ Action }: { Action: string[] }) =>
    Action.includes('lambda:InvokeFunction'),
  );
  expect(invoking.Resource).toContain(arn);
  expect(invoking.Resource).not.toContain(arn.replace(':live', ''));
});

test('its role may checkpoint its own executions, and no other role may', async () => {
  const checkpointing = {
    Effect: 'Allow',
    Action: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
    Resource: [`arn:aws:lambda:eu-central-1:${deployed.accountId}:function:tourniquet-investigate:*`],
  };
  expect(await statementsOf('investigate')).toContainEqual(checkpointing);
  for (const name of ['contain', 'restore']) {
    expect(JSON.stringify(await statementsOf(name))).not.toContain('CheckpointDurableExecution');
  }
});

test('it runs under its own role, for as long as its configuration allows', async () => {
  const name = deployed.environment['TOURNIQUET_INVESTIGATE_FUNCTION'] ?? '';
  aws.host.submit(name, { do: ['time', 'wait 82800', 'time'] });
  aws.host.submit(name, { do: ['wait 604800'] });
  await aws.clock.advance(3 * day);
  const executions = aws.host.durableExecutions('tourniquet-investigate');
  expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'TIMED_OUT']);
  const [before, after] = JSON.parse(executions[0]?.result ?? '[]');
  expect(after - before).toBeGreaterThanOrEqual(23 * hour);
  const letters = aws.sqs.messages(deployed.deadLettersQueueArn).map(({ body }) => JSON.parse(body));
  expect(letters).toEqual([{ do: ['wait 604800'] }]);
});

test('it cannot be invoked without its alias', () => {
  expect(() => aws.host.submit('tourniquet-investigate', {})).toThrow('using an unqualified ARN');
});

test('a folder says by its durable.ts that its function is durable', async () => {
  const { durableOf: read } = await vi.importActual<Durable>('#infra/deployed/durable.ts');
  const functions = await mkdtemp(path.join(folder, 'functions-'));
  expect(await read('.', functions)).toBeUndefined();
  await writeFile(
    path.join(functions, 'durable.ts'),
    `export const durable = ${JSON.stringify(configuration)};`,
  );
  expect(await read('.', functions)).toEqual(configuration);
  expect(await durableOf('restore')).toBeUndefined();
});

test.each([
  [{ executionTimeoutSeconds: 0, retentionDays: 1 }, 'executionTimeoutSeconds must be a whole number from 1'],
  [{ executionTimeoutSeconds: 60, retentionDays: 91 }, 'retentionDays must be a whole number from 1 to 90'],
])('%j is no configuration', (durable, message) => {
  const definition = { name: 'wrong', entry: '', roleArn: 'arn:aws:iam::111122223333:role/r', durable };
  expect(() => aws.host.register(definition)).toThrow(message);
});
