import { expect, it } from 'vitest';
import { readOne, record, records } from './given.ts';

const json = (value: unknown): string => JSON.stringify(value);
const [first = '', second = '', third = '', fourth = ''] = records(4).map(json);
const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** What was taken, by the numbers of the records, and what was told. */
const told = async (content: string | Buffer) => {
  const { taken, whole, problems } = await readOne(content);
  const numbers = taken.map((each) => Number(String(each['eventID']).split('-')[1]));
  expect(taken).toEqual(numbers.map(record));
  return { numbers, whole, problems };
};

/** Ways to break a record. Each holds what may make a reader lose its way: open strings, open and superfluous brackets. */
const broken: [string, string][] = [
  ['cut in a string', second.slice(0, second.indexOf('CreatePolicy') + 4)],
  ['cut behind a backslash', second.slice(0, second.indexOf('\\') + 1)],
  ['cut behind a comma', second.slice(0, second.indexOf('"userName"'))],
  ['cut behind a colon', second.slice(0, second.indexOf('"iam.amazonaws.com"'))],
  ['cut behind a bracket', second.slice(0, second.indexOf('"resources":[') + 13)],
  ['cut behind a list item', second.slice(0, second.indexOf('},{"type":"AWS::IAM::User"') + 2)],
  ['cut in front', second.slice(30)],
  ['without a quote', second.replace('"eventTime"', '"eventTime')],
  ['without a closing bracket', second.replace('},"eventTime"', ',"eventTime"')],
  ['without its last bracket', second.slice(0, -1)],
  ['with an array that stays open', second.replace('"tags":[]', '"tags":[')],
  ['with a bracket of the other kind', second.replace('"tags":[]', '"tags":[}')],
  ['with a word that is no JSON', second.replace('null', 'REDACTED')],
  ['with a comma too many', second.replace('null', 'null,')],
  ['with zeros in the middle', second.replace('"awsRegion"', '\0\0\0\0')],
];

it.each(broken)('goes on behind a line that is %s', async (_, line) => {
  expect(await told(`${first}\n${line}\n${third}\n${fourth}\n`)).toEqual({
    numbers: [0, 2, 3],
    whole: false,
    problems: [
      {
        what: 'broken JSON',
        count: 1,
        example: `line 2, byte ${first.length + 1 + Buffer.byteLength('ü') - 1}`,
      },
    ],
  });
});

it.each(broken)('goes on behind a first line that is %s', async (_, line) => {
  expect(await told(`${line}\r\n${first}\r\n${third}\r\n`)).toMatchObject({
    numbers: [0, 2],
    problems: [{ what: 'broken JSON', count: 1, example: 'line 1, byte 0' }],
  });
});

it.each(broken)('goes on behind a record on the same line that is %s', async (_, piece) => {
  const { numbers, problems } = await told(`{"Records":[${first},${piece},${third},${fourth}]}`);
  expect(numbers).toEqual([0, 2, 3]);
  expect(problems).toMatchObject([{ what: 'broken JSON', count: 1 }]);
});

/** Three records, printed over many lines, of which the second is damaged. */
const printed = (damaged: (text: string) => string): string => {
  const text = pretty({ Records: records(3) });
  const [begin, end] = [text.indexOf('event-0'), text.indexOf('event-1')];
  const whole = text.slice(begin, end);
  expect(damaged(whole)).not.toBe(whole);
  return text.slice(0, begin) + damaged(whole) + text.slice(end);
};

it.each<[string, (text: string) => string]>([
  ['an open string', (text) => text.replace('"CreatePolicy"', '"CreatePolicy')],
  ['a missing bracket', (text) => text.replace('},\n      "eventTime"', '"eventTime"')],
  ['a missing comma', (text) => text.replace('"us-east-1",', '"us-east-1"')],
])('goes on behind a record with %s that is printed over many lines', async (_, damaged) => {
  const { numbers, problems } = await told(printed(damaged));
  expect(numbers).toEqual([0, 2]);
  expect(problems).toEqual([
    { what: 'broken JSON', count: 1, example: expect.stringMatching(/^line 31, byte \d+$/) },
  ]);
});

it('reads a record that has a bracket too many behind it', async () => {
  const { numbers, problems } = await told(`${first}\n${second}}\n${third}\n`);
  expect(numbers).toEqual([0, 1, 2]);
  expect(problems).toEqual([
    { what: 'broken JSON', count: 1, example: expect.stringMatching(/^line 2, byte \d{4}$/) },
  ]);
});

it('does not take a part of a broken record for a record', async () => {
  const inside = {
    ...record(1),
    requestParameters: { items: [{ eventName: 'a', eventSource: 'b' }, { Records: [{ eventName: 'c' }] }] },
  };
  const line = json(inside).replace('null', 'REDACTED');
  expect((await told(`{"Records":[${first},${line},${third}]}`)).numbers).toEqual([0, 2]);
});

it('finds records in a file whose beginning is missing', async () => {
  const text = json({ Records: records(3) });
  for (let from = 1; from < first.indexOf('event-0'); from += 7) {
    expect((await told(text.slice(text.indexOf('event-0') - from))).numbers).toEqual([1, 2]);
  }
});

it.each(['{"Records":[', '{"Records":[{"eventVersion":"1.11","userIdentity":{', '[', '"{\\"eventName'])(
  'says that a text ends too early: %s',
  async (start) => {
    const problems = [{ what: 'ends in the middle of a record or list', count: 1 }];
    expect(await readOne(start)).toMatchObject({ records: 0, whole: false, problems });
    expect(await told(`${first}\n${start}`)).toEqual({ numbers: [0], whole: false, problems });
  },
);

it('counts broken lines and tells where the first one stands, and nothing of what it holds', async () => {
  const lines = Array.from({ length: 100 }, (_, number) => json(record(number)));
  for (const number of [7, 8, 50, 99]) lines[number] = (lines[number] ?? '').slice(0, -20);
  const { numbers, problems, whole } = await told(`${lines.join('\n')}\n`);
  expect(numbers).toHaveLength(96);
  expect(problems).toEqual([
    { what: 'broken JSON', count: 4, example: expect.stringMatching(/^line 8, byte \d+$/) },
  ]);
  expect(whole).toBe(false);
});
