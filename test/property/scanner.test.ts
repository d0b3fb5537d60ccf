import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKeyId } from '#lib/credential/key-id.ts';
import { converters, scannerNames } from '#lib/signal/scanner/converters.ts';
import { readDocuments } from '#lib/signal/scanner/documents.ts';
import { readScannerEvent } from '#lib/signal/scanner.ts';
import { scannerOutput, showsPartOf } from '#test/fixtures/scanners/load.ts';

// Random bytes by a seed: fast-check's own strings prefer small and repeated values, which no secret is made of.
const digest = (seed: number) => createHash('sha512').update(String(seed)).digest('base64');
const secrets = fc.nat().map((seed) => digest(seed).slice(0, 40));

const keyId = 'AKIAY34FZKBOKMUTVV7A';
const filled = { keyId, sessionKeyId: 'ASIAY34FZKBOKMUTVV7A', secret: 'S', sessionToken: 'T', token: 'U' };
const fixtures = [
  'trufflehog.jsonl',
  'gitleaks.json',
  'gitleaks-redacted.json',
  'ggshield-repository.json',
  'ggshield-masked.json',
  'gitguardian-webhook.json',
].map((name): unknown => readDocuments(scannerOutput(name, filled))?.documents);

const event = {
  source: 'acme.scanner',
  'detail-type': 'Leaked AWS Access Key',
  time: '2026-11-20T09:00:00Z',
  detail: {
    accessKeyId: keyId,
    where: 'a.txt',
    scanner: 'trufflehog',
    verified: true,
    url: 'https://example.com/1',
    foundAt: '2026-11-20T09:00:00Z',
  },
};

type Path = readonly string[];

const pathsOf = (value: unknown, above: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, held]) => pathsOf(held, [...above, key]))];
};

/** A copy in which something else stands at the end of the path. */
const replaced = (value: unknown, path: Path, instead: unknown): unknown => {
  const copy = { top: structuredClone(value) };
  const steps = ['top', ...path];
  const parent = steps.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy);
  Reflect.set(Object(parent), steps.at(-1) ?? '', instead);
  return copy.top;
};

const places = fixtures.flatMap((value) => pathsOf(value).map((path) => [value, path] as const));
const eventPlaces = pathsOf(event);

const check = (output: unknown) => {
  for (const { accessKeyId, where } of Object(output).events ?? []) {
    expect(isKeyId(accessKeyId)).toBe(true);
    expect(where).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(where).not.toBe('');
    expect([...where].length).toBeLessThanOrEqual(500);
  }
};

/** Ways in which a secret stands in the fields of a scanner. */
const forms: ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => `config/${secret}.env`,
  (secret) => `${keyId}:${secret}`,
  (secret) => `aws_secret_access_key = "${secret}"`,
  (secret) => `https://ada:${encodeURIComponent(secret)}@git.example.com/acme/shop/blob/main/a.txt`,
  (secret) => `https://git.example.com/${secret}/blob/main/a.txt`,
  (secret) => `line one\n${secret}\nline three`,
  (secret) => `${'long/'.repeat(98)} ${secret}`,
  (secret) => ({ [secret]: secret }),
  (secret) => [secret, { file: secret, repository: secret, commit: secret, line: secret }],
  (secret) => JSON.stringify({ Secret: secret }),
];

it('a converter never throws, whatever it is given, and gives only harmless places', () => {
  fc.assert(
    fc.property(fc.constantFrom(...scannerNames), fc.jsonValue(), (from, value) =>
      check(converters[from](value)),
    ),
    { numRuns: 500 },
  );
});

it('a converter never throws, whatever stands in a real finding', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('\u0000\u202e\ud800', 'x'.repeat(10_000), '__proto__', -1),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...scannerNames),
      fc.constantFrom(...places),
      odd,
      (from, [value, path], instead) => check(converters[from](replaced(value, path, instead))),
    ),
    { numRuns: 1000 },
  );
});

it('a converter shows no twelve characters of a secret, wherever in a finding it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...scannerNames),
      fc.constantFrom(...places),
      secrets,
      fc.constantFrom(...forms),
      (from, [value, path], secret, form) => {
        const output = JSON.stringify(converters[from](replaced(value, path, form(secret))));
        expect(showsPartOf(output, secret)).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
});

it('the reader never throws and shows no twelve characters of a secret, wherever in an event it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...eventPlaces, ['detail', 'secretAccessKey'], ['detail', 'note']),
      secrets,
      fc.constantFrom(...forms),
      (path, secret, form) => {
        const reading = readScannerEvent(replaced(event, path, form(secret)));
        expect(showsPartOf(JSON.stringify(reading), secret)).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

it('the reader never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...eventPlaces), (value, path) => {
      expect(['leak', 'malformed']).toContain(readScannerEvent(value).kind);
      expect(['leak', 'malformed']).toContain(readScannerEvent(replaced(event, path, value)).kind);
    }),
  );
});

it('text is read without a throw, whatever it is', () => {
  const jsonish = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.json()).map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(jsonish, fc.nat(200), (text, length) => {
      const read = readDocuments(text.slice(0, length));
      for (const from of scannerNames) check(converters[from](read?.documents));
    }),
  );
});
