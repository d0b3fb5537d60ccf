import { describe, expect, test } from 'vitest';
import { defaultApiUrl, githubHost, hostIn, hostOfApi } from '#lib/signal/github/host.ts';
import { githubAlertRef, readGithubWebhook } from '#lib/signal/github-webhook.ts';
import { alertBody, bytesOf, setAt } from '#test/fixtures/github/payload.ts';

const at = '2026-11-20T03:00:00.000Z';
const readWith = (fields: Record<string, unknown>) =>
  readGithubWebhook(
    bytesOf(
      alertBody((body) => {
        for (const [field, value] of Object.entries(fields)) setAt(body, field, value);
      }),
    ),
    at,
  );
const page = (host: string) => `https://${host}/acme/shop`;

describe('the host of a webhook', () => {
  test.each([
    ['github.com', undefined],
    ['GitHub.com', undefined],
    ['ghe.acme.com', 'ghe.acme.com'],
    ['GHE.Acme.com', 'ghe.acme.com'],
    ['code.intern.acme-corp.xn--p1ai', 'code.intern.acme-corp.xn--p1ai'],
    ['octocorp.ghe.com', 'octocorp.ghe.com'],
  ])('%s is %s, in the message as well', (written, host) => {
    const reading = readWith({ 'repository.html_url': page(written) });
    expect(reading).toMatchObject({ kind: 'alert' });
    const ref = reading.kind === 'alert' ? reading.ref : undefined;
    expect(ref?.host).toBe(host);
    expect(githubAlertRef.safeParse(ref).success).toBe(true);
  });

  // In each of these somebody would see another host than we, or a place inside of our own network.
  test.each([
    ['a port', 'ghe.acme.com:8443'],
    ['a port that says nothing', 'github.com:443'],
    ['a user', 'github.com@evil.example'],
    ['a user and a password', 'github.com:x@evil.example'],
    ['a backslash', 'evil.example\\@github.com'],
    ['an address in numbers', '169.254.169.254'],
    ['an address in hexadecimal', '0xa9.0xfe.0xa9.0xfe'],
    ['an address as one number', '2852039166'],
    ['an address of IPv6', '[fd00:ec2::254]'],
    ['an address of IPv6 without brackets', 'fd00:ec2::254'],
    ['this machine', 'localhost'],
    ['one word', 'metadata'],
    ['a dot at the end', 'github.com.'],
    ['a dot at the beginning', '.github.com'],
    ['two dots', 'github..com'],
    ['a Cyrillic letter', 'g\u0456thub.com'],
    ['letters in circles', '\u24d6\u24d8\u24e3hub.com'],
    ['the sign for kelvin, a k to some', 'github.\u212aom'],
    ['a long s', 'gh.ac\u017fe.com'],
    ['an ideographic dot', 'github\u3002com'],
    ['a soft hyphen', 'git\u00adhub.com'],
    ['a zero-width space', 'github.com\u200b'],
    ['a line break', 'github.com\n.evil.example'],
    ['a tab', 'git\thub.com'],
    ['a space', 'github.com '],
    ['an escape', 'github%2ecom'],
    ['a query', 'ghe.acme.com?x=.github.com'],
    ['a fragment', 'ghe.acme.com#.github.com'],
    ['an underscore', 'ghe_1.acme.com'],
    ['a label that begins with a hyphen', '-ghe.acme.com'],
    ['too long a label', `${'a'.repeat(64)}.com`],
    ['too long a name', `${'abcdefg.'.repeat(32)}com`],
    ['nothing', ''],
  ])('is never one with %s: %j', (_, host) => {
    const reading = readWith({ 'repository.html_url': page(host) });
    expect(reading).toEqual({
      kind: 'malformed',
      field: 'repository.html_url',
      reason: 'repository.html_url is not an address on a host of GitHub',
    });
  });

  test.each([
    'ftp://ghe.acme.com/',
    '//ghe.acme.com/',
    'ghe.acme.com/acme/shop',
    'javascript:x//ghe.acme.com/',
  ])('is never taken from %s', (address) => {
    expect(hostIn(address)).toBeUndefined();
  });

  test.each([undefined, null])('is that of the API address where the page is %j', (none) => {
    const url = 'https://ghe.acme.com/api/v3/repos/acme/shop';
    const named = { 'repository.html_url': none, 'repository.url': url };
    expect(readWith(named)).toMatchObject({ kind: 'alert', ref: { host: 'ghe.acme.com' } });
    const dotCom = readWith({ ...named, 'repository.url': 'https://api.github.com/repos/acme/shop' });
    expect(dotCom.kind === 'alert' && dotCom.ref).not.toHaveProperty('host');
    const neither = readWith({ 'repository.html_url': none, 'repository.url': none });
    expect(neither.kind === 'alert' && neither.ref).not.toHaveProperty('host');
  });

  test.each([
    7,
    [],
    {},
    '',
    'file:///etc/passwd',
    'https://10.0.0.1/api/v3/repos/acme/shop',
    'https://a@b.example/',
  ])('is never that of an API address like %j, which is no fault beside a page', (url) => {
    expect(readWith({ 'repository.html_url': null, 'repository.url': url })).toEqual({
      kind: 'malformed',
      field: 'repository.url',
      reason: 'repository.url is not an address on a host of GitHub',
    });
    const beside = readWith({ 'repository.url': url });
    expect(beside.kind === 'alert' && beside.ref).not.toHaveProperty('host');
  });

  test('is not taken from a field that says nothing about the repository', () => {
    const reading = readWith({
      'alert.html_url': page('evil.example'),
      host: 'evil.example',
      enterprise: { html_url: page('evil.example') },
    });
    expect(reading.kind === 'alert' && reading.ref).not.toHaveProperty('host');
  });
});

describe('the message on the queue', () => {
  const ref = {
    kind: 'github-alert',
    repository: { owner: 'acme', name: 'shop' },
    alertNumber: 7,
    action: 'created',
  };

  test('is taken as it was before there were hosts and places', () => {
    expect(githubAlertRef.parse(ref)).toEqual(ref);
  });

  test.each([
    null,
    7,
    '',
    'GHE.acme.com',
    'ghe.acme.com:443',
    '127.0.0.1',
    'https://ghe.acme.com',
    'a@b.com',
  ])('has no host like %j', (host) => {
    const parsed = githubAlertRef.safeParse({ ...ref, host });
    expect(parsed.error?.issues[0]?.path).toEqual(['host']);
  });
});

describe('the API of a host', () => {
  test.each([
    ['github.com', 'https://api.github.com'],
    ['ghe.acme.com', 'https://ghe.acme.com/api/v3'],
    ['octocorp.ghe.com', 'https://api.octocorp.ghe.com'],
  ])('of %s is %s, and leads back to it', (host, api) => {
    expect(defaultApiUrl(host)).toBe(api);
    expect(hostOfApi(api)).toBe(host);
    expect(githubHost.safeParse(host).success).toBe(true);
  });

  test.each(['http://127.0.0.1:8080', 'http://localhost:3000/api/v3', 'http://[::1]:1', 'no address', ''])(
    'on %s stands in for github.com',
    (api) => {
      expect(hostOfApi(api)).toBe('github.com');
    },
  );
});
