import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import { currentObjects } from '#infra/local/services/s3-bucket.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { tourniquet, tourniquetJson } from '#test/unit/cli/terminal.ts';
import { flip } from '#test/unit/evidence/files.ts';
import { keyOfAlice, leakedOf, minute, rootOf, setTheFollowedStage, thiefWith } from './following.ts';
import { passes, reports } from './helpers.ts';

let stage: Stage;
let folder: string;
let key: string;

const bucketOf = ({ deployed }: Stage): string => deployed.evidenceBucketArn?.split(':').at(-1) ?? '';

/** What lies in the bucket now, as files. */
const download = async ({ aws }: Stage, to: string): Promise<void> => {
  const bucket = aws.s3.bucket(bucketOf(stage));
  for (const [path, { body }] of bucket ? currentObjects(bucket) : []) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), body);
  }
};

beforeAll(async () => {
  folder = await temporaryFolder();
  stage = await setTheFollowedStage({ evidence: { objectLock: true } });
  const leaked = leakedOf(stage);
  await thiefWith(stage, leaked.key).iam.send(new ListUsersCommand({}));
  await passes(stage, 2 * minute);
  await reports.guardduty(stage, leaked);
  await passes(stage, 8 * minute);
  await download(stage, join(folder, 'evidence'));
  const { PublicKey } = await stage.aws.administer('kms', 'GetPublicKey', {
    KeyId: stage.deployed.evidenceKeyArn,
  });
  key = join(folder, 'key.der');
  await writeFile(key, PublicKey);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.close();
  await rm(folder, { recursive: true });
});

describe('the evidence of the deployed system', () => {
  it('is there for each look, signed, locked, and verified from a download', async () => {
    const { incidentId } = await rootOf(stage);
    const { exitCode, document } = await tourniquetJson('verify', join(folder, 'evidence'), '--key', key);
    expect(document).toMatchObject({ fits: true, problems: [] });
    expect(exitCode).toBe(0);
    expect(document.looks.slice(0, 2)).toMatchObject(
      [0, 1].map((look) => ({ incidentId, look, signature: { state: 'valid' } })),
    );
    const versions = [...(stage.aws.s3.bucket(bucketOf(stage))?.versions.values() ?? [])].flat();
    expect(versions.every(({ retention }) => retention?.mode === 'COMPLIANCE')).toBe(true);
  });

  it('names the report when one byte of it is flipped', async () => {
    const { document } = await tourniquetJson('verify', join(folder, 'evidence'));
    const report = join(document.looks[1].folder, 'report.html');
    const restore = await flip(join(folder, 'evidence', report), 1_000, 1);
    const altered = await tourniquet('verify', join(folder, 'evidence'), '--key', key);
    expect(altered.exitCode).toBe(3);
    expect(altered.stderr).toContain(`ALTERED  ${report}`);
    await restore();
  });

  it('is found from the table for auditors, which says how soon the key was off', async () => {
    const { incidentId, accessKeyId } = await rootOf(stage);
    for (const [name, value] of Object.entries(stage.aws.environmentFor(keyOfAlice(stage))))
      vi.stubEnv(name, value);
    vi.stubEnv('TOURNIQUET_TABLE', 'tourniquet-incidents');
    const { exitCode, document } = await tourniquetJson('evidence', '--until', '2099-01-01');
    expect(exitCode).toBe(0);
    const row = document.incidents.find((each: { incidentId: string }) => each.incidentId === incidentId);
    expect(row).toMatchObject({
      accessKeyId,
      sources: ['guardduty'],
      secondsToDenied: expect.any(Number),
      mode: 'acted',
      drill: false,
      approvals: [],
      status: 'contained',
    });
    const verified = await tourniquetJson('verify', join(folder, 'evidence'));
    const digests = verified.document.looks.map(
      ({ manifestSha256 }: { manifestSha256: string }) => manifestSha256,
    );
    expect(row.evidence.map(({ manifestSha256 }: { manifestSha256: string }) => manifestSha256)).toEqual(
      digests,
    );
    expect(row.silent).not.toBeNull();
  });
});
