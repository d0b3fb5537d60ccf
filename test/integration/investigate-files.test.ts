import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { tourniquetJson } from '#test/unit/cli/terminal.ts';
import { leaked, logFile, record, theft } from '#test/unit/cli/trail-of-a-leak.ts';
import { against, undescribed } from './investigation-schema.ts';
import { bin, cleanEnvironment, root, tourniquet } from './processes.ts';
import { atHand, others, folder as recorded, stratus } from './stratus/recordings.ts';
import { actingKeys } from './stratus/walk.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'logs'));
  await writeFile(join(folder, 'logs', 'theft.json'), logFile(theft));
});
afterAll(() => rm(folder, { recursive: true }));

describe('with no AWS at all', () => {
  it('the files are read, and nothing is asked for', async () => {
    const args = ['investigate', leaked, '--logs', join(folder, 'logs')];
    const { exitCode, stdout, stderr } = await tourniquet(args, cleanEnvironment());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(leaked);
  });

  it('the trail cannot be asked, and the words say what is missing', async () => {
    const ended = await tourniquet(['investigate', leaked], cleanEnvironment());
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('tourniquet has no AWS credentials: set AWS_PROFILE');
  });
});

/** A line as a shell of somebody runs it, in their own folder. */
const shell = (line: string): Promise<{ stdout: string; stderr: string }> =>
  new Promise((done, fail) => {
    const options = { cwd: folder, env: cleanEnvironment(), timeout: 25_000 };
    execFile('bash', ['-c', line], options, (error, stdout, stderr) =>
      error ? fail(error) : done({ stdout, stderr }),
    );
  });

describe('in a shell', () => {
  it('npm called from elsewhere finds the files that lie there', async () => {
    const { stdout, stderr } = await shell(
      `npm --prefix '${root}' run -s tourniquet -- investigate ${leaked} --logs logs --out case --json`,
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ accessKeyId: leaked, events: theft.length });
    const left = await shell(`npm --prefix '${root}' run -s tourniquet -- verify case --json`);
    expect(JSON.parse(left.stdout)).toMatchObject({ fits: true });
  });

  it('records come through pipes as well as from files', async () => {
    const command = `'${process.execPath}' '${bin}' investigate ${leaked} --json --logs`;
    for (const line of [`cat logs/theft.json | ${command} -`, `${command} <(cat logs/theft.json)`]) {
      const { stdout, stderr } = await shell(line);
      expect(stderr).toBe('');
      const { events, credentials } = JSON.parse(stdout);
      expect({ events, credentials: credentials.length }).toEqual({ events: theft.length, credentials: 3 });
    }
  });

  it('a reader that hangs up ends the command without a word', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => record(`Describe${index}`));
    await writeFile(join(folder, 'many.json'), logFile(many));
    const whole = await shell(
      `'${process.execPath}' '${bin}' investigate ${leaked} --logs many.json --json | wc -c`,
    );
    // More than a pipe holds: the command is still writing when its reader leaves.
    expect(Number(whole.stdout)).toBeGreaterThan(200_000);
    const { stdout, stderr } = await shell(
      `'${process.execPath}' '${bin}' investigate ${leaked} --logs many.json --json | head -n 1`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' });
  });
});

const recordings = [...stratus(), ...others()];
const asked = recordings.flatMap(({ file, records }) =>
  actingKeys(records).map((accessKeyId) => ({ file, accessKeyId })),
);
console.info(
  atHand
    ? `Investigated ${asked.length} keys of ${recordings.length} recordings from their files.`
    : 'No recordings at hand: skipped.',
);

it('every key of every recording has a document that the schema describes to the last field', async () => {
  for (const { file, accessKeyId } of asked.filter(({ accessKeyId }) =>
    /^A[KS]IA[A-Z0-9]{16}$/.test(accessKeyId),
  )) {
    const { exitCode, document } = await tourniquetJson(
      'investigate',
      accessKeyId,
      '--logs',
      join(recorded, file),
    );
    expect({ file, accessKeyId, exitCode, wrong: undescribed(document) }).toEqual({
      file,
      accessKeyId,
      exitCode: 0,
      wrong: [],
    });
  }
  expect(asked.length).toBeGreaterThan(atHand ? 20 : -1);
});

describe('the schema', () => {
  const made = async () =>
    (await tourniquetJson('investigate', leaked, '--logs', join(folder, 'logs'))).document;

  it('describes what a made-up theft gives', async () => {
    expect(undescribed(await made())).toEqual([]);
  });

  it.each([
    ['a kind of credential that there is not', 'credentials.0.kind', 'password'],
    ['a time that is none', 'window.from', 'yesterday'],
    ['a count that is none', 'events', 'many'],
    ['a field that is missing', 'notes', undefined],
    ['a rule that there is not', 'credentials.1.verdict.rule', 'because'],
  ])('refuses %s', async (_, path, value) => {
    const document = await made();
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce((part, name) => part[name], document);
    holder[last] = value;
    expect(against(document).map((complaint) => complaint.split(':')[0])).toEqual([path]);
  });

  it('lets fields come that are added later', async () => {
    const document = { ...(await made()), weather: 'fine' };
    expect(against(document)).toEqual([]);
    expect(undescribed(document)).toHaveLength(1);
  });
});
