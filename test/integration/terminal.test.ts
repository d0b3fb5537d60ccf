import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  bin,
  cleanEnvironment,
  end,
  exportedBy,
  freePort,
  isServed,
  type Local,
  outputUntil,
  root,
  startLocal,
  tourniquet,
  tourniquetJson,
} from './processes.ts';
import { type Act, acts, codesOf, type Said, tools } from './tools.ts';

let folder: string;
let local: Local;

beforeAll(async () => {
  folder = await temporaryFolder();
  local = await startLocal();
});
afterAll(async () => {
  await end(local.child);
  await rm(folder, { recursive: true });
});

const leakedKey = ({ exported }: Local): KeyPair => ({
  accessKeyId: exported['LEAKED_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: exported['LEAKED_SECRET_ACCESS_KEY'] ?? '',
});

describe('tourniquet local', () => {
  it('prints lines to paste into a shell and nothing else', () => {
    expect(local.stdout).toMatch(/^(export [A-Z_]+=[\w:/.+-]+\n)+$/);
    expect(Object.keys(local.exported).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'LEAKED_ACCESS_KEY_ID',
      'LEAKED_SECRET_ACCESS_KEY',
    ]);
  });

  it('prints the loopback address, a region and two keys that differ', () => {
    const { exported } = local;
    expect(exported['AWS_ENDPOINT_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(exported['AWS_DEFAULT_REGION']).toBe(exported['AWS_REGION']);
    for (const name of ['AWS_ACCESS_KEY_ID', 'LEAKED_ACCESS_KEY_ID']) {
      expect(exported[name]).toMatch(/^AKIA[A-Z2-7]{16}$/);
    }
    expect(exported['AWS_ACCESS_KEY_ID']).not.toBe(exported['LEAKED_ACCESS_KEY_ID']);
  });
});

const everythingAllowed = {
  ListBuckets: 'allowed',
  ListUsers: 'allowed',
  RunInstances: 'allowed',
  GetSessionToken: 'allowed',
};

// How the services word it that a key is switched off, or unknown: they do not tell which.
const keyRefused = {
  ListBuckets: 'InvalidAccessKeyId',
  ListUsers: 'InvalidClientTokenId',
  RunInstances: 'AuthFailure',
  GetSessionToken: 'InvalidClientTokenId',
};

// IAM and STS do not serve GetSessionToken's credentials at all.
const actsOfSession = ['ListBuckets', 'RunInstances'] as const;
const oneAct = ['ListBuckets'] as const;

const sessionIn = (said: Record<string, Said>): KeyPair => {
  const session = said['GetSessionToken']?.session;
  if (!session) throw new Error('GetSessionToken gave no credentials');
  return session;
};

describe.each(tools)('a leak, seen by $name', (tool) => {
  it('is used, contained, refused, put back and usable again', { timeout: 120_000 }, async (ctx) => {
    if (!(await tool.isHere())) {
      console.log(`skipped: no ${tool.name} on this machine`);
      return ctx.skip();
    }
    const key = leakedKey(local);
    const state = join(folder, tool.name.replaceAll(' ', '-'));
    const responder = cleanEnvironment(local.exported);
    const thief = (tried: readonly Act[], credential: KeyPair) =>
      tool.attempt(tried, credential, local.exported);

    const stolen = await thief(acts, key);
    expect(codesOf(stolen)).toEqual(everythingAllowed);
    const session = sessionIn(stolen);
    expect(codesOf(await thief(oneAct, session))).toEqual({ ListBuckets: 'allowed' });

    const contained = await tourniquetJson(['contain', key.accessKeyId, '--state', state], responder);
    expect(contained).toMatchObject({ exitCode: 0, stderr: '', document: { status: 'contained' } });
    expect(codesOf(await thief(acts, key))).toEqual(keyRefused);
    const refused = await thief(actsOfSession, session);
    expect(codesOf(refused)).toEqual({ ListBuckets: 'AccessDenied', RunInstances: 'UnauthorizedOperation' });
    for (const { message } of Object.values(refused)) expect(message).toContain('explicit deny');

    const { incidentId } = contained.document;
    const restored = await tourniquetJson(['restore', incidentId, '--state', state], responder);
    expect(restored).toMatchObject({ exitCode: 0, stderr: '', document: { incidentId, status: 'restored' } });
    for (const credential of [key, session]) {
      expect(codesOf(await thief(oneAct, credential))).toEqual({ ListBuckets: 'allowed' });
    }
  });
});

describe('the document of contain', () => {
  it('has the fields that scripts rely on', async () => {
    const { accessKeyId } = leakedKey(local);
    const args = ['contain', accessKeyId, '--reason', 'seen on pastebin', '--state', join(folder, 'shape')];
    const { exitCode, document } = await tourniquetJson(args, cleanEnvironment(local.exported));
    await tourniquet(
      ['restore', accessKeyId, '--state', join(folder, 'shape')],
      cleanEnvironment(local.exported),
    );
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      incidentId: `${accessKeyId}-1`,
      accessKeyId,
      accountId: expect.stringMatching(/^\d{12}$/),
      principal: { kind: 'user', name: 'deploy-bot', arn: expect.stringMatching(/:user\/ci\/deploy-bot$/) },
      status: 'contained',
      signals: [{ source: 'manual', accessKeyId, reason: 'seen on pastebin' }],
      steps: [
        { id: 'deactivate-key', outcome: 'done', before: { status: 'Active' }, at: time },
        { id: 'deny-user', outcome: 'done', before: { attached: false }, at: time },
      ],
      openedAt: time,
      containedAt: time,
    });
  });
});

const portOf = (exported: Record<string, string>): number =>
  Number(new URL(exported['AWS_ENDPOINT_URL'] ?? '').port);

describe('the end of tourniquet local', () => {
  it('comes with its parent, however that dies, and frees the port', async () => {
    const port = await freePort();
    // npm stands between a user and the command just so: a killed parent sends its child no signal.
    const script = `
      const { spawn } = require('node:child_process');
      const local = spawn(process.execPath, ${JSON.stringify([bin, 'local', '--port', String(port)])}, { stdio: 'inherit' });
      console.error('started', local.pid);`;
    const parent = spawn(process.execPath, ['-e', script], { cwd: root, env: cleanEnvironment() });
    const pid = outputUntil(parent, 'stderr', /started \d+/).then((text) => Number(/\d+/.exec(text)?.[0]));
    const lines = await outputUntil(parent, 'stdout', /^export LEAKED_SECRET_ACCESS_KEY=.*\n/m);
    expect(portOf(exportedBy(lines))).toBe(port);
    expect(await isServed(port)).toBe(true);

    // Both write to this pipe: it closes when the last of them has ended.
    const closed = once(parent, 'close');
    await end(parent, 'SIGKILL');
    const started = await pid;
    let byItself = true;
    const tooLate = setTimeout(() => {
      byItself = false;
      process.kill(started, 'SIGKILL');
    }, 20_000);
    await closed;
    clearTimeout(tooLate);
    expect(byItself).toBe(true);
    expect(await isServed(port)).toBe(false);
  });

  it('comes with SIGTERM, with exit code 0, and a port in use is told', async () => {
    const other = await startLocal();
    const port = portOf(other.exported);
    const second = await tourniquet(['local', '--port', String(port)], cleanEnvironment());
    expect(second).toMatchObject({ exitCode: 2, stdout: '' });
    expect(second.stderr).toContain(`port ${port} is taken`);
    expect(await end(other.child)).toBe(0);
    expect(await isServed(port)).toBe(false);
  });
});

const scenario = {
  accountId: '210498765432',
  region: 'eu-west-1',
  leaks: 'ci',
  users: [{ name: 'ci', policies: ['AdministratorAccess'] }],
};

const scenarioFile = async (content: unknown): Promise<string> => {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

describe('tourniquet local, called wrongly, serves nothing and exits 2', () => {
  it.each(['http', '70000'])('for --port=%s', async (port) => {
    const { exitCode, stdout, stderr } = await tourniquet(['local', `--port=${port}`], cleanEnvironment());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`--port ${port} is not a port`);
  });

  it('for a scenario that is not there', async () => {
    const missing = join(folder, 'missing.json');
    const ended = await tourniquet(['local', '--scenario', missing], cleanEnvironment());
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(`--scenario ${missing} cannot be read`);
  });

  it.each([
    ['no JSON', '{', /--scenario .* cannot be read: .*JSON/],
    ['a wrong field', { ...scenario, users: [{ name: 'ci', accessKeys: 'two' }] }, /users\.0\.accessKeys: /],
    ['an unknown field', { ...scenario, users: [{ name: 'ci', polices: [] }] }, /users\.0\.polices: /],
    ['no such policy', { ...scenario, users: [{ name: 'ci', policies: ['Nonsense'] }] }, /policy\/Nonsense /],
  ])('for a scenario with %s, and names what is wrong', async (_what, content, told) => {
    const file = await scenarioFile(content);
    const { exitCode, stdout, stderr } = await tourniquet(['local', '--scenario', file], cleanEnvironment());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(told);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('but the scenario of the docs is served', async () => {
    const { exported, child } = await startLocal('--scenario', await scenarioFile(scenario));
    await end(child);
    expect(exported).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
  });
});
