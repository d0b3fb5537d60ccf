import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { investigateLive } from '#lib/cli/investigate-live.ts';
import { containDescendant } from '#lib/containment/descendant.ts';
import type { Json } from '#lib/investigation/detail.ts';
import type { Investigation, KnownCredential, Verdict } from '#lib/investigation/investigation.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { accountId, changes, fakeAccount, key } from '#test/unit/containment/fake-account.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';
import { record } from './trail-of-a-leak.ts';

vi.mock('#lib/cli/investigate-live.ts', () => ({ investigateLive: vi.fn() }));
// It has tests of its own (investigate-live.test.ts), and here no call but those of containment is to be seen.
vi.mock('#lib/cli/could-live.ts', () => ({ withCould: async (found: Investigation) => found }));
vi.mock('#lib/containment/descendant.ts', async (actual) => {
  const { containDescendant } = await actual<typeof import('#lib/containment/descendant.ts')>();
  return { containDescendant: vi.fn(containDescendant) };
});

const sts = mockClient(STSClient);
let account: ReturnType<typeof fakeAccount>;
let state: string;

const users = { reporting: 'AKIAT3SKF7WXYREPRTNG', billing: 'AKIAT3SKF7WXYBILLING' };
const boss = { chief: 'AKIAT3SKF7WXYTHECH7F' };

// Rules are read once, as they are deployed.
let rules: string;
beforeAll(async () => {
  rules = join(await temporaryFolder(), 'rules.json');
  const principal = `arn:aws:iam::${accountId}:user/chief`;
  await writeFile(
    rules,
    JSON.stringify({ protected: [{ principal, reason: 'runs the payroll', until: '2999-01-01T00:00:00Z' }] }),
  );
});

beforeEach(async () => {
  account = fakeAccount();
  vi.stubEnv('TOURNIQUET_RULES_FILE', rules);
  for (const [name, accessKeyId] of Object.entries({ ...users, ...boss }))
    account.others.push({
      name,
      id: `AIDAT3SKF7WX${name.toUpperCase()}`,
      arn: `arn:aws:iam::${accountId}:user/${name}`,
      keys: { [accessKeyId]: 'Active' },
      policies: [],
      boundary: undefined,
      quota: 10,
    });
  sts.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: accountId, Arn: `arn:aws:iam::${accountId}:user/admin` });
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: accountId });
  state = await temporaryFolder();
  vi.stubEnv('TOURNIQUET_TABLE', undefined);
  vi.mocked(investigateLive).mockReset();
  vi.mocked(containDescendant).mockClear();
});
afterEach(() => vi.unstubAllEnvs());

/** A credential that only a person can end. */
const byHand = 'ACCAT3SKF7WXYSPECIF7';

/** The thief made a key for each of these users, and perhaps something else. */
const found = (
  verdicts: Record<string, Partial<Verdict>> = {},
  { of = users, also = [] }: { of?: Record<string, string>; also?: Json[] } = {},
): Investigation => {
  const seen = investigateRecords({ accessKeyId: key }, [
    ...Object.entries(of).map(([userName, accessKeyId]) =>
      record('CreateAccessKey', {
        requestParameters: { userName },
        responseElements: { accessKey: { userName, accessKeyId, status: 'Active' } },
      }),
    ),
    ...also,
  ]);
  const judged = (credential: KnownCredential): KnownCredential =>
    credential.verdict
      ? { ...credential, verdict: { ...credential.verdict, ...verdicts[credential.id] } }
      : credential;
  return { ...seen, credentials: seen.credentials.map(judged) };
};

const specific = () =>
  record('CreateServiceSpecificCredential', {
    requestParameters: { userName: 'reporting', serviceName: 'codecommit.amazonaws.com' },
    responseElements: {
      serviceSpecificCredential: {
        userName: 'reporting',
        serviceName: 'codecommit.amazonaws.com',
        serviceSpecificCredentialId: byHand,
      },
    },
  });

const waits: Partial<Verdict> = { what: 'waits', rule: 'older' };

const containAll = async (...args: string[]) =>
  tourniquetJson('investigate', key, '--contain', '--state', state, ...args);

const statusOf = ({ credentials }: Investigation, id: string): string | undefined =>
  credentials.find((credential) => credential.id === id)?.verdict?.status;

const keysOff = (): string[] =>
  account.others.flatMap(({ keys }) =>
    Object.entries(keys).flatMap(([id, status]) => (status === 'Inactive' ? [id] : [])),
  );

describe('without an incident of the key', () => {
  it('reads nothing, changes nothing and says what to do first', async () => {
    const { exitCode, document } = await containAll();
    expect(exitCode).toBe(2);
    expect(document.error).toEqual({
      code: 'usage',
      field: '--contain',
      message: `there is no incident of ${key} in ${state}: contain the key itself first (npm run -s tourniquet -- contain ${key}), or give the --state DIR that contain was given, or leave --state out`,
    });
    expect(investigateLive).not.toHaveBeenCalled();
    expect(await readdir(state)).toEqual([]);
  });

  it('nor with one that a person has restored', async () => {
    await tourniquet('contain', key, '--state', state);
    await tourniquet('restore', key, '--state', state);
    const { exitCode, document } = await containAll();
    expect(exitCode).toBe(2);
    expect(document.error.message).toContain(`incident ${key}-1 was restored`);
    expect(investigateLive).not.toHaveBeenCalled();
  });
});

describe('once the key itself is contained', () => {
  beforeEach(async () => {
    await tourniquet('contain', key, '--state', state);
    account.mock.resetHistory();
  });

  it('contains what certainly came from it, each in an incident of its own', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found());
    const { exitCode, document } = await containAll();
    expect(exitCode).toBe(0);
    expect(keysOff()).toEqual(Object.values(users));
    for (const id of Object.values(users)) {
      const { verdict } = document.credentials.find((each: KnownCredential) => each.id === id);
      expect(verdict).toMatchObject({ what: 'contain', status: 'contained', incidentId: `${id}-1` });
    }
    const { stdout } = await tourniquet('investigate', key, '--contain', '--state', state);
    expect(stdout).toContain(`Contained just now:\n  ${users.reporting}: contained (${users.reporting}-1)\n`);
  });

  it('tells what was contained before when it only reads, and changes nothing', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found({ [users.billing]: waits }));
    const before = await tourniquetJson('investigate', key, '--state', state);
    expect(statusOf(before.document, users.reporting)).toBeUndefined();
    expect(changes(account.mock)).toEqual([]);
    await containAll();
    account.mock.resetHistory();
    const { exitCode, document } = await tourniquetJson('investigate', key, '--state', state);
    expect(exitCode).toBe(0);
    expect(statusOf(document, users.reporting)).toBe('contained');
    expect(statusOf(document, users.billing)).toBeUndefined();
    expect(account.mock.calls()).toHaveLength(0);
  });

  it('says so where the incidents cannot be read', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found());
    await writeFile(join(state, `${key}-1.json`), '{');
    const { exitCode, document } = await tourniquetJson('investigate', key, '--state', state);
    expect(exitCode).toBe(0);
    expect(document.notes[0]).toMatch(
      /^What was contained before is not told: reading the incidents failed: /,
    );
  });

  it('leaves alone what waits for a person, until it is named', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found({ [users.billing]: waits }));
    const first = await containAll();
    expect(first.exitCode).toBe(0);
    expect(keysOff()).toEqual([users.reporting]);
    expect(statusOf(first.document, users.billing)).toBeUndefined();
    const second = await containAll('--also', users.billing);
    expect(second.exitCode).toBe(0);
    expect(keysOff()).toEqual(Object.values(users));
    expect(statusOf(second.document, users.billing)).toBe('contained');
  });

  it('--also all is all that waits, and nothing that needs no containing', async () => {
    vi.mocked(investigateLive).mockResolvedValue(
      found({ [users.billing]: waits, [users.reporting]: { what: 'covered', rule: 'same-user' } }),
    );
    expect((await containAll('--also', 'all')).exitCode).toBe(0);
    expect(keysOff()).toEqual([users.billing]);
  });

  it('what a rule protects stays as it is, but for who names it', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found({ [boss.chief]: waits }, { of: boss }));
    const all = await tourniquet('investigate', key, '--contain', '--state', state, '--also', 'all');
    expect(all).toMatchObject({ exitCode: 3, stdout: '' });
    expect(all.stderr).toMatch(
      /AKIAT3SKF7WXYTHECH7F: protected [^;]*runs\s+the\s+payroll[^;]*;[^;]*;\s+name\s+it\s+with\s+--also/,
    );
    expect(keysOff()).toEqual([]);
    expect((await containAll('--also', boss.chief)).exitCode).toBe(0);
    expect(keysOff()).toEqual([boss.chief]);
  });

  it('one that fails stops no other, and is named', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found());
    vi.mocked(containDescendant).mockRejectedValueOnce(new Error('the disk is full'));
    const { exitCode, document } = await containAll();
    expect(exitCode).toBe(3);
    expect(keysOff()).toHaveLength(1);
    expect(document.notes[0]).toMatch(
      /^AKIA\w+ is not contained: containing it failed: Error: the disk is full\.$/,
    );
  });

  it('what nothing of ours can end keeps the answer from being good, and is named where it was asked for', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found({}, { also: [specific()] }));
    expect((await containAll()).exitCode).toBe(3);
    const { exitCode, document } = await containAll('--also', byHand);
    expect(exitCode).toBe(3);
    expect(document.notes).toContain(`${byHand} is not contained: nothing of ours can end it.`);
  });

  it('what has a name that containment does not take is said not to be contained', async () => {
    const seen = found();
    const [made] = seen.created;
    if (!made) throw new Error('the thief made nothing');
    const strange = {
      ...made,
      type: 'AWS::IAM::Role',
      id: 'a role',
      verdict: { what: 'contain', rule: 'thief', why: '' },
    };
    vi.mocked(investigateLive).mockResolvedValue({ ...seen, created: [strange as typeof made] });
    const { exitCode, stderr } = await tourniquet('investigate', key, '--contain', '--state', state);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('\n  AWS::IAM::Role a role: NOT CONTAINED, nothing of ours can end it\n');
  });

  it.each([
    ['older', 0],
    ['inferred', 3],
  ] as const)('what waits because it is %s makes the exit code %i', async (rule, exitCode) => {
    vi.mocked(investigateLive).mockResolvedValue(found({ [users.billing]: { what: 'waits', rule } }));
    expect((await containAll()).exitCode).toBe(exitCode);
  });

  it('what goes on drawing sessions keeps the answer from being good', async () => {
    const what = 'instance i-0aa11bb22cc33dd44';
    vi.mocked(investigateLive).mockResolvedValue({ ...found(), keepsDrawing: [{ what, by: key }] });
    expect((await containAll()).exitCode).toBe(3);
  });

  it('a name that is nothing of the lineage is refused with those that wait, and nothing is changed', async () => {
    vi.mocked(investigateLive).mockResolvedValue(found({ [users.billing]: waits }));
    const { exitCode, document } = await containAll('--also', key);
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      field: '--also',
      message: `${key} is nothing that came from the key: what waits is ${users.billing}`,
    });
    expect(changes(account.mock)).toEqual([]);
  });
});
