import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderSink } from '#lib/evidence/folder-sink.ts';
import { publicKey } from '#lib/evidence/verify/key.ts';
import { verifyEvidence } from '#lib/evidence/verify.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { about, localSigner, someFiles } from './files.ts';

let root: string;
beforeEach(async () => {
  root = await temporaryFolder();
});
afterEach(() => rm(root, { recursive: true }));

const write = (folder = '.', signer?: ReturnType<typeof localSigner>['signer'], look = 0) =>
  writeEvidence(someFiles(), { ...about, look }, folderSink(join(root, folder)), signer);

const problemsOf = async (key?: Buffer) => {
  const { looks, problems, fits } = await verifyEvidence(root, key && publicKey(key));
  const all = [...looks.flatMap((look) => look.problems), ...problems];
  expect(fits).toBe(all.length === 0);
  return all.map(({ path, problem }) => `${problem} ${path}`);
};
const stateOf = async (key?: Buffer) =>
  (await verifyEvidence(root, key && publicKey(key))).looks[0]?.signature.state;

describe('the files of a look', () => {
  it('are each named that is altered, missing or not listed', async () => {
    await write();
    expect(await problemsOf()).toEqual([]);
    await writeFile(join(root, 'report.html'), '<p>e</p>');
    await rm(join(root, 'events/us-east-1.jsonl'));
    await writeFile(join(root, 'events/planted.jsonl'), '');
    expect(await problemsOf()).toEqual([
      'missing events/us-east-1.jsonl',
      'altered report.html',
      'not-listed events/planted.jsonl',
    ]);
  });

  it('are not read through a link, neither a file nor a folder', async () => {
    await write();
    await rename(join(root, 'report.html'), join(root, '..', 'report-elsewhere.html'));
    await symlink(join(root, '..', 'report-elsewhere.html'), join(root, 'report.html'));
    await symlink('/etc', join(root, 'etc'));
    expect(await problemsOf()).toEqual(['not-a-file report.html', 'not-a-file etc']);
    await rm(join(root, '..', 'report-elsewhere.html'));
  });
});

describe('a manifest', () => {
  it.each([
    ['no JSON', () => '{"format": ', 'it is no JSON'],
    ['somebody else’s', () => '{"manifest_version": 3}', 'it is no manifest of Tourniquet'],
    [
      'of a later version',
      (text: string) => text.replace('evidence/1', 'evidence/2'),
      'reads tourniquet-evidence/1',
    ],
    [
      'with a path that leads out',
      (text: string) => text.replace('report.html', '../../etc/passwd'),
      'not to be trusted',
    ],
    [
      'with an absolute path',
      (text: string) => text.replace('report.html', '/etc/passwd'),
      'not to be trusted',
    ],
    [
      'that lists a file twice',
      (text: string) => text.replace('report.html', 'events/us-east-1.jsonl'),
      'two files',
    ],
    ['that lists itself', (text: string) => text.replace('report.html', 'manifest.json'), 'two files'],
    [
      'in another order',
      (text: string) => text.replace('"look": 0,\n', '').replace('"files"', '"look": 0, "files"'),
      'not as it was written',
    ],
    [
      'with a field of its own',
      (text: string) => text.replace('"look"', '"x": 1, "look"'),
      'no manifest of Tourniquet',
    ],
    ['that is huge', () => ' '.repeat(9 * 1024 * 1024), 'too-large'],
  ])('%s is named, and none of its files is looked at', async (_, change, why) => {
    await write();
    const file = join(root, 'manifest.json');
    await writeFile(file, change(await readFile(file, 'utf8')));
    const { looks, fits } = await verifyEvidence(root);
    expect(fits).toBe(false);
    expect(looks[0]?.problems).toEqual([
      { path: 'manifest.json', problem: 'altered', detail: expect.stringContaining(why) },
    ]);
  });

  it('is demanded: without any there is nothing to verify', async () => {
    await expect(verifyEvidence(root)).rejects.toThrow('there is no manifest.json in');
    await expect(verifyEvidence(join(root, 'none'))).rejects.toThrow('is not there');
    await writeFile(join(root, 'file'), '');
    await expect(verifyEvidence(join(root, 'file'))).rejects.toThrow('is no folder');
  });
});

describe('a signature', () => {
  it('is valid with the key that made it, and with no other', async () => {
    const { signer, pem } = localSigner();
    await write('.', signer);
    expect([await stateOf(), await stateOf(pem)]).toEqual(['not-checked', 'valid']);
    expect(await problemsOf(localSigner().pem)).toEqual(['altered manifest.json.sig']);
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = Buffer.from(rsa.export({ format: 'pem', type: 'spki' }));
    expect(await problemsOf(other)).toEqual(['altered manifest.json.sig']);
  });

  it('that was taken away is missed, with a key and without', async () => {
    const { signer, pem } = localSigner();
    await write('.', signer);
    await rm(join(root, 'manifest.json.sig'));
    expect(await problemsOf()).toEqual(['missing manifest.json.sig']);
    await write();
    expect(await problemsOf()).toEqual([]);
    expect(await stateOf()).toBe('unsigned');
    // Whoever rewrote the manifest would have taken the name of the key out as well.
    expect(await problemsOf(pem)).toEqual(['missing manifest.json.sig']);
  });

  it('of another key than the manifest names, or of an unsigned one, does not count', async () => {
    await write('.', localSigner('arn:aws:kms:eu-central-1:111122223333:key/other').signer);
    const foreign = await readFile(join(root, 'manifest.json.sig'));
    const { signer, pem } = localSigner();
    await write('.', signer);
    await writeFile(join(root, 'manifest.json.sig'), foreign);
    expect(await problemsOf(pem)).toEqual(['altered manifest.json.sig']);
    await write();
    await writeFile(join(root, 'manifest.json.sig'), foreign);
    expect(await problemsOf()).toEqual(['not-listed manifest.json.sig']);
  });

  it('tells which was altered where manifest and SHA256SUMS disagree', async () => {
    const { signer, pem } = localSigner();
    await write('.', signer);
    const [manifest, sums] = [join(root, 'manifest.json'), join(root, 'SHA256SUMS')];
    const [manifestBefore, sumsBefore] = await Promise.all([
      readFile(manifest, 'utf8'),
      readFile(sums, 'utf8'),
    ]);
    await writeFile(sums, sumsBefore.replace(/^[0-9a-f]{8}/, '00000000'));
    expect(await problemsOf(pem)).toEqual(['altered SHA256SUMS']);
    await writeFile(sums, sumsBefore);
    await writeFile(manifest, manifestBefore.replace('"look": 0', '"look": 7'));
    expect(await problemsOf()).toContain('altered manifest.json');
    await writeFile(manifest, manifestBefore);
    await rm(sums);
    expect(await problemsOf(pem)).toEqual(['missing SHA256SUMS']);
  });
});

describe('an incident with several looks', () => {
  it('is verified look by look, and what lies beside them is named', async () => {
    await write('look-0-a');
    await write('look-1-b', undefined, 1);
    await mkdir(join(root, 'look-2-c'));
    await writeFile(join(root, 'look-2-c', 'report.html'), 'half of a look');
    await writeFile(join(root, 'look-1-b', 'report.html'), 'x');
    const { looks } = await verifyEvidence(root);
    expect(looks.map(({ folder, look }) => [folder, look])).toEqual([
      ['look-0-a', 0],
      ['look-1-b', 1],
    ]);
    expect(await problemsOf()).toEqual(['altered look-1-b/report.html', 'not-listed look-2-c/report.html']);
  });

  it('is not proved by looks in the place of others, however they are signed', async () => {
    const { signer, pem } = localSigner();
    const [incident, other] = [about.incidentId, 'AKIAT3SKF7WXYEXAMPLE-2'];
    const place = (look: number, of = incident) => `${of}/look-${look}-20261128T100000123Z`;
    await write(place(0), signer);
    await write(place(1), signer, 1);
    expect(await problemsOf(pem)).toEqual([]);
    await rm(join(root, place(1)), { recursive: true });
    await rename(join(root, place(0)), join(root, place(1)));
    expect(await problemsOf(pem)).toEqual([`altered ${place(1)}/manifest.json`]);
    await mkdir(join(root, other));
    await rename(join(root, place(1)), join(root, place(0, other)));
    expect(await problemsOf(pem)).toEqual([`altered ${place(0, other)}/manifest.json`]);
    // The folder of one look alone is told by its name as well, and a name of somebody's own says nothing.
    const alone = await verifyEvidence(join(root, place(0, other)), publicKey(pem));
    expect(alone.looks[0]?.problems[0]?.detail).toBe(
      `the folder is that of ${other}, and it is of ${incident}`,
    );
    await rename(join(root, place(0, other)), join(root, 'what-i-downloaded'));
    await rm(join(root, incident ?? ''), { recursive: true });
    await rm(join(root, other), { recursive: true });
    expect(await problemsOf(pem)).toEqual([]);
    await cp(join(root, 'what-i-downloaded'), join(root, 'again'), { recursive: true });
    expect(await problemsOf(pem)).toEqual(['altered what-i-downloaded/manifest.json']);
  });

  it('takes no folder inside of a look for another look', async () => {
    await write('look-0-a');
    await cp(join(root, 'look-0-a'), join(root, 'look-0-b'), { recursive: true });
    await rename(join(root, 'look-0-b'), join(root, 'look-0-a', 'inner'));
    expect(await problemsOf()).toHaveLength(5);
  });
});

describe('a key', () => {
  it('is read in PEM, in DER, and in base64 as the AWS CLI prints it', async () => {
    const { signer, pem } = localSigner();
    await write('.', signer);
    const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
    for (const bytes of [pem, der, Buffer.from(`${der.toString('base64')}\n`)])
      expect(await stateOf(bytes)).toBe('valid');
  });

  it('that is private or none is refused', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const pem = Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    expect(() => publicKey(pem)).toThrow('private key');
    expect(() => publicKey(Buffer.from('hello'))).toThrow('no public key');
  });
});
