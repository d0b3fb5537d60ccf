import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readScannerEvent } from '#lib/signal/scanner.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { newFillings, scannerOutput, showsPartOf } from '#test/fixtures/scanners/load.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

const waits: number[] = [];
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: async (milliseconds: number) => void waits.push(milliseconds),
}));

const events = mockClient(EventBridgeClient);
const fillings = newFillings();
const { keyId, secret } = fillings;
let folder: string;

beforeEach(async () => {
  events.reset();
  waits.length = 0;
  folder = await temporaryFolder();
  events.on(PutEventsCommand).callsFake(({ Entries }) => ({
    FailedEntryCount: 0,
    Entries: Entries.map((_: unknown, index: number) => ({ EventId: `event-${index}` })),
  }));
});

const written = async (text: string): Promise<string> => {
  const file = join(folder, 'report.json');
  await writeFile(file, text);
  return file;
};
const fixture = (name: string) => written(scannerOutput(name, fillings));

/** So many keys in a report of Gitleaks. */
const manyKeys = (count: number) =>
  written(
    JSON.stringify(
      Array.from({ length: count }, (_, index) => ({
        RuleID: 'aws-access-token',
        Secret: keyId,
        File: `file-${index}.env`,
      })),
    ),
  );

const puts = () => events.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries ?? []);

/** As EventBridge hands it to the reader. */
const arrived = ({ Source, DetailType, Detail }: PutEventsRequestEntry) =>
  readScannerEvent({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail ?? '') });

const withStdin = async <T>(text: string, run: () => Promise<T>): Promise<T> => {
  const stdin = vi.spyOn(process, 'stdin', 'get');
  stdin.mockReturnValue(Readable.from([Buffer.from(text)]) as typeof process.stdin);
  return run().finally(() => stdin.mockRestore());
};

describe('tourniquet report without a bus', () => {
  it('prints the entries alone, as `aws events put-events` takes them, and sends nothing', async () => {
    const { exitCode, stdout, stderr } = await tourniquet(
      'report',
      '--from',
      'gitleaks',
      await fixture('gitleaks.json'),
    );
    expect(exitCode).toBe(0);
    const entries = JSON.parse(stdout);
    expect(entries).toEqual([
      { Source: 'tourniquet.report', DetailType: 'Leaked AWS Access Key', Detail: expect.any(String) },
    ]);
    expect(arrived(entries[0])).toMatchObject({ kind: 'leak', signals: [{ accessKeyId: keyId }] });
    expect(stderr).toBe('tourniquet report: Passed over: 1 × findings that are no AWS access key\n');
    expect(events.calls()).toEqual([]);
  });

  it.each([
    ['trufflehog', 'trufflehog.jsonl'],
    ['gitleaks', 'gitleaks.json'],
    ['gitguardian', 'ggshield-repository.json'],
    ['gitguardian', 'ggshield-masked.json'],
  ])('shows nothing of a secret that %s found', async (from, name) => {
    const file = await fixture(name);
    for (const args of [[], ['--json'], ['--bus', 'b'], ['--bus', 'b', '--json']]) {
      const { stdout, stderr } = await tourniquet('report', '--from', from, file, ...args);
      for (const hidden of [secret, fillings.token, fillings.sessionToken])
        expect(showsPartOf(stdout + stderr, hidden)).toBe(false);
    }
  });

  it('reads standard input where no file is named', async () => {
    const lines = scannerOutput('trufflehog.jsonl', fillings);
    for (const file of [[], ['-']]) {
      const { exitCode, document } = await withStdin(lines, () =>
        tourniquetJson('report', '--from', 'trufflehog', ...file),
      );
      expect(exitCode).toBe(0);
      expect(document.entries).toHaveLength(3);
    }
  });

  it('is content with a scanner that found nothing', async () => {
    for (const text of ['', '\n', '[]', ' [ ]\n', 'null']) {
      const { exitCode, stdout } = await tourniquet('report', '--from', 'gitleaks', await written(text));
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '[]\n' });
    }
  });

  it('tells that aws takes no more than ten at a time', async () => {
    const { stderr } = await tourniquet('report', '--from', 'gitleaks', await manyKeys(11));
    expect(stderr).toContain('ten entries at a time; --bus sends them all');
  });
});

describe('a key that could not be read', () => {
  it('is a fault, and the others are printed all the same', async () => {
    const lines = `${scannerOutput('trufflehog.jsonl', fillings)}{"DetectorName":"AWS","Raw":"${secret.slice(0, 20)}`;
    const { exitCode, stdout, stderr } = await tourniquet(
      'report',
      '--from',
      'trufflehog',
      await written(lines),
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toHaveLength(3);
    expect(stderr).toContain('NOT REPORTED: 1 × lines that are cut off or no JSON');
    expect(showsPartOf(stdout + stderr, secret.slice(0, 20))).toBe(false);
  });

  it('is a fault where ggshield masked it, with the way out', async () => {
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitguardian',
      await fixture('ggshield-masked.json'),
      '--bus',
      'b',
    );
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      sent: 0,
      error: { code: 'not-all-reported', message: expect.stringContaining('--show-secrets') },
    });
    expect(events.calls()).toEqual([]);
  });

  it("is a fault where it is another scanner's output", async () => {
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'trufflehog',
      await fixture('gitleaks.json'),
    );
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      entries: [],
      error: { message: expect.stringContaining('is --from right') },
    });
  });
});

describe('tourniquet report --bus', () => {
  it('puts the events on the bus and says so', async () => {
    const { exitCode, stdout, stderr } = await tourniquet(
      'report',
      '--from',
      'trufflehog',
      await fixture('trufflehog.jsonl'),
      '--bus',
      'tourniquet',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^3 reports put on the bus tourniquet\.\nPassed over: /);
    const [entries = []] = puts();
    expect(entries.map(({ EventBusName }) => EventBusName)).toEqual([
      'tourniquet',
      'tourniquet',
      'tourniquet',
    ]);
    for (const entry of entries) expect(arrived(entry).kind).toBe('leak');
  });

  it('sends ten at a time', async () => {
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(23),
      '--bus',
      'b',
    );
    expect({ exitCode, document }).toEqual({ exitCode: 0, document: { sent: 23, failed: [], skipped: [] } });
    expect(puts().map((entries) => entries.length)).toEqual([10, 10, 3]);
  });

  it('sends nothing on a dry run, and shows what it would send', async () => {
    const { document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(1),
      '--bus',
      'b',
      '--dry-run',
    );
    expect(document.entries).toMatchObject([{ EventBusName: 'b' }]);
    expect(events.calls()).toEqual([]);
  });

  it('makes no call where there is nothing to send', async () => {
    expect(
      await tourniquetJson('report', '--from', 'gitleaks', await written('[]'), '--bus', 'b'),
    ).toMatchObject({
      exitCode: 0,
      document: { sent: 0 },
    });
    expect(events.calls()).toEqual([]);
  });

  const answer = (...codes: (string | undefined)[]) => ({
    FailedEntryCount: codes.filter(Boolean).length,
    Entries: codes.map((ErrorCode) =>
      ErrorCode ? { ErrorCode, ErrorMessage: `words of ${ErrorCode}` } : { EventId: 'x' },
    ),
  });

  it('tries throttled entries again, only those, with growing waits', async () => {
    events
      .on(PutEventsCommand)
      .resolvesOnce(answer('ThrottlingException', undefined, 'InternalFailure'))
      .resolvesOnce(answer(undefined, 'ThrottlingException'))
      .resolves(answer(undefined));
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(3),
      '--bus',
      'b',
    );
    expect({ exitCode, document }).toMatchObject({ exitCode: 0, document: { sent: 3, failed: [] } });
    const files = puts().map((entries) => entries.map(({ Detail = '' }) => JSON.parse(Detail).where));
    expect(files).toEqual([
      ['file-0.env', 'file-1.env', 'file-2.env'],
      ['file-0.env', 'file-2.env'],
      ['file-2.env'],
    ]);
    expect(waits).toHaveLength(2);
  });

  it('gives up at last, exits 1 and names what did not arrive', async () => {
    events
      .on(PutEventsCommand)
      .callsFake(({ Entries }) => answer(...Entries.map(() => 'ThrottlingException')));
    const { exitCode, stderr } = await tourniquet(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(1),
      '--bus',
      'b',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('0 reports put on the bus b.');
    expect(stderr).toContain(
      `FAILED: ${keyId}, file-0.env: ThrottlingException words of ThrottlingException`,
    );
    expect(puts()).toHaveLength(4);
  });

  it('does not repeat an entry that can never succeed', async () => {
    events.on(PutEventsCommand).resolves(answer(undefined, 'NotAuthorizedForSourceException'));
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(2),
      '--bus',
      'b',
    );
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      sent: 1,
      failed: [{ accessKeyId: keyId, where: 'file-1.env', code: 'NotAuthorizedForSourceException' }],
      error: { code: 'not-sent', message: '1 report did not reach the bus b' },
    });
    expect(puts()).toHaveLength(1);
  });

  it('does not take an answer without ids for success', async () => {
    events.on(PutEventsCommand).resolves({});
    expect(
      await tourniquetJson('report', '--from', 'gitleaks', await manyKeys(1), '--bus', 'b'),
    ).toMatchObject({
      exitCode: 1,
      document: { sent: 0, failed: [{ code: 'NoEventId' }] },
    });
  });

  it('fails the rest where a call fails as a whole, and says why once a key', async () => {
    const denied = Object.assign(new Error(`not authorized, ${secret}`), { name: 'AccessDeniedException' });
    events
      .on(PutEventsCommand)
      .resolvesOnce(answer(...Array<undefined>(10).fill(undefined)))
      .rejects(denied);
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await manyKeys(25),
      '--bus',
      'b',
    );
    expect(exitCode).toBe(1);
    expect(document.sent).toBe(10);
    expect(document.failed).toHaveLength(15);
    expect(document.failed[0]).toEqual({
      accessKeyId: keyId,
      where: 'file-10.env',
      code: 'AccessDeniedException',
      message: 'events:PutEvents failed: AccessDeniedException: not authorized, [redacted]',
    });
    expect(puts()).toHaveLength(2);
  });
});

describe('wrong usage', () => {
  it.each([
    ['no scanner', ['report'], '--from', '--from trufflehog|gitleaks|gitguardian'],
    [
      'an unknown scanner',
      ['report', '--from', 'toString'],
      '--from',
      '--from trufflehog|gitleaks|gitguardian',
    ],
    ['two files', ['report', '--from', 'gitleaks', 'a', 'b'], 'FILE', 'one file at a time'],
    [
      'a file that is not there',
      ['report', '--from', 'gitleaks', '/nowhere/x'],
      'FILE',
      'cannot be read (ENOENT)',
    ],
    ['a folder', ['report', '--from', 'gitleaks', '/'], 'FILE', 'cannot be read (EISDIR)'],
    ['no bus', ['report', '--from', 'gitleaks', '--bus='], '--bus', '--bus needs a value'],
  ])('%s: exits 2 and names the field', async (_, argv, field, message) => {
    const { exitCode, document } = await tourniquetJson(...argv);
    expect(exitCode).toBe(2);
    expect(document).toEqual({ error: { code: 'usage', message: expect.stringContaining(message), field } });
  });

  it('a file without any JSON in it: exits 2 and quotes nothing of it', async () => {
    const { exitCode, document } = await tourniquetJson(
      'report',
      '--from',
      'gitleaks',
      await written(`RuleID,Secret\naws,${secret}\n`),
    );
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      field: 'FILE',
      message: expect.stringContaining('holds no JSON'),
    });
    expect(showsPartOf(JSON.stringify(document), secret)).toBe(false);
  });

  it('does not wait at a terminal for what nobody will type', async () => {
    const stdin = vi.spyOn(process, 'stdin', 'get');
    stdin.mockReturnValue(Object.assign(Readable.from([]), { isTTY: true }) as typeof process.stdin);
    const { exitCode, document } = await tourniquetJson('report', '--from', 'gitleaks').finally(() =>
      stdin.mockRestore(),
    );
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      field: 'FILE',
      message: expect.stringContaining('pipe its output'),
    });
  });
});
