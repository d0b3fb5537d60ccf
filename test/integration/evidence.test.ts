import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/investigate/grants.ts';
import { allowed } from '#infra/deployed/grants.ts';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { createEvidenceHome } from '#infra/local/host/tourniquet-evidence.ts';
import { lookFolder } from '#lib/evidence/look-folder.ts';
import { s3Sink } from '#lib/evidence/s3-sink.ts';
import { kmsSigner } from '#lib/evidence/sign.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { tourniquet, tourniquetJson } from '#test/unit/cli/terminal.ts';
import { about, filesBelow, flip, someFiles, textFile } from '#test/unit/evidence/files.ts';

let aws: EmbeddedAws;
let folder: string;
let bucket: string;
let keyArn: string;
let writer: KeyPair;
let auditor: ReturnType<typeof clientsFor>;

const accessKeyOf = async (UserName: string, statements: unknown[]): Promise<KeyPair> => {
  await aws.administer('iam', 'CreateUser', { UserName });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await aws.administer('iam', 'PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument });
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};

beforeAll(async () => {
  [aws, folder] = await Promise.all([startEmbeddedAws(), temporaryFolder()]);
  const home = await createEvidenceHome(aws, { webhookSecret: 's', evidence: { objectLock: true } });
  keyArn = home.evidenceKeyArn ?? '';
  bucket = home.evidenceBucketArn?.split(':').at(-1) ?? '';
  // Whoever writes has what the function is granted for it, and nothing else.
  const deployment: Partial<Deployment> = home;
  const needed = grants(deployment as Deployment).filter(({ actions }) =>
    actions.some((action) => /^(s3|kms):/.test(action)),
  );
  writer = await accessKeyOf('writer', needed.map(allowed));
  const all = { Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' };
  auditor = clientsFor(aws.url, aws.home.region, await accessKeyOf('auditor', [all]));
});
beforeEach(() => speakAs(writer));
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
  await rm(folder, { recursive: true });
});

/** Whose credentials are in the environment. */
const speakAs = (who: KeyPair): void => {
  for (const [name, value] of Object.entries(aws.environmentFor(who))) vi.stubEnv(name, value);
};

const write = (prefix: string, files = someFiles()) =>
  writeEvidence(files, about, s3Sink({ bucket, prefix }), kmsSigner(keyArn));

const keysIn = async (prefix: string): Promise<string[]> => {
  const { Contents = [] } = await auditor.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
  );
  return Contents.map(({ Key = '' }) => Key);
};

const download = async (prefix: string): Promise<string> => {
  for (const Key of await keysIn(prefix)) {
    const { Body } = await auditor.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    await mkdir(dirname(join(folder, Key)), { recursive: true });
    await writeFile(join(folder, Key), (await Body?.transformToByteArray()) ?? '');
  }
  return join(folder, prefix);
};

/** The public key as a file, as `aws kms get-public-key` gives it: DER. */
const publicKeyFile = async (): Promise<string> => {
  const { PublicKey } = await aws.administer('kms', 'GetPublicKey', { KeyId: keyArn });
  const file = join(folder, 'key.der');
  await writeFile(file, PublicKey);
  return file;
};

describe('evidence in a bucket with Object Lock', () => {
  it('is written with the grants of the function, downloaded, and verified with the key and without AWS', async () => {
    const spool = join(folder, 'spool');
    // More than is kept in memory: it is sent as it is read.
    await writeFile(spool, randomBytes(9 * 1024 * 1024));
    const prefix = lookFolder(about.incidentId ?? '', 0, new Date('2026-11-28T10:00:00.123Z'));
    expect(prefix).toBe('AKIAT3SKF7WXYEXAMPLE-1/look-0-20261128T100000123Z');
    const written = await write(prefix, [...someFiles(), textFile('events/large.jsonl.gz', { file: spool })]);
    expect(written).toEqual({
      where: `s3://${bucket}/${prefix}/`,
      manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      signed: true,
    });
    const report = await auditor.s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: `${prefix}/report.html` }),
    );
    expect(report).toMatchObject({ ContentType: 'text/plain', ObjectLockMode: 'COMPLIANCE' });

    const local = await download('AKIAT3SKF7WXYEXAMPLE-1');
    const large = await readFile(join(folder, prefix, 'events/large.jsonl.gz'));
    expect(large.equals(await readFile(spool))).toBe(true);
    const offline = await tourniquetJson('verify', local, '--key', await publicKeyFile());
    expect(offline).toMatchObject({ exitCode: 0, stderr: '', document: { fits: true, problems: [] } });
    expect(offline.document.looks).toMatchObject([
      {
        folder: 'look-0-20261128T100000123Z',
        incidentId: about.incidentId,
        look: 0,
        files: 4,
        manifestSha256: written.manifestSha256,
        signature: { state: 'valid', keyArn, algorithm: 'ECDSA_SHA_256' },
        problems: [],
      },
    ]);
  });

  it('is verified by KMS as well, which says no to an altered manifest', async () => {
    await write('by-kms');
    const local = await download('by-kms');
    // KMS is asked with the credentials of whoever verifies.
    const statement = { Effect: 'Allow', Action: 'kms:Verify', Resource: keyArn };
    speakAs(await accessKeyOf('verifier', [statement]));
    const good = await tourniquet('verify', local, '--key', keyArn);
    expect(good.exitCode).toBe(0);
    expect(good.stdout).toContain('signature  valid');
    const manifest = await readFile(join(local, 'manifest.json'), 'utf8');
    await writeFile(join(local, 'manifest.json'), manifest.replace('"look": 0', '"look": 1'));
    const bad = await tourniquetJson('verify', local, '--key', keyArn);
    expect(bad.exitCode).toBe(3);
    expect(bad.document.looks[0].problems).toContainEqual(
      expect.objectContaining({ path: 'manifest.json', problem: 'altered' }),
    );
  });

  it('names the one file of which a byte was flipped', async () => {
    await write('flipped');
    const local = await download('flipped');
    const key = await publicKeyFile();
    const files = await filesBelow(local);
    expect(files).toContain('manifest.json.sig');
    for (const file of files.filter((name) => name !== 'events/us-east-1.jsonl')) {
      const restore = await flip(join(local, file), 40, 1);
      const { exitCode, document } = await tourniquetJson('verify', local, '--key', key);
      expect(exitCode, file).toBe(3);
      expect(document.looks[0].problems.map(({ path }: { path: string }) => path)).toContain(file);
      await restore();
    }
    expect((await tourniquet('verify', local, '--key', key)).exitCode).toBe(0);
  });

  it('cannot be removed while it is locked, and writing it again leaves the first version', async () => {
    await write('locked');
    await write('locked');
    const versions = await auditor.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'locked/manifest.json' }),
    );
    const manifests = versions.Versions?.filter(({ Key }) => Key === 'locked/manifest.json') ?? [];
    expect(manifests).toHaveLength(2);
    const first = manifests.find(({ IsLatest }) => !IsLatest);
    const remove = (VersionId?: string) =>
      auditor.s3.send(
        new DeleteObjectCommand({
          Bucket: bucket,
          Key: 'locked/manifest.json',
          ...(VersionId !== undefined && { VersionId }),
        }),
      );
    await expect(remove(first?.VersionId)).rejects.toThrow('protected by object lock');
    await expect(remove()).resolves.toMatchObject({ DeleteMarker: true });
    expect(await keysIn('locked/manifest.json')).toEqual(['locked/manifest.json.sig']);
    const { Body } = await auditor.s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: 'locked/manifest.json', VersionId: first?.VersionId }),
    );
    expect(await Body?.transformToString()).toContain('tourniquet-evidence/1');
  });
});

describe('what cannot be kept', () => {
  it('names the file, and leaves no manifest that would look whole', async () => {
    const foreign = s3Sink({ bucket, prefix: 'foreign', ownerAccountId: '999988887777' });
    await expect(writeEvidence(someFiles(), about, foreign)).rejects.toThrow(
      /writing (report\.html|events\/[a-z0-9.-]+) to s3:\/\/tourniquet-evidence-\d+\/foreign\/ failed: AccessDenied/,
    );
    expect(await keysIn('foreign')).toEqual([]);
  });

  it('is written unsigned where the key does not sign, and says why', async () => {
    const { KeyMetadata } = await aws.administer('kms', 'CreateKey', {
      KeyUsage: 'SIGN_VERIFY',
      KeySpec: 'RSA_2048',
    });
    const written = await writeEvidence(
      someFiles(),
      about,
      s3Sink({ bucket, prefix: 'unsigned' }),
      kmsSigner(KeyMetadata.Arn),
    );
    expect(written).toMatchObject({ signed: false, notSigned: expect.stringContaining('AccessDenied') });
    const { exitCode, stdout } = await tourniquet('verify', await download('unsigned'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not signed');
    expect(stdout).toContain('Not proved: that nobody rewrote files and manifests together');
  });
});
