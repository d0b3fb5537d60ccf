import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderSink } from '#lib/evidence/folder-sink.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { about, localSigner, someFiles } from '#test/unit/evidence/files.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

let outside: string;
let folder: string;
const { signer, pem } = localSigner();

beforeEach(async () => {
  outside = await temporaryFolder();
  folder = join(outside, 'evidence');
  await writeFile(join(outside, 'key.pem'), pem);
});
afterEach(() => rm(outside, { recursive: true }));

const write = (signed = true) =>
  writeEvidence(someFiles(), about, folderSink(folder), signed ? signer : undefined);

describe('tourniquet verify', () => {
  it('says that all fits, and what that proves', async () => {
    await write();
    const { exitCode, stdout } = await tourniquet('verify', folder, '--key', join(outside, 'key.pem'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^All fits\.\n/);
    expect(stdout).toContain(
      'evidence of AKIAT3SKF7WXYEXAMPLE-1, look 0, written 2026-11-28T10:00:00.000Z, 3 files',
    );
    expect(stdout).toContain(
      'Proved: every file is byte for byte what was listed when the manifests were signed',
    );
    expect(stdout).toContain("Not proved: that no look's folder is missing here");
  });

  it.each([
    ['no key was given', true, 'give --key with the public key'],
    ['nothing was signed', false, 'they are not signed'],
  ])('says what is not proved where %s', async (_, signed, why) => {
    const { manifestSha256 } = await write(signed);
    const { exitCode, stdout } = await tourniquet('verify', folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Not proved: that nobody rewrote files and manifests together: ${why}`);
    expect(stdout).toContain(`SHA-256 ${manifestSha256}`);
    expect(stdout).not.toContain('byte for byte');
  });

  it('takes no key out of the evidence itself, also through a link', async () => {
    await write();
    await writeFile(join(folder, 'key.pem'), pem);
    await symlink(join(folder, 'key.pem'), join(outside, 'link.pem'));
    for (const key of [join(folder, 'key.pem'), join(outside, 'link.pem')]) {
      const { exitCode, stderr } = await tourniquet('verify', folder, '--key', key);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--key lies in the evidence itself');
    }
  });

  it('exits 3 and names what does not fit, whatever its name looks like', async () => {
    await write();
    await writeFile(join(folder, 'report.html'), 'x');
    await writeFile(join(folder, 'a\u001b[2J\u202eb'), '');
    const { exitCode, stderr } = await tourniquet('verify', folder);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^DOES NOT FIT: 2 things below\.\n/);
    expect(stderr).toMatch(/ALTERED +report\.html/);
    expect(stderr).toMatch(/NOT LISTED +ab /);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
    expect(stderr).not.toMatch(/[\u001b\u202e]/);
    expect(stderr).not.toContain('Proved: ');
    const { document } = await tourniquetJson('verify', folder);
    expect(document).toMatchObject({ fits: false, key: null, proved: [] });
    expect(document.looks[0].problems).toContainEqual(
      expect.objectContaining({ path: 'report.html', problem: 'altered' }),
    );
  });

  it('exits 1 where there is nothing to verify', async () => {
    const { exitCode, document } = await tourniquetJson('verify', folder);
    expect(exitCode).toBe(1);
    expect(document.error).toMatchObject({ code: 'unreadable-evidence' });
    expect(document.error.message).toContain('is not there');
  });

  it.each([
    [['verify'], 'DIR', 'say which folder'],
    [['verify', 'a', 'b'], 'DIR', 'one folder at a time'],
    [['verify', 'a', '--key', '/does/not/exist.pem'], '--key', 'cannot be used as a key'],
    [['verify', 'a', '--key', 'arn:aws:iam::111122223333:user/ann'], '--key', 'no key of KMS'],
  ])('%j exits 2', async (argv, field, message) => {
    const { exitCode, document } = await tourniquetJson(...argv);
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({ code: 'usage', field });
    expect(document.error.message).toContain(message);
  });
});
