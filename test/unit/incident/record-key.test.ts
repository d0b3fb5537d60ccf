import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { recordFileName, recordKey } from '#lib/incident/record-key.ts';
import { isIncidentId } from '#lib/incident/store.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf16le').digest('hex');

it('a key of the table is readable, and never an incident id', () => {
  expect(recordKey('seen', 'github:acme/shop#7')).toBe('record#seen#github:acme/shop#7');
  expect(isIncidentId(recordKey('page', 'AKIA-1'))).toBe(false);
});

it('an id that is too long for a key, or no valid Unicode, is hashed', () => {
  const long = 'ü'.repeat(513);
  expect(recordKey('note', 'ü'.repeat(512))).toBe(`record#note#${'ü'.repeat(512)}`);
  expect(recordKey('note', long)).toBe(`record#note#sha256:${sha256(long)}`);
  expect(recordKey('note', '\ud800')).toBe(`record#note#sha256:${sha256('\ud800')}`);
});

it('nobody can name the record of a hashed id by its hash', () => {
  const long = 'x'.repeat(2000);
  expect(recordKey('note', `sha256:${sha256(long)}`)).not.toBe(recordKey('note', long));
});

it('a file name is short, has no path in it and tells letter case apart', () => {
  expect(recordFileName('github:acme/shop#7')).toBe(`github-acme-shop-7-${sha256('github:acme/shop#7')}`);
  expect(recordFileName('../../etc/passwd')).toMatch(/^-etc-passwd-[0-9a-f]{64}$/);
  expect(recordFileName('x'.repeat(5000))).toHaveLength(105);
  expect(recordFileName('a').slice(-64)).not.toBe(recordFileName('A').slice(-64));
});
