import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isJson, type Json } from '#lib/investigation/detail.ts';
import { touchedBy, touchingTables } from '#lib/investigation/meaning/touched.ts';

const touchings = Object.values(touchingTables).flatMap((table) => Object.entries(table));

const hostile = fc.constantFrom(
  'a;reboot',
  '$(id)',
  '`id`',
  'a b',
  "a'b",
  'a"b',
  'a\nb',
  'a|b',
  'a>b',
  'a&b',
  '*',
  '~',
  '-rf',
  '--endpoint-url',
  '=ls',
  '{id}',
  '{region}',
  '$LATEST',
  'a\\b',
  'a!b',
  'a#b',
  'a?b',
  '[a]',
  '(a)',
  'file:///etc/passwd',
  'https://evil.example/x',
  'www.evil.example',
  'a\u202eb',
  'a\u200bb',
  'ä',
  '٠',
  '',
  'a'.repeat(600),
  '@file',
  'fileb://x',
);
const name = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.stringMatching(/^\d{12}$/),
);

/** Puts a value at a path, in a list where a list is read. */
const put = (detail: Json, path: string, values: readonly string[]): void => {
  const names = path.split('.');
  let into: Json = detail;
  for (const part of names.slice(0, -1)) {
    const next = into[part];
    into[part] = isJson(next) ? next : {};
    into = isJson(into[part]) ? into[part] : {};
  }
  into[names.at(-1) ?? ''] = values.length === 1 ? values[0] : [...values];
};

const cases = fc.constantFrom(...touchings).chain(([action, touching]) => {
  const paths = [
    ...touching.id,
    ...Object.values(touching.with ?? {}).flatMap((value) =>
      typeof value === 'string' ? [value] : value.at,
    ),
    'awsRegion',
    'recipientAccountId',
    'requestParameters.attributes.Policy',
    'requestParameters.status',
  ];
  return fc.tuple(...paths.map(() => fc.array(name, { minLength: 1, maxLength: 3 }))).map((values) => {
    const detail: Json = {};
    paths.forEach((path, index) => {
      put(detail, path, values[index] ?? []);
    });
    return { action, detail };
  });
});

it('no character of a record that means something to a shell comes into a command', () => {
  let commands = 0;
  fc.assert(
    fc.property(cases, ({ action, detail }) => {
      const touched = touchedBy(action, detail);
      if (touched === null) return;
      const { review, revert } = touched;
      if (!review.startsWith('aws '))
        expect(review).toMatch(/^look (?:at|for) it \([\w -]+\) in the AWS console: /i);
      for (const command of [review, revert].filter((text) => text?.startsWith('aws '))) {
        commands += 1;
        // ASCII words apart from each other by one space, and no brace that was left over.
        expect(command).toMatch(/^aws(?: [\w+=,.@:/-]+)+$/);
        // Options are ours: nothing of the record begins with a dash, or is an address to fetch but SQS's own.
        expect(command).not.toMatch(/(?:^| )=| -(?!-?[a-z])/);
        expect(command?.replace(/https:\/\/sqs\.[\w.+=,@:/-]*amazonaws\.com/, '')).not.toMatch(/:\/\/|www\./);
      }
      if (revert !== undefined) expect(revert.startsWith('aws ')).toBe(true);
    }),
    { numRuns: process.env['LONG'] ? 100_000 : 5_000 },
  );
  expect(commands).toBeGreaterThan(100);
});

it('options are never chosen by a record', () => {
  const optionsIn = (command: string) => command.split(' ').filter((word) => word.startsWith('-'));
  const ours = new Set(
    touchings.flatMap(([, { review, revert }]) =>
      [review, typeof revert === 'string' ? revert : ''].flatMap(optionsIn),
    ),
  );
  // Those of commands that are put together: their templates are no texts.
  for (const option of [
    '--operation-type',
    '--user-ids',
    '--user-groups',
    '--group-names',
    '--attribute',
    '--enable',
    '--status',
    '--version-id',
    '--statement-id',
  ])
    ours.add(option);
  fc.assert(
    fc.property(cases, ({ action, detail }) => {
      const touched = touchedBy(action, detail);
      for (const command of [touched?.review, touched?.revert])
        if (command?.startsWith('aws '))
          for (const option of optionsIn(command)) expect(ours).toContain(option);
    }),
    { numRuns: process.env['LONG'] ? 50_000 : 2_000 },
  );
});
