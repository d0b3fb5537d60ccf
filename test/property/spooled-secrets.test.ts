import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallSpool } from '#lib/evidence/call-spool.ts';
import { RedactedLines } from '#lib/evidence/redacted-line.ts';
import { isJson, type Json } from '#lib/investigation/detail.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { redact } from '#lib/platform/redact.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { first, thief } from '#test/unit/investigation/lineage.ts';

const runs = { numRuns: process.env['LONG'] ? 3_000 : 150 };

const random = fc.nat().map((seed) => createHash('sha512').update(String(seed)).digest('base64'));
const letters = random.map((text) => text.replaceAll(/[+/=]/g, ''));

/** What redaction knows by its form, each with the part that must not be found. */
const secret: fc.Arbitrary<[planted: string, hidden: string]> = fc.oneof(
  random.map((text): [string, string] => [text.slice(0, 40), text.slice(0, 40)]),
  random.map((text): [string, string] => [`IQoJb3JpZ2luX2Vj${text}`, text.slice(0, 60)]),
  fc
    .tuple(fc.constantFrom('ghp_', 'gho_', 'ghs_', 'github_pat_'), letters)
    .map(([start, text]): [string, string] => [`${start}${text.slice(0, 36)}`, text.slice(0, 36)]),
);

/** Every field that a record has, and some that a stranger could add. */
const whole: Json = JSON.parse(
  JSON.stringify({
    ...assumeRole(thief, first, at(1), { role: 'deploy', session: 'x' }),
    errorCode: 'AccessDenied',
    errorMessage: 'no',
    readOnly: true,
    requestID: '7c0c2ba5-8ac8-4b4f-8b0a-3c3a7c1f0d11',
    sharedEventID: 'a1b2c3d4-8ac8-4b4f-8b0a-3c3a7c1f0d11',
    tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: 'sts.eu-west-1.amazonaws.com' },
    additionalEventData: { list: [{ name: 'x', value: 'y' }, ['z']] },
    'a field of a stranger': 'x',
  }),
);

const pathsIn = (value: unknown, path: string[] = []): string[][] => {
  const entries = Array.isArray(value) || isJson(value) ? Object.entries(value) : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...entries.flatMap(([name, inside]) => pathsIn(inside, [...path, name])),
  ];
};

const planted = (value: unknown, [name, ...rest]: string[], instead: unknown): unknown => {
  if (name === undefined) return instead;
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === name ? planted(each, rest, instead) : each));
  return isJson(value) ? { ...value, [name]: planted(value[name], rest, instead) } : value;
};

const around = [
  (text: string) => text,
  (text: string) => `before ${text} after`,
  (text: string) => JSON.stringify({ note: text }),
  (text: string) => `https://example.com/?x=${encodeURIComponent(text)}`,
  (text: string) => ({ [text]: [text] }),
  (text: string) => 'a b '.repeat(1_100) + text,
];

const spooled = async (details: Json[]): Promise<string> => {
  const spool = await CallSpool.open();
  try {
    for (const detail of details) spool.keep(readRecord(detail), detail, String(detail['by'] ?? first));
    const { files, calls } = await spool.finish();
    const lines = files.map(({ body }) =>
      typeof body === 'object' ? gunzipSync(readFileSync(body.file)).toString() : body,
    );
    return [JSON.stringify(files), JSON.stringify(calls), ...lines].join('\n');
  } finally {
    await spool.dispose();
  }
};

const readable = (text: string): string => `${text}\n${text.replaceAll(/\\(.)/g, '$1')}`;

describe('a secret in a recorded call', () => {
  const paths = pathsIn(whole);

  it('is found in no spooled line and in no call that the page shows, in whichever field it stands', async () => {
    expect(paths.length).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(...around), async ([text, hidden], put) => {
        const details = paths.map((path) => planted(whole, path, put(text)) as Json);
        const named = paths.map((_, index) => ({ ...whole, [`${text}${index}`]: 'x', by: `x:${text}` }));
        const found = readable(await spooled([...details, ...named]));
        expect(found).not.toContain(hidden);
        expect(found).not.toContain(encodeURIComponent(hidden));
      }),
      { numRuns: runs.numRuns / 10 },
    );
  });

  it('is found by the name that it stands under, whatever it looks like', async () => {
    const names = ['secretAccessKey', 'sessionToken', 'SecretString', 'password', 'Authorization'];
    const details = names.map((name) => ({
      ...whole,
      responseElements: { credentials: { [name]: 'hunter2' } },
    }));
    const paired = { ...whole, name: 'password', value: 'hunter2' };
    expect(await spooled([...details, paired])).not.toContain('hunter2');
  });
});

describe('a redacted line', () => {
  it('is the redacted record, whatever was written before it', () => {
    const field = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      secret.map(([text]) => text),
      fc.constant(at(1)),
    );
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(whole), 'password', 'Value', '__proto__'),
      fc.string(),
    );
    const details = fc.array(fc.dictionary(name, field), { maxLength: 8 });
    fc.assert(
      fc.property(details, (records) => {
        const lines = new RedactedLines();
        for (const each of [...records, ...records])
          expect(lines.of(each)).toBe(`${JSON.stringify(redact(each))}\n`);
      }),
      runs,
    );
  });

  it('of a record that is nested beyond the stack is cut off, and no fault', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const line = new RedactedLines().of({ ...whole, requestParameters: deep });
    expect(JSON.parse(line)).toMatchObject({ eventName: 'AssumeRole' });
  });
});
