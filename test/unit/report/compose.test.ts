import { describe, expect, it } from 'vitest';
import { composed, fitting, section } from '#lib/report/compose.ts';
import { cut, joinedIn, wrapped } from '#lib/report/layout.ts';

const numbers = (name: string, count: number) => (most: number) =>
  fitting(
    Array.from({ length: count }, (_, index) => `${name}${index}`),
    most,
    (one) => [one],
    (hidden) => `and ${hidden.length} more`,
  );

describe('a text of sections', () => {
  it('is told in full where there is room', () => {
    const lines = composed(['head'], [section('A', 1, [1, 9], numbers('a', 2))], ['end'], 10);
    expect(lines).toEqual(['head', '', 'A:', '  a0', '  a1', 'end']);
  });

  it('leaves out the titles of sections that have nothing to tell', () => {
    expect(composed(['head'], [section('A', 1, [1, 9], () => [])], [], 10)).toEqual(['head']);
  });

  it('cuts what is worth least first, down to what it must have, and says what is left out', () => {
    const sections = [
      section('Worth little', 1, [2, 9], numbers('a', 9)),
      section('Worth much', 2, [2, 9], numbers('b', 5)),
    ];
    expect(composed([], sections, [], 11)).toEqual([
      '',
      'Worth little:',
      '  a0',
      '  and 8 more',
      '',
      'Worth much:',
      ...['b0', 'b1', 'b2', 'b3', 'b4'].map((line) => `  ${line}`),
    ]);
  });

  it('drops what is worth least altogether before what is worth more is cut below what it must have', () => {
    const sections = [
      section('Worth little', 1, [1, 9], numbers('a', 9)),
      section('Worth much', 2, [2, 9], numbers('b', 9)),
    ];
    expect(composed([], sections, [], 5)).toEqual(['', 'Worth much:', '  b0', '  b1', '  and 7 more']);
    expect(composed(['head'], sections, ['end'], 2)).toEqual(['head', 'end']);
  });
});

describe('lines of things', () => {
  const blocks = [
    ['a1', 'a2'],
    ['b1', 'b2'],
  ];
  const told = (most: number) =>
    fitting(
      blocks,
      most,
      (block) => block,
      (hidden) => `and ${hidden.length} more`,
    );

  it.each([
    [4, ['a1', 'a2', 'b1', 'b2']],
    [3, ['a1', 'a2', 'and 1 more']],
    [2, ['2']],
    [0, []],
  ])('that belong together are told together: %i', (most, lines) => {
    expect(told(most)).toEqual(lines);
  });
});

describe('lines of a width', () => {
  it('break between words, and the last one says that there is more', () => {
    expect(wrapped('one two three four', 9, 5, '  ')).toEqual(['one two', '  three', '  four']);
    expect(wrapped('one two three four', 9, 2)).toEqual(['one two', 'three …']);
    expect(wrapped('', 9)).toEqual([]);
  });

  it('are cut in a word that is longer than they are', () => {
    expect(wrapped('x'.repeat(20), 9)).toEqual([`${'x'.repeat(8)}…`]);
    expect(cut('  é́nough', 5)).toBe('  é́…');
  });

  it('hold as many things as fit, one at least', () => {
    expect(joinedIn(['aa', 'bb', 'cc'], 8)).toBe('aa, bb and 1 more');
    expect(joinedIn(['x'.repeat(20), 'bb'], 8)).toBe(`${'x'.repeat(20)} and 1 more`);
  });
});
