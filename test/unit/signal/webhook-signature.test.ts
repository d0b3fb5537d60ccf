import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signatureReasons, verifySignature } from '#lib/signal/webhook-signature.ts';

const current = randomBytes(20).toString('hex');
const previous = randomBytes(20).toString('hex');
const body = Buffer.from('{"action":"created"}');
const sign = (bytes: Uint8Array, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;

describe('the signature of a webhook', () => {
  // The example of GitHub docs, "Validating webhook deliveries".
  test("is the one of GitHub's own example", () => {
    const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const verdict = verifySignature(Buffer.from('Hello, World!'), documented, {
      current: "It's a Secret to Everybody",
    });
    expect(verdict).toEqual({ ok: true, signedWith: 'current' });
  });

  test('is accepted with the current secret, then with the previous one, and says which', () => {
    const secrets = { current, previous };
    expect(verifySignature(body, sign(body, current), secrets)).toEqual({ ok: true, signedWith: 'current' });
    expect(verifySignature(body, sign(body, previous), secrets)).toEqual({
      ok: true,
      signedWith: 'previous',
    });
  });

  test('is wrong once the previous secret was taken away', () => {
    expect(verifySignature(body, sign(body, previous), { current })).toEqual({ ok: false, reason: 'wrong' });
  });

  test('covers bytes that are no UTF-8', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
    expect(verifySignature(bytes, sign(bytes, current), { current }).ok).toBe(true);
    // Read as text, these other bytes would be the same: both become U+FFFD.
    const others = Buffer.from([0xfe, 0xff, 0x00, 0xc3, 0x28]);
    expect(others.toString()).toBe(bytes.toString());
    expect(verifySignature(others, sign(bytes, current), { current })).toEqual({
      ok: false,
      reason: 'wrong',
    });
  });

  test('is wrong after one bit of the body was turned', () => {
    const changed = Buffer.from(body);
    changed[3] = (changed[3] ?? 0) ^ 1;
    expect(verifySignature(changed, sign(body, current), { current })).toEqual({
      ok: false,
      reason: 'wrong',
    });
  });

  test('covers an empty body too', () => {
    const nothing = Buffer.alloc(0);
    expect(verifySignature(nothing, sign(nothing, current), { current }).ok).toBe(true);
  });

  test.each([undefined, ''])('is missing without a header (%j)', (header) => {
    expect(verifySignature(body, header, { current })).toEqual({ ok: false, reason: 'missing' });
  });

  const good = sign(body, current);
  test.each([
    good.replace('sha256=', ''),
    good.replace('sha256=', 'sha1='),
    good.slice(0, -1),
    `${good}0`,
    `${good},${good}`,
    `${good}\n`,
    'sha256=',
    `sha256=${'z'.repeat(64)}`,
  ])('is malformed as %j', (header) => {
    expect(verifySignature(body, header, { current })).toEqual({ ok: false, reason: 'malformed' });
  });

  test('made with an empty secret is never accepted', () => {
    const secrets = { current: '', previous: '' };
    expect(verifySignature(body, sign(body, ''), secrets)).toEqual({ ok: false, reason: 'wrong' });
  });

  test('a refusal never says what would have been right', () => {
    const told = JSON.stringify([
      verifySignature(body, `sha256=${'0'.repeat(64)}`, { current }),
      signatureReasons,
    ]);
    expect(told).not.toContain(good.slice('sha256='.length));
    expect(told).not.toContain(current);
  });
});
