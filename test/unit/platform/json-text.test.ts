import { expect, test } from 'vitest';
import { jsonText } from '#lib/platform/json-text.ts';

test('a document is written so that a terminal shows it as it stands, and reads the same', () => {
  const document = { agent: 'x\u009b31mRED\u202e\u2066\u200e', name: 'Jürgen' };
  const written = jsonText(document);
  expect(written).toContain('"x\\u009b31mRED\\u202e\\u2066\\u200e"');
  expect(written).toContain('Jürgen');
  expect(JSON.parse(written)).toEqual(document);
});
