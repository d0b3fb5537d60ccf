import { describe, expect, test, vi } from 'vitest';
import type { GithubAlert } from '#lib/signal/github/alert.ts';
import { GithubRefused, GithubUnavailable } from '#lib/signal/github/errors.ts';
import { searchFiles } from '#lib/signal/github/file-search.ts';
import { pairedKeyId } from '#lib/signal/github/paired-key-id.ts';
import type { FilePlace, GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';

const megabyte = 1024 * 1024;
const ref: GithubAlertRef = {
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 1,
  action: 'created',
};

const alert: GithubAlert = {
  keyIds: [],
  secretType: 'aws_secret_access_key',
  createdAt: '2026-11-20T03:00:00.000Z',
  morePlaces: true,
  publiclyLeaked: false,
};

const fileAt = (index: number): FilePlace => ({
  path: `file-${index}`,
  startLine: 1,
  endLine: 1,
  blobSha: index.toString(16).padStart(40, '0'),
});

/** A GitHub whose files are given by what reading each of them does; it notes what it was asked for. */
const githubWith = (files: (() => string)[]) => {
  const noted = { asked: [] as string[], atOnce: 0, mostAtOnce: 0 };
  const client = {
    alert: async () => alert,
    places: async () => files.map((_, index) => ({ type: 'commit', file: fileAt(index) })),
    file: async (_: GithubAlertRef, blobSha: string) => {
      noted.asked.push(blobSha);
      noted.atOnce += 1;
      noted.mostAtOnce = Math.max(noted.mostAtOnce, noted.atOnce);
      // A reader that does not wait its turn gets in here.
      await new Promise(setImmediate);
      noted.atOnce -= 1;
      return files[Number.parseInt(blobSha, 16)]?.() ?? '';
    },
  };
  return { client, noted };
};

test('the place that a report is about is searched first, though five others are known before it', async () => {
  const id = newKeyId();
  const { client, noted } = githubWith([...Array.from({ length: 5 }, () => () => ''), () => id]);
  const found = await searchFiles({ ...ref, location: fileAt(5) }, alert, client);
  expect(found).toEqual({ kind: 'found', accessKeyId: id, file: fileAt(5) });
  expect(noted.asked[0]).toBe(fileAt(5).blobSha);
  expect(noted.asked).toHaveLength(5);
});

const newlines = (bytes: number) => () => '\n'.repeat(bytes);

/** How many times any regular expression is run, wherever in the program, while `work` does its work. */
const runsOfExpressions = (work: () => unknown): number => {
  const exec = vi.spyOn(RegExp.prototype, 'exec');
  work();
  const { length } = exec.mock.calls;
  exec.mockRestore();
  return length;
};

describe('a hostile file', () => {
  const cost = (text: string) => runsOfExpressions(() => pairedKeyId(text, { startLine: 1, endLine: 1 }));

  test('costs no more runs of an expression for more lines', () => {
    expect(cost('\n'.repeat(100_000))).toBe(cost('\n'));
    expect(cost('\n')).toBeGreaterThan(0);
  });

  test('costs no line count twice, however many ids stand in it', () => {
    const ids = Array.from({ length: 2_000 }, () => newKeyId());
    const charCodeAt = vi.spyOn(String.prototype, 'charCodeAt');
    const text = ids.join('\n');
    pairedKeyId(text, { startLine: 1, endLine: 1 });
    const { length } = charCodeAt.mock.calls;
    charCodeAt.mockRestore();
    expect(length).toBeLessThanOrEqual(2 * text.length);
  });

  test('names no more candidates than a person can look at', () => {
    const ids = Array.from({ length: 1_000 }, () => newKeyId()).join(' ');
    const pairing = pairedKeyId(ids, { startLine: 1, endLine: 1 });
    expect(pairing.kind === 'undecided' && pairing.candidates.length).toBe(5);
  });
});

describe('the files of an alert', () => {
  test('are searched up to a total size, beyond which people are told', async () => {
    const { client, noted } = githubWith(Array.from({ length: 5 }, () => newlines(5 * megabyte)));
    const reason = expect.stringContaining('larger than 10485760 bytes together');
    expect(await searchFiles(ref, alert, client)).toEqual({ kind: 'unknown', reason });
    expect(noted.asked).toHaveLength(2);
  });

  test('give what was found before the total size was reached', async () => {
    const accessKeyId = newKeyId();
    const large = newlines(5 * megabyte);
    const { client } = githubWith([() => accessKeyId, large, large, large]);
    expect(await searchFiles(ref, alert, client)).toMatchObject({ kind: 'found', accessKeyId });
  });

  test('are all searched, five at most, where they are small', async () => {
    const { client, noted } = githubWith(Array.from({ length: 9 }, () => newlines(megabyte)));
    const reason = 'there is none in the same file';
    expect(await searchFiles(ref, alert, client)).toEqual({ kind: 'unknown', reason });
    expect(noted.asked).toHaveLength(5);
  });

  test('are in memory one at a time, also when several alerts are read side by side', async () => {
    const accessKeyId = newKeyId();
    const { client, noted } = githubWith(Array.from({ length: 4 }, () => () => accessKeyId));
    const searches = await Promise.all([1, 2, 3].map(() => searchFiles(ref, alert, client)));
    for (const search of searches) expect(search).toMatchObject({ kind: 'found', accessKeyId });
    expect(noted.asked).toHaveLength(12);
    expect(noted.mostAtOnce).toBe(1);
  });

  test('do not wait forever for one that cannot be read', async () => {
    const accessKeyId = newKeyId();
    const away = () => {
      throw new GithubUnavailable(502, 'no usable answer');
    };
    const refused = () => {
      throw new GithubRefused(404, 'the file is gone');
    };
    const first = searchFiles(ref, alert, githubWith([away]).client);
    const second = searchFiles(ref, alert, githubWith([refused, () => accessKeyId]).client);
    await expect(first).rejects.toBeInstanceOf(GithubUnavailable);
    expect(await second).toMatchObject({ kind: 'found', accessKeyId });
  });
});
