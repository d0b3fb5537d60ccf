import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { drillsAmong } from '#lib/evidence/audit/drills.ts';
import { deploymentParameter } from '#lib/platform/deployed-system.ts';

import { setTheStageForContain } from './helpers.ts';

const root = resolve(import.meta.dirname, '../..');

let stage: Stage;
let state: string;
let key: KeyPair;

/** Somebody with the policy of the docs and nothing else. */
const newDriller = async ({ aws }: Stage): Promise<KeyPair> => {
  const UserName = 'driller';
  await aws.administer('iam', 'CreateUser', { UserName });
  const PolicyDocument = await readFile(resolve(root, 'docs/policies/drill-live.json'), 'utf8');
  await aws.administer('iam', 'PutUserPolicy', { UserName, PolicyName: 'drill', PolicyDocument });
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};

beforeAll(async () => {
  stage = await setTheStageForContain({ propagationDelay: 300 });
  state = await mkdtemp(join(tmpdir(), 'tourniquet-live-'));
  key = await newDriller(stage);
  await stage.aws.clock.advance(stage.aws.propagationDelay);
}, 60_000);
afterAll(async () => {
  await stage.close();
  await rm(state, { recursive: true });
});

const command = (
  args: string[],
  onLine: (line: string, child: { kill(signal: NodeJS.Signals): void }) => void,
) =>
  new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((done) => {
    const child = spawn(process.execPath, [resolve(root, 'bin/tourniquet.mjs'), 'drill', '--live', ...args], {
      cwd: root,
      env: { ...stage.aws.environmentFor(key), XDG_STATE_HOME: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      for (const line of String(chunk).split('\n')) onLine(line, child);
    });
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });

const run = async (args: string[], onLine: Parameters<typeof command>[1] = () => {}) => {
  const { exitCode, stdout, stderr } = await command([...args, '--json'], onLine);
  return { exitCode, stderr, document: stdout === '' ? undefined : JSON.parse(stdout) };
};

const canaries = async (): Promise<string[]> => {
  const { Users } = await stage.aws.administer('iam', 'ListUsers', { PathPrefix: '/tourniquet-drill/' });
  return Users.map(({ UserName }: { UserName: string }) => UserName);
};
const files = (): Promise<string[]> =>
  readdir(join(state, 'tourniquet', 'live-drills')).catch(() => [] as string[]);

describe('tourniquet drill --live', () => {
  it.each(['scanner', 'direct'])(
    'contains the canary that %s reports, undoes it and leaves nothing',
    async (source) => {
      const { exitCode, document, stderr } = await run(['--yes', '--source', source]);
      expect(document, stderr).toMatchObject({
        passed: true,
        accountId: company.accountId,
        source,
        status: 'contained',
        mailed: true,
        restored: true,
        removed: true,
        problems: [],
      });
      expect(exitCode).toBe(0);
      expect(['key-off', 'explicit-deny']).toContain(document.deniedBy);
      expect(Date.parse(document.deniedAt) - Date.parse(document.leakedAt)).toBeGreaterThanOrEqual(0);
      expect(await canaries()).toEqual([]);
      expect(await files()).toEqual([]);
      const incidents = await stage.incidents();
      const incident = incidents.find(({ incidentId }) => incidentId === document.incidentId);
      expect(incident).toMatchObject({ status: 'restored', accessKeyId: document.accessKeyId });
      expect(incident && drillsAmong(incidents)(incident)).toBe(true);
    },
  );

  it('removes everything when it is interrupted after the report', async () => {
    const { exitCode, document, stderr } = await run(['--yes'], (line, child) => {
      if (line.startsWith('reported it')) child.kill('SIGINT');
    });
    expect({ exitCode, passed: document.passed, removed: document.removed }, stderr).toEqual({
      exitCode: 1,
      passed: false,
      removed: true,
    });
    expect(document.problems).toEqual(['interrupted']);
    expect(await canaries()).toEqual([]);
    expect(await files()).toEqual([]);
    expect((await stage.incidentOf(document.accessKeyId))?.status).toBe('restored');
  });

  it.each(['made the user', 'reported it'])(
    'killed once it says "%s", its rest is removed by the clean-up',
    async (words) => {
      const { exitCode } = await command(['--yes'], (line, child) => {
        if (line.startsWith(words)) child.kill('SIGKILL');
      });
      expect(exitCode).toBe(null);
      const left = await canaries();
      expect(left).toHaveLength(1);
      expect(await files()).toHaveLength(1);
      await stage.aws.host.idle();
      const cleaned = await run(['--clean-up']);
      expect(cleaned.document, cleaned.stderr).toMatchObject({ removed: left, problems: [] });
      expect(cleaned.exitCode).toBe(0);
      expect(await canaries()).toEqual([]);
      expect(await files()).toEqual([]);
    },
  );

  it('the clean-up touches nobody who has the path without the tag, the tag without the path, or the tag of another', async () => {
    const tag = { Tags: [{ Key: 'tourniquet-drill', Value: 'x' }] };
    await stage.aws.administer('iam', 'CreateUser', { UserName: 'untagged', Path: '/tourniquet-drill/' });
    await stage.aws.administer('iam', 'CreateUser', { UserName: 'elsewhere', Path: '/', ...tag });
    const Path = '/tourniquet-drill/';
    for (const UserName of ['tourniquet-drill-x', 'payroll'])
      await stage.aws.administer('iam', 'CreateUser', { UserName, Path, ...tag });
    const { exitCode, document } = await run(['--clean-up']);
    expect(exitCode).toBe(3);
    expect(document.removed).toEqual(['tourniquet-drill-x']);
    expect(document.problems.toSorted()).toEqual([
      expect.stringContaining('payroll is not a canary'),
      expect.stringContaining('untagged is not a canary'),
    ]);
    expect((await canaries()).toSorted()).toEqual(['payroll', 'untagged']);
    for (const UserName of ['payroll', 'untagged'])
      await stage.aws.administer('iam', 'DeleteUser', { UserName });
    await stage.aws.administer('iam', 'GetUser', { UserName: 'elsewhere' });
  });

  it('says that the key still works where nothing feeds contain, and still removes it', async () => {
    const { EventSourceMappings } = await stage.aws.administer('lambda', 'ListEventSourceMappings', {
      FunctionName: 'tourniquet-contain',
    });
    for (const { UUID } of EventSourceMappings)
      await stage.aws.administer('lambda', 'DeleteEventSourceMapping', { UUID });
    const { exitCode, document } = await run(['--yes', '--wait', '1']);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ passed: false, deniedAt: null, secondsToDenied: null, removed: true });
    expect(document.problems).toEqual([
      'the key still worked 1 s after it was reported',
      'there is no incident of the key: the report did not arrive at contain',
    ]);
    expect(await canaries()).toEqual([]);
  }, 40_000);

  it('makes nobody an administrator who has the rights of the docs', async () => {
    const iam = new IAMClient({
      endpoint: stage.aws.url,
      region: company.region,
      credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    });
    const UserName = 'tourniquet-drill-mine';
    const user = { UserName, Path: '/tourniquet-drill/' };
    const refused = { name: expect.stringMatching(/^AccessDenied/) };
    await expect(iam.send(new CreateUserCommand(user))).rejects.toMatchObject(refused);
    const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await expect(
      iam.send(new CreateUserCommand({ ...user, PermissionsBoundary: admin })),
    ).rejects.toMatchObject(refused);
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    await iam.send(new CreateUserCommand({ ...user, PermissionsBoundary }));
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    const PolicyDocument = JSON.stringify(everything);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'all', PolicyDocument }));
    await expect(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }))).rejects.toMatchObject(
      refused,
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    await stage.aws.clock.advance(stage.aws.propagationDelay);
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const made = new IAMClient({ endpoint: stage.aws.url, region: company.region, credentials });
    await made.send(new GetUserCommand({}));
    await expect(made.send(new CreateUserCommand({ UserName: 'backdoor' }))).rejects.toMatchObject(refused);
    // As it has no tag it is no canary: the clean-up leaves it to us.
    const AccessKeyId = credentials.accessKeyId;
    await stage.aws.administer('iam', 'DeleteAccessKey', { UserName, AccessKeyId });
    await stage.aws.administer('iam', 'DeleteUserPolicy', { UserName, PolicyName: 'all' });
    await stage.aws.administer('iam', 'DeleteUser', { UserName });
  });

  it('asks before it begins, and begins nothing where nobody can be asked', async () => {
    const { exitCode, document, stderr } = await run([]);
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({ code: 'usage', field: '--yes' });
    expect(stderr).toContain(`A drill in account ${company.accountId}, Region ${company.region}`);
    expect(await canaries()).toEqual([]);
  });

  it('refuses where the deployment only observes', async () => {
    const { Parameter } = await stage.aws.administer('ssm', 'GetParameter', { Name: deploymentParameter });
    const Value = JSON.stringify({ ...JSON.parse(Parameter.Value), mode: 'observe' });
    await stage.aws.administer('ssm', 'PutParameter', {
      Name: deploymentParameter,
      Value,
      Overwrite: true,
      Tier: 'Advanced',
    });
    const { exitCode, document } = await run(['--yes']);
    expect(exitCode).toBe(2);
    expect(document.error.message).toContain('only observes');
    expect(await canaries()).toEqual([]);
  });
});
