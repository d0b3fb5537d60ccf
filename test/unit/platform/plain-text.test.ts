import { expect, test } from 'vitest';
import { count, indent, inert, moment, subject, table } from '#lib/platform/plain-text.ts';

test.each([
  ['line breaks', 'a\r\nSubject: b\u2028c', 'a Subject: b c'],
  ['terminal colours', '\u001b[31mred\u001b[0m \u009b1mbold', 'red bold'],
  ['terminal titles and links', '\u001b]8;;x\u0007click\u001b]8;;\u0007', 'click'],
  ['bidi overrides', 'cod\u202egpj.exe\u2066', 'codgpj.exe'],
  ['hidden characters', 'ad\u200bmin\ufeff\u{e0041}', 'admin'],
  ['unpaired surrogates', 'a\ud800b', 'a b'],
  ['piles of accents', `a${'\u0301'.repeat(50)}`, 'a\u0301\u0301'],
  [
    'links',
    'see https://evil.example and WWW.evil.example',
    'see https[:]//evil.example and www[.]evil.example',
  ],
  ['a link put together by what is taken out', 'https:\u200b//evil.example', 'https[:]//evil.example'],
])('%s are made harmless', (_, text, harmless) => {
  expect(inert(text)).toBe(harmless);
});

test('ordinary text of any script stays as it is', () => {
  expect(inert('Zoë schreibt 日本語, 5 < 6 & "so" 🙂')).toBe('Zoë schreibt 日本語, 5 < 6 & "so" 🙂');
});

test('long text is cut between characters and shows it', () => {
  expect(inert('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
  expect(inert('abc', 0)).toBe('');
});

test('a subject is ASCII on one line and below 100 characters', () => {
  expect(subject('Zoë\nleaked 日本')).toBe('Zoe leaked ??');
  expect(subject('x'.repeat(300))).toBe(`${'x'.repeat(96)}...`);
  expect(subject('\u0000')).toBe('(no subject)');
});

test('columns are aligned and nothing stands behind the last cell', () => {
  expect(
    table([
      ['1', 'ab', ''],
      ['22', 'c', 'd'],
    ]),
  ).toEqual(['1   ab', '22  c   d']);
  expect(table([])).toEqual([]);
});

test('empty lines are not indented', () => {
  expect(indent(['a', ''])).toEqual(['  a', '']);
});

test('one is one and two are many', () => {
  expect([count(1, 'call'), count(2, 'call'), count(0, 'entry', 'entries')]).toEqual([
    '1 call',
    '2 calls',
    '0 entries',
  ]);
});

test('a moment is told to the second', () => {
  expect(moment('2026-03-01T10:00:00.123Z')).toBe('2026-03-01T10:00:00Z');
});
