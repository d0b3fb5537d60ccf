import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { redact } from '#lib/platform/redact.ts';

const secret = () => randomBytes(30).toString('base64');

describe('a value under a telling name', () => {
  it('is replaced at any depth, as a whole', () => {
    expect(
      redact({ a: [{ secretAccessKey: 'x', Password: ['y'], privateKey: { pem: 'z' }, pin: 1 }] }),
    ).toEqual({
      a: [{ secretAccessKey: '[redacted]', Password: '[redacted]', privateKey: '[redacted]', pin: 1 }],
    });
  });

  it('stays where it is a switch, or where the token only turns pages', () => {
    const value = {
      secret: null,
      password: true,
      token: '',
      nextToken: 'p2',
      clientRequestToken: 'c',
      tokenIssueTime: 't',
    };
    expect(redact(value)).toEqual(value);
  });

  it('is replaced in lists of names and values', () => {
    expect(redact([{ name: 'Authorization', value: 'Basic eA' }])).toEqual([
      { name: 'Authorization', value: '[redacted]' },
    ]);
  });

  it.each([
    ['aws_secret_access_key = short', 'aws_secret_access_key = [redacted]'],
    ['{"token":"a\\"b","n":1', '{"token":"[redacted]","n":1'],
    ['Authorization: Bearer abc, next', 'Authorization: [redacted] next'],
    ['a=1&password=p&b=2', 'a=1&password=[redacted]&b=2'],
    ['<SecretAccessKey>s</SecretAccessKey>', '<SecretAccessKey>[redacted]</SecretAccessKey>'],
    ['https://me:pw@example.com/', 'https://me:[redacted]@example.com/'],
    ['TOURNIQUET_WEBHOOK_SECRET_ID: is not set', 'TOURNIQUET_WEBHOOK_SECRET_ID: is not set'],
    ['the token is null: token=null', 'the token is null: token=null'],
  ])('is replaced inside of text: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('JSON inside of a string', () => {
  it('stays JSON', () => {
    const text = JSON.stringify({ body: JSON.stringify({ password: 'p', user: 'bob' }) });
    expect(JSON.parse(JSON.parse(redact(text)).body)).toEqual({ password: '[redacted]', user: 'bob' });
  });

  it('keeps its spaces where there is nothing to hide', () => {
    expect(redact('{ "a" : 1 }')).toBe('{ "a" : 1 }');
  });
});

describe('a secret access key', () => {
  it('goes with what is written around it without a separator', () => {
    expect(redact(`id AKIAY34FZKBOKMUTVV7A ${secret()}x at arn:aws:iam::123456789012:user/bob`)).toBe(
      'id AKIAY34FZKBOKMUTVV7A [redacted] at arn:aws:iam::123456789012:user/bob',
    );
  });
});

describe('an error', () => {
  it('is written as its name, message, code and cause', () => {
    const cause = Object.assign(new TypeError(`got ${secret()}`), { code: 'E1' });
    const error = Object.assign(new Error('token=abc', { cause }), { request: { body: 'b' } });
    expect(redact({ error })).toEqual({
      error: {
        name: 'Error',
        message: 'token=[redacted]',
        cause: { name: 'TypeError', message: 'got [redacted]', code: 'E1' },
      },
    });
  });
});

describe('what is not plain data', () => {
  it('is shown as data', () => {
    const at = new Date('2026-10-14T09:18:22.000Z');
    const value = {
      at,
      n: 1n,
      map: new Map([['token', 't']]),
      set: new Set([1]),
      raw: Buffer.from('secret'),
      f: () => 1,
    };
    expect(redact(value)).toEqual({
      at: '2026-10-14T09:18:22.000Z',
      n: '1',
      map: { token: '[redacted]' },
      set: [1],
      raw: '[6 bytes]',
      f: undefined,
    });
  });

  it('is cut where it turns in a circle, goes too deep or cannot be read', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle['self'] = circle;
    let deep: unknown = 'bottom';
    for (let level = 0; level < 40; level += 1) deep = [deep];
    const broken = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(redact(circle)).toEqual({ name: 'a', self: '[circular]' });
    expect(JSON.stringify(redact(deep))).toContain('[too deep]');
    expect(redact({ broken })).toEqual({ broken: '[unreadable]' });
  });

  it('shows the same object twice where it stands twice', () => {
    const shared = { a: 1 };
    expect(redact([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('survives JSON that is nested beyond the stack', () => {
    const text = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(redact(text)).toBe(text);
  });
});

it('leaves what it was given untouched', () => {
  const value = { token: 't', list: ['password=p'] };
  redact(value);
  expect(value).toEqual({ token: 't', list: ['password=p'] });
});
