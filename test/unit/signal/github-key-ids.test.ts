import { describe, expect, test } from 'vitest';
import { keyIdsIn } from '#lib/signal/github/key-ids.ts';
import { pairedKeyId } from '#lib/signal/github/paired-key-id.ts';
import { newKeyId, newSecret } from '#test/fixtures/github/generate.ts';

describe('the key ids in a text', () => {
  test.each(['AKIA', 'ASIA', 'ABIA', 'ACCA'])('begin with %s and are found among other things', (prefix) => {
    const id = newKeyId(prefix);
    expect(keyIdsIn(`export AWS_ACCESS_KEY_ID="${id}"\nAWS_SECRET_ACCESS_KEY=${newSecret()}`)).toEqual([id]);
  });

  test.each([
    ['bare', (id: string) => id],
    ['in a presigned URL', (id: string) => `?X-Amz-Credential=${id}%2F20260101%2Fus-east-1`],
    ['in a credential scope', (id: string) => `/${id}/20260101/`],
    ['behind an escaped line break', (id: string) => `{"env":"A=1\\n${id}\\nB=2"}`],
    ['behind an underscore', (id: string) => `key_${id}`],
    ['in base64', (id: string) => Buffer.from(id).toString('base64')],
    [
      'in a base64 file',
      (id: string) => Buffer.from(`[default]\naws_access_key_id = ${id}\n`).toString('base64'),
    ],
    ['in base64 for URLs', (id: string) => Buffer.from(`??>>${id}`).toString('base64url')],
  ])('are found %s', (_, around) => {
    const id = newKeyId();
    expect(keyIdsIn(around(id))).toEqual([id]);
  });

  test.each([
    ['with a letter before', (id: string) => `x${id}`],
    ['with a digit before', (id: string) => `9${id}`],
    ['with one character more', (id: string) => `${id}A`],
    ['with a lower-case letter behind', (id: string) => `${id}a`],
    ['with one character less', (id: string) => id.slice(0, -1)],
    ['in lower case', (id: string) => id.toLowerCase()],
    ['with another prefix', (id: string) => id.replace('AKIA', 'AIDA')],
  ])('are not found %s', (_, around) => {
    expect(keyIdsIn(around(newKeyId()))).toEqual([]);
  });

  test.each([...'0189'])('are found with a %s, as everywhere else that key ids are read', (digit) => {
    const id = newKeyId().slice(0, -1) + digit;
    expect(keyIdsIn(`id=${id}`)).toEqual([id]);
    expect(keyIdsIn(Buffer.from(id).toString('base64'))).toEqual([id]);
  });

  test('are told once each, in their order', () => {
    const [first, second] = [newKeyId(), newKeyId('ASIA')];
    expect(keyIdsIn(`${first} ${second} ${first}`)).toEqual([first, second]);
  });
});

const on = (line: number) => ({ startLine: line, endLine: line });

describe('the key id that a secret belongs to', () => {
  const [a, b] = [newKeyId(), newKeyId()];

  test('is the only one of the file, however far away', () => {
    expect(pairedKeyId(`${a}${'\n'.repeat(900)}secret`, on(901))).toEqual({ kind: 'found', accessKeyId: a });
  });

  test('is the one of the same profile in a credentials file', () => {
    const file = `[one]\nid=${a}\nsecret=…\n\n[two]\nid=${b}\nsecret=…\n`;
    expect(pairedKeyId(file, on(3))).toEqual({ kind: 'found', accessKeyId: a });
    expect(pairedKeyId(file, on(7))).toEqual({ kind: 'found', accessKeyId: b });
  });

  test('is the one on the same line of a table', () => {
    const file = `user,id,secret\nx,${a},…\ny,${b},…`;
    expect(pairedKeyId(file, on(3))).toEqual({ kind: 'found', accessKeyId: b });
  });

  test('is not guessed between two that are as near', () => {
    const undecided = { kind: 'undecided', candidates: expect.arrayContaining([a, b]) };
    expect(pairedKeyId(`${a}\nsecret\n${b}\n`, on(2))).toEqual(undecided);
    expect(pairedKeyId(`{"${a}":"…","${b}":"…"}`, on(1))).toEqual(undecided);
  });

  test('is not guessed among several that are far away', () => {
    const file = `${a}${'\n'.repeat(50)}secret${'\n'.repeat(60)}${b}`;
    expect(pairedKeyId(file, on(51)).kind).toBe('undecided');
  });

  test('is not the documentation key in the comment above', () => {
    const file = `# AKIAIOSFODNN7EXAMPLE\nsecret\n\n\n${a}`;
    expect(pairedKeyId(file, on(2))).toEqual({ kind: 'found', accessKeyId: a });
  });

  test.each([...'0189'])('is not one with a %s that somebody made up, unless there is no other', (digit) => {
    const madeUp = newKeyId().slice(0, -1) + digit;
    expect(pairedKeyId(`# ${madeUp}\nsecret\n\n${a}`, on(2))).toEqual({ kind: 'found', accessKeyId: a });
    expect(pairedKeyId(`${madeUp}\nsecret`, on(2))).toEqual({ kind: 'found', accessKeyId: madeUp });
  });

  test('is named among others where all are placeholders', () => {
    const made = ['0', '1'].map((digit) => newKeyId().slice(0, -1) + digit);
    expect(pairedKeyId(made.join(' '), on(1))).toEqual({ kind: 'undecided', candidates: made });
  });

  test('is the nearest of many, though it stands far away too and behind others', () => {
    const others = Array.from({ length: 40 }, () => newKeyId());
    const file = [a, ...others, a, 'secret', '', ...others].join('\n');
    expect(pairedKeyId(file, on(43))).toEqual({ kind: 'found', accessKeyId: a });
  });

  test('is the nearest, plain or in base64', () => {
    const file = `${a}\n\n\nsecret\n${Buffer.from(b).toString('base64')}`;
    expect(pairedKeyId(file, on(4))).toEqual({ kind: 'found', accessKeyId: b });
    expect(pairedKeyId(file, on(2))).toEqual({ kind: 'found', accessKeyId: a });
  });

  test('is none where the file has none', () => {
    expect(pairedKeyId('secret', on(1))).toEqual({ kind: 'none' });
  });

  test('is near to any of the lines of a long secret', () => {
    const file = `${a}\n\n1\n2\n3\n${b}`;
    expect(pairedKeyId(file, { startLine: 3, endLine: 5 })).toEqual({ kind: 'found', accessKeyId: b });
  });
});
