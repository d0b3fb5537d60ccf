import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { progressTo } from '#lib/cli/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a stream was written to, as much of one as the progress needs. */
const streamOf = (more: { isTTY?: boolean; columns?: number } = {}) => {
  const written: string[] = [];
  const stream = Object.assign(Object.create(process.stderr), {
    isTTY: false,
    ...more,
    write: (text: string) => written.push(text) > 0,
  });
  return { written, watch: progressTo(stream) };
};

const at = (records: number) => ({
  path: '/case/logs/part-7.json.gz',
  file: 2,
  files: 1_200,
  records,
  bytes: 0,
  reading: 1,
});

it('says nothing of a short reading', () => {
  const { written, watch } = streamOf();
  for (let records = 0; records < 1_000; records++) watch.files(at(records));
  watch.end();
  expect(written).toEqual([]);
});

it('writes a line every few seconds where nobody sits at a terminal', () => {
  const { written, watch } = streamOf();
  for (let second = 0; second < 12; second++) {
    vi.advanceTimersByTime(1_000);
    watch.files(at(second * 1_000));
  }
  watch.end();
  expect(written).toEqual([
    'reading 1: file 2 of 1,200, 4,000 records (part-7.json.gz)\n',
    'reading 1: file 2 of 1,200, 9,000 records (part-7.json.gz)\n',
  ]);
});

it('writes over its one line on a terminal, never longer than that is wide, and wipes it in the end', () => {
  const { written, watch } = streamOf({ isTTY: true, columns: 20 });
  vi.advanceTimersByTime(1_000);
  watch.files(at(5));
  vi.advanceTimersByTime(1_000);
  watch.events(1_234, 7);
  watch.end();
  expect(written).toEqual(['\r\u001b[Kreading 1: file 2 o', '\r\u001b[Kasking CloudTrail: ', '\r\u001b[K']);
});

it('is not led astray by a terminal that does not know its width, or by the name of a file', () => {
  const { written, watch } = streamOf({ isTTY: true, columns: 0 });
  vi.advanceTimersByTime(1_000);
  watch.files({ ...at(5), path: '/case/\u001b[2Jevil\n.json' });
  expect(written).toEqual(['\r\u001b[Kreading 1: file 2 of 1,200, 5 records (evil .json)']);
});
