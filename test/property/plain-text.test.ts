import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inert, subject, table } from '#lib/platform/plain-text.ts';

const nasty = fc.constantFrom(
  '\u001b[2J',
  '\u001b]0;',
  '\u009b',
  '\u202e',
  '\u2066',
  '\u200b',
  '\r\n',
  '\u2028',
  '\ufeff',
  '\u2800',
  '\u3164',
  '://',
  '\ud800',
  '\u0301\u0301\u0301',
);
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string()))
  .map((parts) => parts.join(''));

test('inert text is one line without controls, hidden characters or links, and no longer than allowed', () => {
  fc.assert(
    fc.property(text, fc.nat(120), (source, max) => {
      const harmless = inert(source, max);
      expect(harmless).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800\u3164]|\s{2}/u);
      expect(harmless).not.toContain('://');
      expect(harmless).toBe(harmless.trim());
      expect([...harmless].length).toBeLessThanOrEqual(max);
    }),
  );
});

test('what is inert stays as it is', () => {
  fc.assert(
    fc.property(text, (source) => {
      expect(inert(inert(source, 60), 60)).toBe(inert(source, 60));
    }),
  );
});

test('printable ASCII that is no link passes unchanged', () => {
  const plain = fc.stringMatching(/^[!-~]{1,20}$/).filter((word) => !/:\/\/|www\./i.test(word));
  fc.assert(
    fc.property(plain, (word) => {
      expect(inert(word)).toBe(word);
    }),
  );
});

test('a subject is always one that SNS accepts', () => {
  fc.assert(
    fc.property(text, (source) => {
      expect(subject(source)).toMatch(/^[!-~]([ -~]{0,97}[!-~])?$/);
    }),
  );
});

test('a table has a line for each row, as wide as its widest', () => {
  const cell = fc.stringMatching(/^[a-z]{0,8}$/);
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 5 })), (rows) => {
      const lines = table(rows);
      expect(lines).toHaveLength(rows.length);
      lines.forEach((line, index) => {
        expect(line.split(/ +/).filter(Boolean)).toEqual((rows[index] ?? []).filter(Boolean));
      });
    }),
  );
});
