import { expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { delivered, lookedUp, readOne, record, records } from './given.ts';

const three = records(3);
const lines = (values: readonly unknown[], end = '\n'): string =>
  values.map((each) => JSON.stringify(each) + end).join('');
const pretty = (value: unknown, indent: number | string = 2): string => JSON.stringify(value, null, indent);

const shapes: [string, string][] = [
  ['a log file, on one line', JSON.stringify({ Records: three })],
  ['a log file, printed over many lines', pretty({ Records: three })],
  ['a log file, printed without indentation', pretty({ Records: three }, ' ').replaceAll(/^ +/gm, '')],
  [
    'a log file with one record a line',
    `{"Records":[\n${three.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`,
  ],
  ['a log file whose bracket stands on a line of its own', pretty({ Records: three }).replace('[', '\n[')],
  [
    'a log file that was broken into lines with sed',
    JSON.stringify({ Records: three }).replaceAll('},{"', '},\n{"'),
  ],
  [
    'a log file in which every bracket ends a line',
    JSON.stringify({ Records: three }).replaceAll(/(?<!\\"[^"]*)([[{])"/g, '$1\n"'),
  ],
  ['a bare array', JSON.stringify(three)],
  ['a bare array, with tabs', pretty(three, '\t')],
  ['a bare array with one record a line', `[\n${three.map((each) => JSON.stringify(each)).join(',\n')}\n]`],
  ['JSON lines', lines(three)],
  ['JSON lines without the last line end', lines(three).trimEnd()],
  ['JSON lines of Windows', lines(three, '\r\n')],
  ['JSON lines with empty ones', lines(three, '\n\n \n')],
  ['JSON lines with a byte order mark', `\ufeff${lines(three)}`],
  ['lines that were cut out of an array', lines(three, ',\n')],
  ['records one behind the other', three.map((each) => JSON.stringify(each)).join('')],
  ['records one behind the other, printed over many lines', three.map((each) => pretty(each)).join('\n')],
  [
    'records between tabs, as `--output text` prints them',
    three.map((each) => JSON.stringify(each)).join('\t'),
  ],
  ['log files one behind the other', three.map((each) => JSON.stringify({ Records: [each] })).join('')],
  [
    'log files with byte order marks, joined',
    three.map((each) => `\ufeff${pretty({ Records: [each] })}\n`).join(''),
  ],
  ['an array of log files, as `jq -s` makes it', pretty(three.map((each) => ({ Records: [each] })))],
  ['an array of arrays', JSON.stringify([three.slice(0, 1), three.slice(1)])],
  ['a log file a line', lines([{ Records: three.slice(0, 2) }, { Records: three.slice(2) }])],
  ['an empty log file before others', lines([{ Records: [] }, [], { Records: three }])],
  [
    'a log file with other members around its records',
    JSON.stringify({ a: [{ b: [1] }], Records: three, c: { d: [{}] }, e: 2 }),
  ],
  ['an answer of LookupEvents', JSON.stringify({ Events: three.map(lookedUp), NextToken: 'abc' })],
  [
    'an answer of LookupEvents, printed over many lines',
    pretty({ NextToken: 'abc', Events: three.map(lookedUp) }, 4),
  ],
  [
    'answers of LookupEvents, one a page',
    three.map((each) => pretty({ Events: [lookedUp(each)], NextToken: 'x' })).join('\n'),
  ],
  ['events of LookupEvents as JSON lines', lines(three.map(lookedUp))],
  ['an array of events of LookupEvents', pretty(three.map(lookedUp))],
  [
    'an array of strings, as `--query Events[].CloudTrailEvent` gives it',
    pretty(three.map((each) => JSON.stringify(each))),
  ],
  ['strings as JSON lines', lines(three.map((each) => JSON.stringify(each)))],
  ['events of EventBridge as JSON lines', lines(three.map((each) => delivered(each)))],
  ['an array of events of EventBridge', pretty(three.map((each) => delivered(each)))],
  [
    'events of EventBridge one behind the other, as Firehose writes them',
    three.map((each) => JSON.stringify(delivered(each))).join(''),
  ],
  [
    'an answer of FilterLogEvents',
    pretty({ events: three.map((each) => ({ message: JSON.stringify(each), timestamp: 1 })) }),
  ],
  [
    'shapes of all kinds, joined',
    `${pretty({ Records: three.slice(0, 1) })}\n${lines([lookedUp(record(1))])}${pretty([delivered(record(2))])}`,
  ],
];

it.each(shapes)('reads %s', async (_, content) => {
  const { taken, problems, ...reading } = await readOne(content);
  expect(problems).toEqual([]);
  expect(taken).toEqual(three);
  expect(reading).toMatchObject({ records: 3, whole: true, bytes: Buffer.byteLength(content) });
});

it('reads one record alone', async () => {
  expect((await readOne(JSON.stringify(record(1)))).taken).toEqual([record(1)]);
  expect((await readOne(pretty(record(1)))).taken).toEqual([record(1)]);
  expect((await readOne(pretty(lookedUp(record(1))))).taken).toEqual([record(1)]);
});

it.each([
  'AWS API Call via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Service Event via CloudTrail',
])('reads the EventBridge event "%s"', async (kind) => {
  expect((await readOne(pretty(delivered(record(1), kind)))).taken).toEqual([record(1)]);
});

it.each<[string, Json]>([
  ['without userIdentity', { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }],
  ['with a name only', { eventName: 'ConsoleLogin' }],
  ['with a source only', { eventSource: 'signin.amazonaws.com' }],
])('hands on a record %s as it is', async (_, sparse) => {
  const { taken, whole } = await readOne(JSON.stringify({ Records: [sparse] }));
  expect({ taken, whole }).toEqual({ taken: [sparse], whole: true });
});

it.each(['{"Records":[]}', '[]', '{"Events": [ ]}\n', '[[]]'])(
  'finds nothing wrong with an empty list: %s',
  async (content) => {
    expect(await readOne(content)).toMatchObject({ taken: [], records: 0, whole: true, problems: [] });
  },
);
