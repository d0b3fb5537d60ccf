import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redact } from '#lib/platform/redact.ts';

// Random bytes by a seed: fast-check's own arrays prefer small and repeated values, which no secret is made of.
const bytes = fc.nat().map((seed) => {
  const blocks = Array.from({ length: 10 }, (_, block) =>
    createHash('sha512').update(`${seed}/${block}`).digest(),
  );
  return Buffer.concat(blocks);
});
const base64 = (length: number) =>
  bytes.map((random) => random.toString('base64').replaceAll(/[\n=]/g, '').slice(0, length));
const alphanumeric = (length: number) =>
  bytes.map((random) => random.toString('base64').replaceAll(/[+/=]/g, '').slice(0, length));
const urlSafe = (length: number) => bytes.map((random) => random.toString('base64url').slice(0, length));
const hex = (length: number) => bytes.map((random) => random.toString('hex').slice(0, length));

const secretAccessKey = base64(40);

/** Secrets that show themselves, each with the part of it that must not survive. */
const shaped = fc.oneof(
  secretAccessKey.map((secret) => [secret, secret]),
  fc
    .tuple(fc.constantFrom('FwoG', 'IQoJ', ''), base64(600))
    .map(([start, rest]) => [start + rest, rest.slice(0, 80)]),
  fc
    .tuple(fc.constantFrom('ghp_', 'ghs_', 'gho_', 'ghu_', 'ghr_', 'github_pat_'), alphanumeric(36))
    .map(([start, rest]) => [start + rest, rest]),
  urlSafe(200).map((rest) => [
    `eyJ${rest.slice(0, 30)}.eyJ${rest.slice(30, 120)}.${rest.slice(120)}`,
    rest.slice(30, 120),
  ]),
  hex(64).map((digest) => [`sha256=${digest}`, digest]),
  base64(640).map((rest) => {
    const body = (rest.match(/.{1,64}/g) ?? []).join('\n');
    return [`-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`, rest.slice(0, 64)];
  }),
) as fc.Arbitrary<[string, string]>;

const reencode: Record<string, (text: string) => string> = {
  plain: (text) => text,
  json: (text) => JSON.stringify({ note: text }),
  jsonTwice: (text) => JSON.stringify({ body: JSON.stringify({ list: [{ note: text }] }) }),
  jsonInText: (text) => `failed on {"note":${JSON.stringify(text)}} and gave up`,
  percent: (text) => encodeURIComponent(text),
  percentTwice: (text) => encodeURIComponent(encodeURIComponent(text)),
  query: (text) => `https://example.com/?a=1&note=${encodeURIComponent(text)}&b=2`,
  escapedSlash: (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  unicode: (text) => text.replaceAll('/', '\\u002f').replaceAll('+', '\\u002B'),
  wrapped: (text) => `<Note>${text}</Note>`,
};

const wrap: Record<string, (text: string) => unknown> = {
  alone: (text) => text,
  value: (text) => ({ a: { b: { c: text } } }),
  list: (text) => [[1, text]],
  key: (text) => ({ [text]: 1 }),
  error: (text) => new Error(`refused: ${text}`),
  cause: (text) => new Error('refused', { cause: new TypeError(text) }),
  map: (text) => new Map([['a', new Set([text])]]),
  toJson: (text) => ({ toJSON: () => ({ text }) }),
};

/** Every reading of the output in which the secret could be found again. */
const readings = (output: unknown): string => {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const plain = [text];
  for (let round = 0; round < 3; round += 1) {
    const last = plain.at(-1) ?? '';
    plain.push(
      last
        .replaceAll(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll(/\\u00([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll(/\\(.)/g, '$1'),
    );
  }
  return plain.join('\n');
};

const options = (choices: object) => fc.constantFrom(...Object.keys(choices));
const around = fc.constantFrom(
  '',
  ' ',
  '"',
  "'",
  ':',
  '=',
  '/',
  ',',
  'key ',
  'AKIAY34FZKBOKMUTVV7A:',
  'x',
  '<',
);

it('no planted secret survives, wherever it stands and however it is encoded', () => {
  fc.assert(
    fc.property(
      shaped,
      options(reencode),
      options(wrap),
      around,
      around,
      ([secret, core], encoding, place, before, after) => {
        const text = reencode[encoding]?.(`${before}${secret}${after}`) ?? '';
        const output = redact(wrap[place]?.(text));
        expect(readings(output)).not.toContain(core);
      },
    ),
    { numRuns: 3000 },
  );
});

const tellingName = fc.constantFrom(
  'secretAccessKey',
  'SecretAccessKey',
  'aws_secret_access_key',
  'AWS_SECRET_ACCESS_KEY',
  'sessionToken',
  'X-Amz-Security-Token',
  'password',
  'db.password',
  'authorization',
  'x-hub-signature-256',
  'webhookSecret',
  'token',
  'githubToken',
  'privateKey',
  'client_secret',
);

const underName: Record<string, (name: string, value: string) => unknown> = {
  field: (name, value) => ({ deep: [{ [name]: value }] }),
  json: (name, value) => JSON.stringify({ [name]: value }),
  jsonInText: (name, value) => `body {"a":1,"${name}":"${value}"} refused`,
  jsonTwice: (name, value) => JSON.stringify({ body: JSON.stringify({ [name]: value }) }),
  cutJson: (name, value) => `{"body":"{\\"${name}\\":\\"${value}`,
  environment: (name, value) => `export ${name}=${value}`,
  ini: (name, value) => `[default]\n${name} = ${value}\n`,
  yaml: (name, value) => `${name}: ${value}`,
  query: (name, value) => `https://example.com/?${name}=${value}&a=1`,
  percent: (name, value) => encodeURIComponent(`a=1&${name}=${value}`),
  percentJson: (name, value) => encodeURIComponent(JSON.stringify({ [name]: value })),
  xml: (name, value) => `<Key><${name}>${value}</${name}></Key>`,
  pair: (name, value) => ({ headers: [{ name, value }] }),
  object: (name, value) => ({ [name]: { raw: [value] } }),
};

it('nothing short survives under a telling name, in any notation', () => {
  // Short enough to be no secret by its form, and such that it is in none of the names.
  const short = fc.stringMatching(/^[QZ][a-z0-9]{5,12}[QZ]$/);
  fc.assert(
    fc.property(tellingName, short, options(underName), (name, value, notation) => {
      expect(readings(redact(underName[notation]?.(name, value)))).not.toContain(value);
    }),
    { numRuns: 2000 },
  );
});

const words = fc.array(fc.constantFrom('key', 'of', 'ci-deploy', 'is', 'off', 'since', 'role/Ops', 'Über'), {
  minLength: 1,
  maxLength: 12,
});
const keyId = fc
  .tuple(fc.constantFrom('AKIA', 'ASIA', 'AIDA', 'AROA'), fc.stringMatching(/^[A-Z2-7]{16}$/))
  .map(([prefix, rest]) => prefix + rest);
const account = fc.stringMatching(/^[0-9]{12}$/);
const harmless = fc.oneof(
  keyId,
  hex(40),
  hex(64),
  hex(32),
  fc.uuid(),
  fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
  account.map((id) => `arn:aws:iam::${id}:user/division/product/ci-deploy`),
  account.map((id) => `arn:aws:sts::${id}:assumed-role/OrganizationAccountAccessRole/i-0123456789abcdef0`),
  account.map((id) => `arn:aws:iam::${id}:role/TourniquetContainFunctionServiceRoleDefaultPolicy675BB04A`),
  account.map((id) => `s3://bucket/AWSLogs/${id}/CloudTrail/us-east-1/2026/11/23/`),
  hex(40).map((sha) => `https://github.com/acme/shop/blob/${sha}/config/aws.env#L3`),
  hex(64).map((digest) => `image@sha256:${digest}`),
  words.map((list) => list.join(' ')),
);

it('harmless text stays as it is', () => {
  fc.assert(
    fc.property(
      fc.array(harmless, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(' ', ', ', '\n'),
      (parts, by) => {
        const text = parts.join(by);
        expect(redact(text)).toBe(text);
        expect(redact({ incident: { where: text, list: parts } })).toEqual({
          incident: { where: text, list: parts },
        });
      },
    ),
    { numRuns: 1000 },
  );
});

it('is at rest after one pass, and never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
      const once = redact(value);
      expect(redact(once)).toEqual(once);
    }),
  );
});
