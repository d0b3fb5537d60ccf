import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scannerEvent as drillEvent } from '#infra/local/drill/events/scanner.ts';
import { isKeyId } from '#lib/credential/key-id.ts';
import { readScannerEvent } from '#lib/signal/scanner.ts';
import { newFillings, showsPartOf } from '#test/fixtures/scanners/load.ts';

const accessKeyId = 'AKIAY34FZKBOKMUTVV7A';
const detail = {
  accessKeyId,
  where: 'config/aws.env line 3 in acme/shop',
  scanner: 'trufflehog',
  verified: true,
};
const event = {
  source: 'acme.scanner',
  'detail-type': 'Leaked AWS Access Key',
  time: '2026-11-20T09:00:00Z',
  account: '111122223333',
  detail,
};
const read = (change: object, envelope: object = {}) =>
  readScannerEvent({ ...event, ...envelope, detail: { ...detail, ...change } });

const signalOf = (change: object = {}, envelope: object = {}) => {
  const reading = read(change, envelope);
  if (reading.kind !== 'leak') throw new Error(`${reading.kind}: ${reading.reason}`);
  expect(reading.signals).toHaveLength(1);
  return reading.signals[0];
};

describe('an event of a scanner', () => {
  it('is the claim that one key leaked', () => {
    expect(signalOf()).toEqual({
      id: expect.stringMatching(/^scanner:[0-9a-f]{40}$/),
      source: 'scanner',
      certainty: 'claimed',
      doubt: expect.stringContaining('the word of trufflehog'),
      accessKeyId,
      where: 'config/aws.env line 3 in acme/shop',
      reportedAt: '2026-11-20T09:00:00.000Z',
      reason: expect.stringContaining('trufflehog says that the key works'),
    });
  });

  it.each([
    [true, 'says that the key works; that is its word'],
    [false, 'says that the key did not work for it; that is its word'],
    [undefined, 'does not say whether the key works'],
    [null, 'does not say whether the key works'],
  ])('stays a claim where verified is %s', (verified, words) => {
    const signal = signalOf({ verified });
    expect(signal.certainty).toBe('claimed');
    expect(signal.reason).toContain(words);
  });

  it('is not believed about the account: AWS is asked whose key it is', () => {
    expect(signalOf({}, { account: '999988887777' })).not.toHaveProperty('accountId');
    expect(read({ accountId: '999988887777' })).toMatchObject({
      kind: 'malformed',
      field: 'detail.accountId',
    });
  });

  it('has the same id however often it is delivered, and another for another key, place or scanner', () => {
    const ids = [
      signalOf({}, { time: '2026-11-20T10:00:00Z', id: 'second delivery' }),
      signalOf({ verified: false }),
      signalOf({ where: 'elsewhere' }),
      signalOf({ scanner: 'gitleaks' }),
      signalOf({ accessKeyId: 'AKIAY34FZKBOKMUTVV7B' }),
    ].map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual([signalOf().id, signalOf().id]);
    expect(new Set(ids).size).toBe(4);
  });

  it('does not mix up where one part ends and the next begins', () => {
    expect(signalOf({ scanner: 'a', where: 'b c' }).id).not.toBe(signalOf({ scanner: 'a b', where: 'c' }).id);
  });

  it('is read as the drill and `tourniquet report` send it', () => {
    const { source, detailType, detail: sent } = drillEvent({ accessKeyId });
    expect(readScannerEvent({ source, 'detail-type': detailType, detail: sent })).toMatchObject({
      kind: 'leak',
      signals: [{ accessKeyId, where: 'config/aws.env line 3 in git.example.com/acme/shop' }],
    });
  });

  it('lets a documentation key through: it is judged later', () => {
    expect(signalOf({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }).accessKeyId).toBe('AKIAIOSFODNN7EXAMPLE');
  });

  it('may say when it was found and where a person can look', () => {
    const signal = signalOf({
      foundAt: '2026-11-19T08:00:00+01:00',
      url: 'https://scanner.example.com/findings/7',
    });
    expect(signal.reportedAt).toBe('2026-11-19T07:00:00.000Z');
    expect(signal.url).toBe('https://scanner.example.com/findings/7');
  });

  it('takes the time of the event where foundAt is no time, and now where there is none either', () => {
    expect(signalOf({ foundAt: 'yesterday' }).reportedAt).toBe('2026-11-20T09:00:00.000Z');
    const before = Date.now();
    expect(Date.parse(signalOf({}, { time: 'x' }).reportedAt)).toBeGreaterThanOrEqual(before);
  });

  it.each([
    'javascript:alert(1)',
    'not a url',
    '/relative',
    'https://ada:pass@scanner.example.com/',
    `https://s3.example.com/x?X-Amz-Signature=${'0a'.repeat(32)}`,
    `https://scanner.example.com/${'x/'.repeat(1500)}`,
  ])('leaves out the address %s', (url) => {
    expect(signalOf({ url })).not.toHaveProperty('url');
  });
});

describe('a place that somebody outside wrote', () => {
  it('is kept without a secret, on one line, and not longer than 500 characters', () => {
    const { secret } = newFillings();
    const { where } = signalOf({ where: `a\u202eb\n${secret}\u001b[31m ${'word '.repeat(400)}` });
    expect(where).toMatch(/^ab \[redacted\] word word/);
    expect([...where].length).toBeLessThanOrEqual(500);
    expect(showsPartOf(where, secret)).toBe(false);
  });

  it('is said to be unspeakable where nothing of it can be shown', () => {
    expect(signalOf({ where: '\u200b' }).where).toBe('a place whose name cannot be shown');
  });
});

describe('an unknown field', () => {
  it('is refused by its name, and its value is never repeated', () => {
    const { secret } = newFillings();
    for (const change of [{ secretAccessKey: secret }, { raw: { deep: [secret] } }]) {
      const reading = read(change);
      const [name = ''] = Object.keys(change);
      expect(reading).toMatchObject({ kind: 'malformed', field: `detail.${name}` });
      expect(showsPartOf(JSON.stringify(reading), secret)).toBe(false);
    }
  });

  it('is told without its name where the name is the secret', () => {
    const { secret } = newFillings();
    const reading = read({ [secret]: true });
    expect(reading).toMatchObject({ kind: 'malformed', field: 'detail.[redacted]' });
    expect(showsPartOf(JSON.stringify(reading), secret)).toBe(false);
  });

  it('is named before any other fault: it may be why the others are there', () => {
    expect(read({ accessKeyId: undefined, access_key_id: accessKeyId })).toMatchObject({
      field: 'detail.access_key_id',
    });
  });
});

const without = (field: string) => {
  const { [field]: _, ...rest } = { ...detail } as Record<string, unknown>;
  return readScannerEvent({ ...event, detail: rest });
};

describe('a field that is not as described', () => {
  it.each(['accessKeyId', 'where', 'scanner'])('%s may not be missing', (field) => {
    expect(without(field)).toMatchObject({ kind: 'malformed', field: `detail.${field}` });
  });

  it.each(['verified', 'url', 'foundAt'])('%s may be missing', (field) => {
    expect(without(field).kind).toBe('leak');
  });

  it.each([
    ['accessKeyId', null],
    ['accessKeyId', 5],
    ['accessKeyId', ''],
    ['accessKeyId', [accessKeyId]],
    ['accessKeyId', accessKeyId.toLowerCase()],
    ['accessKeyId', `${accessKeyId}\n`],
    ['accessKeyId', `AIDA${accessKeyId.slice(4)}`],
    ['accessKeyId', `${accessKeyId}:secret`],
    ['where', null],
    ['where', ''],
    ['where', ' \n'],
    ['where', { file: 'x' }],
    ['scanner', null],
    ['scanner', ''],
    ['scanner', 'x'.repeat(65)],
    ['scanner', '<b>'],
    ['scanner', '__proto__'],
    ['verified', 'true'],
    ['verified', 1],
    ['url', 5],
    ['foundAt', 1763600000],
  ])('%s is refused as %j', (field, value) => {
    const reading = read({ [field]: value });
    expect(reading).toMatchObject({ kind: 'malformed', field: `detail.${field}` });
    expect(reading).toHaveProperty('reason', expect.stringContaining(`detail.${field}`));
  });

  it.each([
    ['source', 'aws.health'],
    ['source', 'aws.'],
    ['source', null],
    ['source', 'two words'],
    ['detail-type', 'Leaked Key'],
    ['detail-type', undefined],
    ['detail', null],
    ['detail', [detail]],
    ['detail', JSON.stringify(detail)],
  ])('%s is refused as %j', (field, value) => {
    expect(readScannerEvent({ ...event, [field]: value })).toMatchObject({ kind: 'malformed', field });
  });

  it.each([null, undefined, 'text', 5, []])('%j is no event', (value) => {
    expect(readScannerEvent(value).kind).toBe('malformed');
  });

  it('does not repeat a secret that stands in the field of the key id', () => {
    const { secret } = newFillings();
    expect(showsPartOf(JSON.stringify(read({ accessKeyId: secret })), secret)).toBe(false);
    expect(showsPartOf(JSON.stringify(read({ scanner: `${secret}/` })), secret)).toBe(false);
  });
});

describe('the JSON schema of the documentation', () => {
  const file = new URL('../../../docs/schemas/scanner-event.schema.json', import.meta.url);
  const described = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')));

  const oneOf = (...values: unknown[]) => fc.constantFrom<unknown>(...values);
  const odd = [null, 5, true, '', ' ', [], {}, 'x'.repeat(65)];
  const details = fc.record(
    {
      accessKeyId: oneOf(accessKeyId, 'ASIAIOSFODNN7EXAMPLE', 'AIDAY34FZKBOKMUTVV7A', 'AKIA', ...odd),
      where: oneOf('a file', 'x'.repeat(600), '\u200b', ...odd),
      scanner: oneOf('trufflehog', 'My Scanner 2.0', '-x', 'a/b', ...odd),
      verified: oneOf(true, false, 'true', ...odd),
      url: oneOf('https://example.com', ...odd),
      foundAt: oneOf('2026-11-20T09:00:00Z', ...odd),
      secretAccessKey: oneOf('x'),
    },
    { requiredKeys: [] },
  );
  const good = fc.record(
    {
      accessKeyId: fc.constant(accessKeyId),
      where: oneOf('a file', '\u200b'),
      scanner: oneOf('trufflehog', 'My Scanner 2.0'),
      verified: oneOf(true, false, null),
      url: oneOf('https://example.com', 'x', null),
      foundAt: oneOf('2026-11-20T09:00:00Z', 'x', null),
    },
    { requiredKeys: ['accessKeyId', 'where', 'scanner'] },
  );
  const events = fc.record(
    {
      source: fc.oneof(
        { weight: 5, arbitrary: fc.constant('acme.scanner') },
        oneOf('aws.health', 'aws', 'x y', ...odd),
      ),
      'detail-type': fc.oneof(
        { weight: 5, arbitrary: fc.constant('Leaked AWS Access Key') },
        oneOf('Leaked', ...odd),
      ),
      time: oneOf('2026-11-20T09:00:00Z', 5),
      detail: fc.oneof(
        { weight: 3, arbitrary: good },
        { weight: 3, arbitrary: details },
        oneOf(null, [], 'x'),
      ),
    },
    { requiredKeys: [] },
  );

  it('accepts what the reader accepts, and nothing else', () => {
    const verdicts = { leak: 0, malformed: 0 };
    fc.assert(
      fc.property(events, (candidate) => {
        const { kind } = readScannerEvent(candidate);
        if (kind === 'leak' || kind === 'malformed') verdicts[kind] += 1;
        expect(kind === 'leak').toBe(described.safeParse(candidate).success);
      }),
      { numRuns: 2000 },
    );
    expect(verdicts.leak).toBeGreaterThan(100);
    expect(verdicts.malformed).toBeGreaterThan(100);
  });

  it('says of a key id what the reader of key ids says', () => {
    const pattern = new RegExp(
      JSON.parse(readFileSync(file, 'utf8')).properties.detail.properties.accessKeyId.pattern,
    );
    for (const id of [
      accessKeyId,
      'ABIAY34FZKBOKMUTVV7A',
      'ACCAY34FZKBOKMUTVV70',
      'AROAY34FZKBOKMUTVV7A',
      'AKIA',
      `${accessKeyId}A`,
    ])
      expect(pattern.test(id), id).toBe(isKeyId(id));
  });
});
