import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { malformed } from '#lib/signal/malformed.ts';
import { notUnderstood, notUnderstoodReport } from '#lib/signal/not-understood.ts';

const most = 200 * 1024;
const fault = malformed('alert.number', 'alert.number must be a number');
const report = (text: string) => notUnderstoodReport('github', fault, Buffer.from(text));
const bytes = (message: object): number => Buffer.byteLength(JSON.stringify(message));

describe('a report that could not be read', () => {
  it('says what is wrong, and is kept as it is', () => {
    const message = report('{"alert":{"number":"seven"}}');
    expect(message).toEqual({
      kind: 'not-understood',
      source: 'github',
      field: 'alert.number',
      reason: 'alert.number must be a number',
      body: '{"alert":{"number":"seven"}}',
    });
    expect(notUnderstood.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  it('is redacted before it is cut: half of a secret looks like none', () => {
    const secret = randomBytes(30).toString('base64');
    // Wherever the cut falls around the secret.
    for (let before = most - 400; before < most; before += 20) {
      const { body } = report(`${'a '.repeat(before / 2)}${secret}${' b'.repeat(most)}`);
      for (let at = 0; at + 8 <= secret.length; at++) expect(body).not.toContain(secret.slice(at, at + 8));
    }
  });

  it.each([
    ['letters', 'abc '],
    ['quotes', '"'],
    ['control characters', '\u0001'],
    ['characters of four bytes', '😀'],
  ])('that is long is cut so that it fits, and says so: %s', (_, text) => {
    const message = report(text.repeat(most));
    expect(message.body).toMatch(/ \[cut: the report is longer than is kept\]$/);
    expect(bytes(message)).toBeLessThanOrEqual(most);
    expect(bytes(message)).toBeGreaterThan(most - 20);
  });

  it('is text that SQS takes, and the same each time, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (given) => {
        const message = notUnderstoodReport('github', fault, given);
        expect(JSON.stringify(message)).not.toMatch(
          /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u,
        );
        expect(notUnderstoodReport('github', fault, given)).toEqual(message);
      }),
    );
  });
});
