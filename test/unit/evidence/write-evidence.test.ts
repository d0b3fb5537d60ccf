import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderSink } from '#lib/evidence/folder-sink.ts';
import { manifestOf } from '#lib/evidence/manifest.ts';
import type { EvidenceSink } from '#lib/evidence/sink.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { about, filesBelow, localSigner, sha256, someFiles, textFile } from './files.ts';

let outside: string;
let folder: string;
beforeEach(async () => {
  outside = await temporaryFolder();
  folder = join(outside, 'evidence');
});
afterEach(() => rm(outside, { recursive: true }));

const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe('evidence in a folder', () => {
  it('is the files, their digests in the form of sha256sum, a manifest and its signature', async () => {
    const { signer } = localSigner();
    const written = await writeEvidence(someFiles(), about, folderSink(folder), signer);
    expect(await filesBelow(folder)).toEqual([
      'SHA256SUMS',
      'events/eu-central-1.jsonl',
      'events/us-east-1.jsonl',
      'manifest.json',
      'manifest.json.sig',
      'report.html',
    ]);
    const manifest = await text('manifest.json');
    expect(written).toEqual({ where: folder, manifestSha256: sha256(manifest), signed: true });
    expect(JSON.parse(manifest)).toEqual({
      format: 'tourniquet-evidence/1',
      ...about,
      signedBy: await signer.signedBy(),
      files: [
        { path: 'events/eu-central-1.jsonl', bytes: 16, sha256: sha256('{"a":1}\n{"a":2}\n') },
        { path: 'events/us-east-1.jsonl', bytes: 0, sha256: sha256('') },
        { path: 'report.html', bytes: 9, sha256: sha256('<p>é</p>') },
      ],
    });
    expect((await text('SHA256SUMS')).split('\n')).toEqual([
      `${sha256('{"a":1}\n{"a":2}\n')}  events/eu-central-1.jsonl`,
      `${sha256('')}  events/us-east-1.jsonl`,
      `${sha256('<p>é</p>')}  report.html`,
      `${sha256(manifest)}  manifest.json`,
      '',
    ]);
    expect(await text('report.html')).toBe('<p>é</p>');
  });

  it('is for its owner alone, also where a file was copied', async () => {
    const spool = join(outside, 'spool');
    await writeFile(spool, 'calls', { mode: 0o644 });
    await writeEvidence([textFile('events/a.jsonl', { file: spool })], about, folderSink(folder));
    const modes = ['.', 'events', 'events/a.jsonl', 'manifest.json', 'SHA256SUMS'].map(
      async (name) => (await stat(join(folder, name))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o600, 0o600, 0o600]);
    expect(await readFile(spool, 'utf8')).toBe('calls');
  });

  it('takes the place of what an earlier run wrote, and of nobody’s own file', async () => {
    await writeEvidence([...someFiles(), textFile('descendants.json', '[]')], about, folderSink(folder));
    await writeFile(join(folder, 'events/us-east-1.jsonl'), 'mine by now');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeEvidence([textFile('report.html', 'new')], about, folderSink(folder));
    expect(await filesBelow(folder)).toEqual([
      'SHA256SUMS',
      'events/us-east-1.jsonl',
      'manifest.json',
      'notes.txt',
      'report.html',
    ]);
    expect(await text('report.html')).toBe('new');
  });

  it('may lie there already where it was gathered', async () => {
    const file = join(folder, 'events', 'a.jsonl');
    await mkdir(join(folder, 'events'), { recursive: true });
    await writeFile(file, 'calls');
    for (const _ of [1, 2]) {
      await writeEvidence([textFile('events/a.jsonl', { file })], about, folderSink(folder));
      expect(await readFile(file, 'utf8')).toBe('calls');
    }
  });

  it('never leaves the folder through a link', async () => {
    const elsewhere = join(outside, 'elsewhere');
    await mkdir(elsewhere);
    await mkdir(folder);
    await symlink(elsewhere, join(folder, 'events'));
    await expect(writeEvidence(someFiles(), about, folderSink(folder))).rejects.toThrow(
      /writing events\/.* a link leads events out of the folder/,
    );
    expect(await filesBelow(elsewhere)).toEqual([]);
    await writeFile(join(outside, 'theirs'), 'theirs');
    await rm(join(folder, 'report.html'), { force: true });
    await symlink(join(outside, 'theirs'), join(folder, 'report.html'));
    await writeEvidence([textFile('report.html', 'ours')], about, folderSink(folder));
    expect(await readFile(join(outside, 'theirs'), 'utf8')).toBe('theirs');
  });
});

describe('what is no path of evidence', () => {
  it.each([
    '../a',
    '/etc/passwd',
    'a/../b',
    'a//b',
    'a/',
    '.hidden',
    'a\\b',
    'a\nb',
    'C:x',
    '-rf',
    'a.',
    '',
    'a'.repeat(300),
  ])('%j is refused', async (path) => {
    const sink: EvidenceSink = { where: 'x', put: async () => expect.unreachable() };
    await expect(writeEvidence([textFile(path, '')], about, sink)).rejects.toThrow('no evidence is written');
  });

  it.each([
    ['manifest.json', 'manifest.json'],
    ['A.txt', 'a.txt'],
    ['SHA256sums', 'b'],
  ])('%s beside %s is refused: there is one already', (one, other) => {
    const file = { bytes: 0, sha256: sha256('') };
    const paths = [
      { ...file, path: one },
      { ...file, path: other },
    ];
    expect(() => manifestOf(paths, about)).toThrow('two files of the evidence have the path');
  });
});

describe('what fails', () => {
  it('names the file, writes no manifest, and is right the next time', async () => {
    const put: string[] = [];
    let failing = true;
    const sink: EvidenceSink = {
      where: 's3://b/p/',
      put: async ({ path }) => {
        if (failing && path === 'events/us-east-1.jsonl') throw new Error('no room');
        put.push(path);
      },
    };
    await expect(writeEvidence(someFiles(), about, sink)).rejects.toThrow(
      'writing events/us-east-1.jsonl to s3://b/p/ failed: Error: no room',
    );
    expect(put).not.toContain('manifest.json');
    failing = false;
    put.length = 0;
    await writeEvidence(someFiles(), about, sink, localSigner().signer);
    expect(put.slice(-3)).toEqual(['SHA256SUMS', 'manifest.json.sig', 'manifest.json']);
  });

  it('leaves the evidence unsigned where the signature fails, in the manifest too', async () => {
    const { signer } = localSigner();
    const broken = { ...signer, sign: async () => Promise.reject(new Error('KMS is down')) };
    const written = await writeEvidence(someFiles(), about, folderSink(folder), broken);
    expect(written).toMatchObject({ signed: false, notSigned: expect.stringContaining('KMS is down') });
    expect(JSON.parse(await text('manifest.json'))).toMatchObject({ signedBy: null });
    expect(await filesBelow(folder)).not.toContain('manifest.json.sig');
  });
});
