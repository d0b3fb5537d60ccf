import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(root, 'test/fixtures');

interface Destination {
  kind: 'connect' | 'datagram' | 'lookup';
  host: string;
  port?: number;
  refused: boolean;
  /** The function whose process it was, if any. */
  function?: string;
  pid: number;
}

let folder: string;
let log: string;
/** Makes a process record, and refuse, whatever would leave the machine. */
let preload: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-loopback-'));
  log = path.join(folder, 'destinations.jsonl');
  await writeFile(log, '');
  preload = `--import=${pathToFileURL(path.join(fixtures, 'record-connections.mjs')).href}?log=${log}`;
});

afterEach(() => rm(folder, { recursive: true }));

const destinations = async (): Promise<Destination[]> =>
  (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const outside = (all: Destination[]) => all.filter(({ refused }) => refused);
const functionsIn = (all: Destination[]) => new Set(all.map((each) => each.function));

test('the recorder sees and refuses what would leave the machine, in the process of a function too', async () => {
  const aws = await startEmbeddedAws({ execArgv: [preload] });
  const { Role } = await aws.administer('iam', 'CreateRole', {
    RoleName: 'outward',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    }),
  });
  const entry = path.join(fixtures, 'functions/outward/handler.ts');
  aws.host.register({ name: 'outward', entry, roleArn: Role.Arn, timeoutSeconds: 20 });
  const { payload } = await aws.host.invoke('outward', {});
  await aws.close();
  expect(JSON.parse(payload)).toHaveLength(2);
  const seen = outside(await destinations());
  expect(seen.map(({ kind, host, function: fn }) => `${fn} ${kind} ${host}`)).toEqual([
    'outward lookup sqs.eu-west-1.amazonaws.com',
    'outward connect 192.0.2.1',
  ]);
});

test('a whole drill opens no socket to anything but loopback, in no process of it', async () => {
  const { stdout } = await run(
    process.execPath,
    // Two sources report: an event of AWS, and then GitHub.
    [preload, 'bin/tourniquet.mjs', 'drill', '--source', 'quarantine', '--out', `${folder}/drill`],
    {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: folder },
    },
  );
  expect(stdout).toContain('contain');
  const all = await destinations();
  expect(outside(all)).toEqual([]);
  for (const name of ['receive-webhook', 'contain', 'investigate', 'restore']) {
    expect(functionsIn(all)).toContain(`tourniquet-${name}`);
  }
  expect(functionsIn(all)).toContain(undefined);
});

test('a function does not follow a queue URL that leads out to the real AWS', async () => {
  const aws = await startEmbeddedAws({ execArgv: [preload] });
  const secret = randomBytes(32).toString('hex');
  const { accountId, region } = aws.home;
  const far = `https://sqs.${region}.amazonaws.com/${accountId}/tourniquet-signals`;
  const deployed = await deployTourniquet(aws, {
    webhookSecret: secret,
    // No GitHub is there to answer what contain asks next, and it must not ask the real one.
    githubApiUrl: aws.url,
    environment: { TOURNIQUET_SIGNALS_QUEUE_URL: far },
    // From source: this test needs no build.
    entry: (name) => path.join(root, 'functions', name, 'handler.ts'),
  });
  const payload = {
    action: 'created',
    alert: { number: 7, secret_type: 'aws_access_key_id' },
    repository: { id: 1, name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' } },
    installation: { id: 1 },
  };
  const { headers, body } = signedDelivery({ secret, payload });
  const response = await fetch(deployed.webhookUrl, { method: 'POST', headers, body: new Uint8Array(body) });
  await aws.host.idle();
  const sent = aws.calls.filter(({ operation }) => operation === 'SendMessage');
  const all = await destinations();
  await aws.close();
  expect(response.status).toBe(202);
  expect(sent[0]?.outcome).toBe('ok');
  expect(functionsIn(all)).toContain('tourniquet-receive-webhook');
  expect(outside(all)).toEqual([]);
});
