import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';
import {
  leaked,
  logFile,
  madeKey,
  packed,
  record,
  roleSession,
  secretInTheft,
  theft,
} from './trail-of-a-leak.ts';

let folder: string;
let logs: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  logs = join(folder, 'logs');
  await mkdir(logs);
  await writeFile(join(logs, 'one.json.gz'), packed(theft));
});
afterEach(() => vi.unstubAllEnvs());

const investigate = (...args: string[]) => tourniquetJson('investigate', leaked, '--logs', logs, ...args);

describe('tourniquet investigate, of files', () => {
  it('prints what was found as one JSON document and nothing else', async () => {
    const { exitCode, document, stderr } = await investigate();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(document).toMatchObject({
      accessKeyId: leaked,
      events: 4,
      failed: 0,
      credentials: [
        { id: leaked, issuedBy: null },
        { id: madeKey, issuedBy: leaked },
        { id: roleSession, issuedBy: leaked },
      ],
      created: [{ type: 'AWS::IAM::User', id: 'backdoor' }, { type: 'AWS::IAM::AccessKey' }],
    });
    expect(document.coverage).toEqual(
      ['eu-central-1', 'us-east-1'].map((region) =>
        expect.objectContaining({ region, source: 'files', complete: true }),
      ),
    );
  });

  it('tells people the same, and nobody a secret', async () => {
    const { exitCode, stdout, stderr } = await tourniquet('investigate', leaked, '--logs', logs);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const id of [leaked, madeKey, roleSession, 'backdoor']) expect(stdout).toContain(id);
    expect(stdout + JSON.stringify((await investigate()).document)).not.toContain(secretInTheft.slice(0, 12));
  });

  it('takes several paths, and --logs more than once', async () => {
    const more = join(folder, 'more.json');
    await writeFile(more, logFile([record('ListUsers')]));
    for (const args of [
      ['--logs', logs, more],
      ['--logs', logs, '--logs', more],
      [`--logs=${more}`, `--logs=${logs}`],
    ])
      expect((await tourniquetJson('investigate', leaked, ...args)).document.events).toBe(5);
  });

  it('says of a key that appears nowhere that it does, and exits 0', async () => {
    const nobody = 'AKIAT3SKF7WXYNBDYHRE';
    const { exitCode, document } = await tourniquetJson('investigate', nobody, '--logs', logs);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ accessKeyId: nobody, events: 0, created: [], techniques: [] });
    expect(document.credentials).toEqual([expect.objectContaining({ id: nobody, events: 0 })]);
    expect(document.notes).toContain(`No call of ${nobody} is in these records.`);
    expect((await tourniquet('investigate', nobody, '--logs', logs)).stdout).toContain(
      `${nobody}: no call found`,
    );
  });

  it('names what it could not read, and goes on', async () => {
    await writeFile(join(logs, 'cut.json.gz'), packed(theft).subarray(0, 200));
    await writeFile(join(logs, 'broken.jsonl'), `${JSON.stringify(record('ListUsers'))}\n{"eventName":\n`);
    const { exitCode, document } = await investigate();
    expect({ exitCode, events: document.events }).toEqual({ exitCode: 0, events: 5 });
    expect(document.coverage.every(({ complete }: { complete: boolean }) => !complete)).toBe(true);
    const notes = document.notes.join('\n');
    expect(notes).toContain(`${logs}/cut.json.gz: a truncated gzip`);
    expect(notes).toContain(`${logs}/broken.jsonl: `);
  });

  it('says that the records are of another time than was asked for', async () => {
    const { exitCode, document } = await investigate(
      '--since',
      '2026-03-03',
      '--until',
      '2026-03-04T00:00:00Z',
    );
    expect(exitCode).toBe(0);
    expect(document.window).toEqual({ from: '2026-03-03T00:00:00.000Z', to: '2026-03-04T00:00:00.000Z' });
    expect(document.events).toBe(0);
    expect(document.notes[0]).toMatch(
      /^4 records from 2026-03-02T\S+ to 2026-03-02T\S+ are outside of the times asked for/,
    );
  });

  it('goes by the report where one is named', async () => {
    const rules = async (...args: string[]) => {
      const { document } = await investigate(...args);
      return document.credentials.slice(1).map(({ verdict }: { verdict: { rule: string } }) => verdict.rule);
    };
    expect(await rules('--reported', '2026-03-02T09:00:00Z')).toEqual(['thief', 'thief']);
    expect(await rules('--reported', '2026-03-02T12:00:00Z')).toEqual(['older', 'older']);
  });
});

const written = [
  'SHA256SUMS',
  'events',
  'investigation.json',
  'investigation.txt',
  'manifest.json',
  'report.html',
];

describe('--out', () => {
  it('leaves the document and the words in a folder that only its owner may enter', async () => {
    const out = join(folder, 'case', '7');
    const { document } = await investigate('--out', out);
    expect(JSON.parse(await readFile(join(out, 'investigation.json'), 'utf8'))).toEqual(document);
    expect(await readFile(join(out, 'investigation.txt'), 'utf8')).toContain(madeKey);
    expect((await stat(out)).mode & 0o777).toBe(0o700);
    expect((await stat(join(out, 'investigation.json'))).mode & 0o777).toBe(0o600);
    expect((await investigate('--out', out)).exitCode).toBe(0);
    expect((await readdir(out)).sort()).toEqual(written);
    expect(await tourniquetJson('verify', out)).toMatchObject({ exitCode: 0, document: { fits: true } });
  });

  it('leaves a page, and the calls as files that can be investigated again', async () => {
    const out = join(folder, 'case');
    const { document } = await investigate('--out', out);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain(madeKey);
    const again = await tourniquetJson('investigate', leaked, '--logs', join(out, 'events'));
    expect(again.document).toMatchObject({
      events: document.events,
      credentials: document.credentials.map(({ id }: { id: string }) => expect.objectContaining({ id })),
    });
  });

  it('never overwrites what is of another key, or of somebody else', async () => {
    const out = join(folder, 'case');
    await investigate('--out', out);
    const other = await tourniquetJson('investigate', madeKey, '--logs', logs, '--out', out);
    expect(other).toMatchObject({ exitCode: 2, document: { error: { code: 'usage', field: '--out' } } });
    expect(other.document.error.message).toContain(`${out} (it holds the investigation of another key)`);
    await writeFile(join(out, 'investigation.json'), 'my notes');
    expect((await investigate('--out', out)).exitCode).toBe(2);
    expect(await readFile(join(out, 'investigation.json'), 'utf8')).toBe('my notes');
    const site = join(folder, 'site');
    await mkdir(site);
    await writeFile(join(site, 'report.html'), 'my page');
    const { exitCode, document } = await investigate('--out', site);
    expect({ exitCode, field: document.error.field }).toEqual({ exitCode: 2, field: '--out' });
    expect(await readFile(join(site, 'report.html'), 'utf8')).toBe('my page');
  });

  it.each(['/proc/x', '/dev/null'])(
    'is refused before anything is read where nothing can be written: %s',
    async (out) => {
      const { exitCode, document } = await tourniquetJson(
        'investigate',
        leaked,
        '--logs',
        join(folder, 'nothing'),
        '--out',
        out,
      );
      expect(exitCode).toBe(2);
      expect(document.error).toMatchObject({ field: '--out', message: expect.stringContaining(out) });
    },
  );
});

describe('paths', () => {
  it('are seen from the shell of whoever runs it through npm', async () => {
    vi.stubEnv('npm_lifecycle_event', 'tourniquet');
    vi.stubEnv('INIT_CWD', folder);
    const found = await tourniquetJson('investigate', leaked, '--logs', 'logs', '--out', 'case');
    expect(found).toMatchObject({ exitCode: 0, document: { events: 4 } });
    expect((await readdir(join(folder, 'case'))).sort()).toEqual(written);
    const missing = await tourniquetJson('investigate', leaked, '--logs', 'lgos');
    expect(missing.document.error.message).toBe(`there is no file or folder ${folder}/lgos`);
  });

  it('are not seen from where another script of npm was called', async () => {
    vi.stubEnv('npm_lifecycle_event', 'test');
    vi.stubEnv('INIT_CWD', folder);
    const { document } = await tourniquetJson('investigate', leaked, '--logs', 'lgos');
    expect(document.error.message).toBe(`there is no file or folder ${process.cwd()}/lgos`);
  });
});

describe('where nothing can be read', () => {
  const unreadable = async (...paths: string[]) => {
    const { exitCode, document } = await tourniquetJson('investigate', leaked, '--logs', ...paths);
    expect(exitCode).toBe(1);
    expect(document).toEqual({
      error: { code: 'nothing-readable', message: expect.any(String), field: '--logs' },
    });
    return document.error.message;
  };

  it('the command fails and says what is wrong with each', async () => {
    const [empty, text, cut] = [join(folder, 'empty'), join(folder, 'README.md'), join(folder, 'cut.gz')];
    await mkdir(empty);
    await writeFile(text, '# Evidence\n');
    await writeFile(cut, packed(theft).subarray(0, 40));
    expect(await unreadable(empty)).toContain(`${empty} (a folder without files)`);
    const all = await unreadable(empty, text, cut);
    expect(all).toContain(`${text} (not JSON)`);
    expect(all).toContain(`${cut} (a truncated gzip`);
  });

  it('a path that leads nowhere fails it, whatever else is given', async () => {
    expect(await unreadable(logs, join(folder, 'lgos'))).toBe(`there is no file or folder ${folder}/lgos`);
  });

  it('a secret that was pasted for a path is not repeated', async () => {
    const secret = randomBytes(30).toString('base64');
    expect(await unreadable(secret)).not.toContain(secret);
  });
});
