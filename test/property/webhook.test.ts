import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKeyId } from '#lib/credential/key-id.ts';
import { githubHost, hostIn } from '#lib/signal/github/host.ts';
import { keyIdsIn } from '#lib/signal/github/key-ids.ts';
import { githubAlertRef, readGithubWebhook } from '#lib/signal/github-webhook.ts';
import { verifySignature } from '#lib/signal/webhook-signature.ts';
import { alertBody, bytesOf, locationBody, setAt } from '#test/fixtures/github/payload.ts';

const at = '2026-11-20T03:00:00.000Z';
const runs = { numRuns: process.env['LONG'] ? 20_000 : 1_000 };

const fields = [
  'action',
  'alert',
  'alert.number',
  'alert.secret_type',
  'alert.provider_slug',
  'alert.html_url',
  'repository',
  'repository.name',
  'repository.owner',
  'repository.owner.login',
  'repository.private',
  'repository.html_url',
  'repository.url',
  'location',
  'location.type',
  'location.details',
  'location.details.path',
  'location.details.start_line',
  'location.details.blob_sha',
  'installation',
  'installation.id',
];

/** A reading is an alert that the queue's own schema takes, or a reason in words. */
const expectSound = (bytes: Uint8Array) => {
  const reading = readGithubWebhook(bytes, at);
  if (reading.kind === 'alert') {
    expect(githubAlertRef.safeParse(reading.ref).success).toBe(true);
    const { host = 'github.com', repository, location } = reading.ref;
    const { owner, name } = repository;
    const blob = location?.blobSha ?? 'x';
    const url = new URL(`https://${host}/repos/${owner}/${name}/${blob}`);
    expect([url.host, url.pathname]).toEqual([host, `/repos/${owner}/${name}/${blob}`]);
    expect([url.username, url.password, url.search, url.hash].join('')).toBe('');
  } else {
    expect(reading.reason).not.toBe('');
    expect(reading.reason).not.toMatch(/\n|undefined|\bat .+:\d+/);
  }
  return reading;
};

test('whatever stands in a field, the webhook is a sound alert or names that field', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.option(fc.jsonValue(), { nil: undefined }), (field, value) => {
      const whole = field.startsWith('location') ? locationBody : alertBody;
      const reading = expectSound(bytesOf(whole((body) => setAt(body, field, value))));
      if (reading.kind !== 'malformed') return;
      expect(reading.field === field || reading.field.startsWith(`${field}.`)).toBe(true);
      expect(reading.reason).toContain(reading.field);
    }),
    runs,
  );
});

const hostTrick = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.stringMatching(/^https:\/\/[a-z0-9.@:%\\/?#[\]_-]{1,40}$/),
  fc
    .tuple(fc.constantFrom('@', ':', '\\', '%2e', '?', '#', '\u3002', '\u212a', '\t', ' '), fc.nat(11))
    .map(
      ([trick, at]) => `https://${'ghe.acme.com'.slice(0, at)}${trick}${'ghe.acme.com'.slice(at)}/acme/shop`,
    ),
);

test('whatever address a repository has, its host is the very one that any URL parser sees, or none', () => {
  fc.assert(
    fc.property(hostTrick, (address) => {
      const host = hostIn(address);
      // An address that no parser takes is never asked.
      if (host === undefined || !URL.canParse(address)) return;
      const seen = new URL(address);
      expect([seen.username, seen.password, seen.port]).toEqual(['', '', '']);
      expect(seen.hostname.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, '')).toBe(host);
      expect(githubHost.safeParse(host).success).toBe(true);
    }),
    runs,
  );
});

test('any JSON and any bytes are answered with a reason', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(expectSound(bytesOf(value)).kind).not.toBe('alert');
    }),
    runs,
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(expectSound(bytes).kind).not.toBe('alert');
    }),
    runs,
  );
});

test('any bytes verify with their signature, and no others do', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.string({ minLength: 1 }), (body, other, current) => {
      const header = `sha256=${createHmac('sha256', current).update(body).digest('hex')}`;
      expect(verifySignature(body, header, { current }).ok).toBe(true);
      expect(verifySignature(other, header, { current }).ok).toBe(Buffer.compare(body, other) === 0);
      expect(verifySignature(body, header, { current: `${current}x` }).ok).toBe(false);
    }),
    runs,
  );
});

test('any header is a verdict and no exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      expect(verifySignature(Buffer.from('{}'), header, { current: 'secret' }).ok).toBe(false);
    }),
    runs,
  );
});

const keyId = fc.stringMatching(/^(AKIA|ASIA)[A-Z0-9]{16}$/);

test('a key id between any two neighbours that are no letters or digits is found', () => {
  const neighbour = fc.constantFrom(
    '',
    ' ',
    '\n',
    '"',
    "'",
    '=',
    ':',
    '/',
    ',',
    '_',
    '-',
    '.',
    '\\n',
    '\u00e4',
  );
  fc.assert(
    fc.property(neighbour, keyId, neighbour, (before, id, after) => {
      expect(keyIdsIn(before + id + after)).toEqual([id]);
    }),
    runs,
  );
});

test('what stands alone is found exactly where it is a key id everywhere else', () => {
  const almost = fc.oneof(
    keyId,
    fc.stringMatching(/^A[A-Z]{3}[A-Z0-9]{15,17}$/),
    fc.stringMatching(/^\w{20}$/),
  );
  fc.assert(
    fc.property(almost, (text) => {
      expect(keyIdsIn(`"${text}"`)).toEqual(isKeyId(text) ? [text] : []);
    }),
    runs,
  );
});
