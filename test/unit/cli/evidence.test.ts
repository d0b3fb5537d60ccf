import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { noteMode } from '#lib/incident/mode-record.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key, signal } from '#test/unit/containment/fake-account.ts';
import { bothDone } from '#test/unit/containment/incidents.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

let outside: string;
let state: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  vi.stubEnv('TOURNIQUET_TABLE', undefined);
  outside = await temporaryFolder();
  state = join(outside, 'state');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await rm(outside, { recursive: true });
});

const contained = async () => {
  await mkdir(state, { recursive: true });
  const store = new FileIncidentStore(state);
  const claim = await store.claim(key, signal({ reason: 'drill of November' }));
  if (claim.kind !== 'run') throw new Error(`the incident is ${claim.kind}`);
  const findings = {
    status: 'contained' as const,
    steps: bothDone(),
    containedAt: '2026-11-23T03:00:02.000Z',
  };
  await store.record(claim.lease, `${key}-1`, findings);
  await store.release(claim.lease, `${key}-1`, true);
  await noteMode(new FileRecordStore(state), { mode: 'contain', modes: [] }, '2026-11-22T00:00:00.000Z');
  vi.setSystemTime(new Date('2026-11-24T03:00:00.000Z'));
};

describe('tourniquet evidence', () => {
  it('prints the table as CSV and says on stderr what it is', async () => {
    await contained();
    const { exitCode, stdout, stderr } = await tourniquet('evidence', '--since', '7d', '--state', state);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
    expect(lines[1]).toMatch(/^mode-change,2026-11-22T00:00:00\.000Z,/);
    expect(lines[2]).toMatch(new RegExp(`^incident,2026-11-23T03:00:00.000Z,${key}-1,${key},`));
    expect(stderr).toBe(
      `1 incident (1 drill) and 1 change of mode from 2026-11-17T03:00:00Z up to 2026-11-24T03:00:00Z, in ${state}\n`,
    );
  });

  it('prints one document with --json', async () => {
    await contained();
    const { exitCode, document } = await tourniquetJson(
      'evidence',
      '--until',
      '2026-11-24',
      '--state',
      state,
    );
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      since: null,
      until: '2026-11-24T00:00:00.000Z',
      incidents: [{ incidentId: `${key}-1`, secondsToDenied: 2, drill: true }],
      modeChanges: [{ mode: 'contain', at: '2026-11-22T00:00:00.000Z' }],
    });
  });

  it('writes a file for its owner alone, and not through a link', async () => {
    await contained();
    const file = join(outside, 'audit.csv');
    await writeFile(join(outside, 'theirs'), 'theirs');
    await symlink(join(outside, 'theirs'), file);
    const { exitCode, stdout } = await tourniquet('evidence', '--out', file, '--state', state);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Written to ${file}\n` });
    expect((await readFile(file, 'utf8')).endsWith('\r\n')).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(join(outside, 'theirs'), 'utf8')).toBe('theirs');
  });

  it('says that there is no incident in the span', async () => {
    await contained();
    const { exitCode, stdout, stderr } = await tourniquet('evidence', '--since', '1h', '--state', state);
    expect(exitCode).toBe(0);
    expect(stdout.split('\r\n')).toHaveLength(2);
    expect(stderr).toMatch(/^No incident and 0 changes of mode from 2026-11-24T02:00:00Z/);
    const nowhere = await tourniquet('evidence', '--state', join(outside, 'none'));
    expect(nowhere).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^No incident .*none\n$/) });
    await expect(stat(join(outside, 'none'))).rejects.toThrow('ENOENT');
  });

  it.each([
    [['--since', '2026-11-24', '--until', '2026-11-23'], '--since', 'must be before --until'],
    [['--since', 'yesterday'], '--since', 'takes a time'],
    [['--out', '/does/not/exist/audit.csv'], '--out', 'cannot be written'],
    [['AKIA'], 'argument', 'nothing may stand here'],
  ])('with %j exits 2', async (argv, field, message) => {
    const { exitCode, document } = await tourniquetJson('evidence', ...argv, '--state', state);
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({ code: 'usage', field });
    expect(document.error.message).toContain(message);
  });
});
