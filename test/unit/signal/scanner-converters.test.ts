import { describe, expect, it } from 'vitest';
import type { Conversion } from '#lib/signal/scanner/conversion.ts';
import { converters, isScannerName, type ScannerName, scannerNames } from '#lib/signal/scanner/converters.ts';
import { decodeText, readDocuments } from '#lib/signal/scanner/documents.ts';
import { placeText } from '#lib/signal/scanner/place.ts';
import { readScannerEvent } from '#lib/signal/scanner.ts';
import { newFillings, scannerOutput, showsPartOf } from '#test/fixtures/scanners/load.ts';

const fillings = newFillings();
const { keyId, sessionKeyId } = fillings;
const commit = '0123456789abcdef0123456789abcdef01234567';

const convert = (from: ScannerName, fixture: string): Conversion =>
  converters[from](readDocuments(scannerOutput(fixture, fillings))?.documents);

const reasons = ({ skipped }: Conversion) =>
  skipped.map(({ reason, count, unread }) => [count, unread, reason]);

const fixtures: [ScannerName, string][] = [
  ['trufflehog', 'trufflehog.jsonl'],
  ['gitleaks', 'gitleaks.json'],
  ['gitleaks', 'gitleaks-redacted.json'],
  ['gitguardian', 'ggshield-repository.json'],
  ['gitguardian', 'ggshield-masked.json'],
  ['gitguardian', 'gitguardian-webhook.json'],
];

describe('every converter', () => {
  it.each(fixtures)('%s: nothing of the secrets in %s comes out', (from, fixture) => {
    const output = JSON.stringify(convert(from, fixture));
    const { secret, sessionToken, token } = fillings;
    for (const one of [secret, sessionToken, token]) expect(showsPartOf(output, one)).toBe(false);
  });

  it.each(fixtures)('%s: what comes of %s is read as a claim', (from, fixture) => {
    for (const detail of convert(from, fixture).events) {
      const event = { source: 'tourniquet.report', 'detail-type': 'Leaked AWS Access Key', detail };
      expect(readScannerEvent(event)).toMatchObject({
        kind: 'leak',
        signals: [{ accessKeyId: detail.accessKeyId, where: detail.where, certainty: 'claimed' }],
      });
    }
  });

  it.each(fixtures)('%s: only four fields of %s travel', (from, fixture) => {
    const fields = convert(from, fixture).events.flatMap((detail) => Object.keys(detail));
    for (const field of fields) expect(['accessKeyId', 'where', 'scanner', 'verified']).toContain(field);
  });

  it.each(scannerNames)('%s: finds nothing in nothing', (from) => {
    for (const value of [[], null, undefined])
      expect(converters[from](value)).toEqual({ events: [], skipped: [] });
  });

  it.each(scannerNames)('%s: says that something else is not its output', (from) => {
    for (const value of ['text', 5, {}, { hello: 'world' }, [[]], [null], true]) {
      const { events, skipped } = converters[from](value);
      expect(events).toEqual([]);
      expect(skipped).toEqual([
        { reason: expect.stringContaining('is --from right'), count: 1, unread: true },
      ]);
    }
  });

  it('takes one finding as well as a list', () => {
    const [finding] = JSON.parse(scannerOutput('gitleaks.json', fillings));
    expect(converters.gitleaks(finding).events).toEqual(converters.gitleaks([finding]).events);
  });

  it('is known by its own name only', () => {
    expect(['trufflehog', 'toString', 'TruffleHog', undefined].map(isScannerName)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('TruffleHog', () => {
  it('becomes the key ids, the places and the verdicts of its lines', () => {
    expect(convert('trufflehog', 'trufflehog.jsonl').events).toEqual([
      {
        accessKeyId: keyId,
        where: 'config/aws.env line 3 (commit 0123456789ab) in git.example.com/acme/shop',
        scanner: 'trufflehog',
        verified: true,
      },
      {
        accessKeyId: sessionKeyId,
        where: '2026/env.txt in acme-backups',
        scanner: 'trufflehog',
        verified: false,
      },
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        where: '/app/.env in registry.example.com/acme/shop',
        scanner: 'trufflehog',
        verified: false,
      },
    ]);
  });

  it('passes over its log and the findings of other detectors, and counts them', () => {
    expect(reasons(convert('trufflehog', 'trufflehog.jsonl'))).toEqual([
      [1, false, 'log lines of TruffleHog'],
      [1, false, 'findings that are no AWS access key'],
    ]);
  });

  const finding = { DetectorName: 'AWS', Raw: keyId, Verified: false, SourceName: 'trufflehog - stdin' };
  const only = (change: object) => converters.trufflehog({ ...finding, ...change });

  it.each([
    ['the part of RawV2 before the secret', { Raw: '', RawV2: `${keyId}:${fillings.secret}` }],
    ['Redacted', { Raw: null, Redacted: keyId }],
    ["a detector of one's own that found an id", { DetectorName: 'CustomRegex' }],
  ])('gives the key id by %s', (_, change) => {
    expect(only(change).events).toMatchObject([{ accessKeyId: keyId }]);
  });

  it('does not keep silent about an AWS finding without a key id', () => {
    for (const Raw of [undefined, '', 'AKIASHORT', `${keyId}A`, fillings.secret])
      expect(reasons(only({ Raw }))).toEqual([
        [1, true, 'AWS findings of TruffleHog whose Raw holds no access key id'],
      ]);
  });

  it.each([
    [{ Data: { Filesystem: { file: 'a.txt', line: 0 } } }, 'a.txt'],
    [
      { Data: { Github: { file: 'a.txt', line: 2, repository: 'git@github.com:acme/shop.git' } } },
      'a.txt line 2 in git@github.com:acme/shop',
    ],
    [{ Data: { GCS: { bucket: 'b', filename: 'x/y' } } }, 'x/y in b'],
    [{ Data: { Slack: { channel_name: 'general' } } }, 'in general'],
    [{ Data: { Stdin: {} } }, 'in Stdin'],
    [{ Data: { Git: { file: 5, line: '3', commit: {} } } }, 'in Git'],
    [{ Data: {} }, 'in trufflehog - stdin'],
    [undefined, 'in trufflehog - stdin'],
    ['hostile', 'in trufflehog - stdin'],
  ])('tells the place of %j', (SourceMetadata, where) => {
    expect(only({ SourceMetadata }).events).toMatchObject([{ where }]);
  });

  it('admits that it has no place', () => {
    expect(only({ SourceName: '' }).events).toMatchObject([
      { where: 'a place that TruffleHog does not name' },
    ]);
  });

  it('tells the same key in the same place once, and the try that succeeded wins', () => {
    const verdicts = (...all: unknown[]) =>
      converters
        .trufflehog(all.map((Verified) => ({ ...finding, Verified })))
        .events.map(({ verified }) => verified);
    expect(verdicts(false, true, false)).toEqual([true]);
    expect(verdicts(undefined, false)).toEqual([false]);
    expect(verdicts(false, undefined)).toEqual([false]);
    expect(verdicts('yes')).toEqual([undefined]);
  });
});

describe('Gitleaks', () => {
  it('becomes the key id and the place; it tries no key, so nothing is said of that', () => {
    expect(convert('gitleaks', 'gitleaks.json')).toEqual({
      events: [
        {
          accessKeyId: keyId,
          where: 'config/aws.env line 3 (commit 0123456789ab) in git.example.com/acme/shop',
          scanner: 'gitleaks',
        },
      ],
      skipped: [{ reason: 'findings that are no AWS access key', count: 1, unread: false }],
    });
  });

  it('asks for a run without --redact where the key ids are masked', () => {
    expect(reasons(convert('gitleaks', 'gitleaks-redacted.json'))).toEqual([
      [2, true, expect.stringContaining('without --redact')],
    ]);
  });

  const only = (change: object) =>
    converters.gitleaks([{ RuleID: 'aws-access-token', Secret: keyId, ...change }]);

  it.each([
    [
      { Link: 'https://gitlab.example.com/acme/web/shop/-/blob/main/a.txt#L1', File: 'a.txt' },
      'a.txt in gitlab.example.com/acme/web/shop',
    ],
    [{ Link: 'javascript:alert(1)', File: 'a.txt' }, 'a.txt'],
    [{ File: 'a.txt', StartLine: 3, Commit: 'main' }, 'a.txt line 3'],
    [{ File: 'a.txt', StartLine: -1, Commit: commit.toUpperCase() }, 'a.txt'],
    [{}, 'a place that Gitleaks does not name'],
  ])('tells the place of %j', (change, where) => {
    expect(only(change).events).toMatchObject([{ where }]);
  });

  it('does not keep silent about a rule for AWS whose finding is no key id', () => {
    expect(reasons(only({ RuleID: 'aws-secret-access-key', Secret: fillings.secret }))).toEqual([
      [1, true, 'AWS findings of Gitleaks whose Secret is no access key id'],
    ]);
    expect(reasons(only({ Secret: 'A3TXABCDEFGHIJKLMNOP' }))).toMatchObject([[1, true, expect.any(String)]]);
  });
});

describe('GitGuardian', () => {
  it("becomes what ggshield shows of a repository's history", () => {
    const event = { accessKeyId: keyId, scanner: 'gitguardian', verified: true };
    expect(convert('gitguardian', 'ggshield-repository.json')).toEqual({
      events: [
        { ...event, where: 'config/aws.env line 3 (commit 0123456789ab)' },
        { ...event, where: 'config/aws.env line 12 (commit 0123456789ab)' },
      ],
      skipped: [{ reason: 'findings that are no AWS access key', count: 1, unread: false }],
    });
  });

  it('says that --show-secrets is missing where ggshield masked the key id', () => {
    expect(reasons(convert('gitguardian', 'ggshield-masked.json'))).toEqual([
      [1, true, expect.stringMatching(/ggshield masked.*--show-secrets/)],
    ]);
  });

  it('says that a webhook does not name the key, of all its fields', () => {
    expect(reasons(convert('gitguardian', 'gitguardian-webhook.json'))).toEqual([
      [1, true, expect.stringMatching(/webhook or API.*do not say which key/)],
    ]);
  });

  it('reads an incident of the API like one of the webhook, and passes over other detectors', () => {
    const incidents = ['aws_iam', 'slack_bot_token'].map((name) => ({ id: 1, detector: { name } }));
    expect(reasons(converters.gitguardian(incidents)).map(([, unread]) => unread)).toEqual([true, false]);
  });

  const scanned = (incident: object) =>
    converters.gitguardian({ entities_with_incidents: [{ filename: 'a.txt', incidents: [incident] }] });

  it.each([
    ['valid', { verified: true }],
    ['invalid', { verified: false }],
    ['no_checker', {}],
    ['failed_to_check', {}],
    [undefined, {}],
  ])('takes the validity %s for what it says', (validity, verdict) => {
    const occurrences = [{ match: keyId, type: 'client_id', line_start: 3 }];
    expect(scanned({ type: 'AWS Keys', validity, occurrences }).events).toEqual([
      { accessKeyId: keyId, where: 'a.txt line 3', scanner: 'gitguardian', ...verdict },
    ]);
  });

  it('does not keep silent about an AWS incident without an id, nor about one without a type', () => {
    expect(reasons(scanned({ type: 'AWS Keys' }))).toEqual([
      [1, true, 'AWS incidents of ggshield that hold no access key id'],
    ]);
    expect(reasons(scanned({}))).toEqual([[1, true, 'incidents of ggshield without a type']]);
  });

  it('finds nothing in a scan that found nothing', () => {
    expect(converters.gitguardian({ id: '.', type: 'path_scan', total_incidents: 0 })).toEqual({
      events: [],
      skipped: [],
    });
  });

  it('reads scans in scans to any depth without ending the stack', () => {
    let nested: object = {
      entities_with_incidents: [
        { filename: 'deep.txt', incidents: [{ type: 'AWS Keys', occurrences: [{ match: keyId }] }] },
      ],
    };
    for (let depth = 0; depth < 20_000; depth += 1) nested = { scans: [nested] };
    expect(converters.gitguardian(nested).events).toMatchObject([{ where: 'deep.txt' }]);
  });
});

describe('a place', () => {
  it('drops the password of a repository, and cuts no text but a digest', () => {
    const { secret, token } = fillings;
    const place = placeText({
      file: secret,
      commit: secret,
      holder: `https://ada:${token}@git.example.com/x.git`,
    });
    expect(place).toBe('[redacted] in git.example.com/x');
  });

  it('keeps the name of a file behind a repository that is called after a token', () => {
    expect(placeText({ file: 'a.env', line: 1, holder: 'https://git.example.com/acme/api-token' })).toBe(
      'a.env line 1 in git.example.com/acme/api-token',
    );
  });
});

describe('what a scanner printed', () => {
  it.each([
    ['a list', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }], 0],
    ['one object', '{\n  "a": 1\n}\n', [{ a: 1 }], 0],
    ['an object a line', '{"a":1}\r\n\r\n{"a":2}\n', [{ a: 1 }, { a: 2 }], 0],
    ['lines with a banner', 'TruffleHog. Unearth your secrets.\n{"a":1}\n', [{ a: 1 }], 0],
    ['a line that was cut off', '{"a":1}\n{"a":', [{ a: 1 }], 1],
    ['nothing', ' \n', [], 0],
    ['the nothing that some write', 'null', [], 0],
  ])('is read from %s', (_, text, documents, broken) => {
    expect(readDocuments(text)).toEqual({ documents, broken });
  });

  it.each(['RuleID,Secret\nx,y', 'no finding'])('is not read from %j', (text) => {
    expect(readDocuments(text)).toBeUndefined();
  });

  it('is text as editors and PowerShell write it', () => {
    const text = '{"a":"ö"}';
    expect(decodeText(Buffer.from(text))).toBe(text);
    expect(decodeText(Buffer.from(`\ufeff${text}`))).toBe(text);
    expect(decodeText(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(text);
  });
});
