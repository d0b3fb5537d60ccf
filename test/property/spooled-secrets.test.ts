import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallSpool } from '#lib/evidence/call-spool.ts';
import { RedactedLines } from '#lib/evidence/redacted-line.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { redact } from '#lib/platform/redact.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { first } from '#test/unit/investigation/lineage.ts';
import { around, pathsIn, planted, secret, whole } from './planted/secrets.ts';

const runs = { numRuns: process.env['LONG'] ? 3_000 : 150 };

const spooled = async (details: Json[]): Promise<string> => {
  const spool = await CallSpool.open();
  try {
    for (const detail of details) spool.keep(readRecord(detail), detail, String(detail['by'] ?? first));
    const { files, calls } = await spool.finish();
    const lines = files.map(({ body }) =>
      typeof body === 'object' ? gunzipSync(readFileSync(body.file)).toString() : body,
    );
    return [JSON.stringify(files), JSON.stringify(calls), ...lines].join('\n');
  } finally {
    await spool.dispose();
  }
};

const readable = (text: string): string => `${text}\n${text.replaceAll(/\\(.)/g, '$1')}`;

describe('a secret in a recorded call', () => {
  const paths = pathsIn(whole);

  it('is found in no spooled line and in no call that the page shows, in whichever field it stands', async () => {
    expect(paths.length).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(...around), async ([text, hidden], put) => {
        const details = paths.map((path) => planted(whole, path, put(text)) as Json);
        const named = paths.map((_, index) => ({ ...whole, [`${text}${index}`]: 'x', by: `x:${text}` }));
        const found = readable(await spooled([...details, ...named]));
        expect(found).not.toContain(hidden);
        expect(found).not.toContain(encodeURIComponent(hidden));
      }),
      { numRuns: runs.numRuns / 10 },
    );
  });

  it('is found by the name that it stands under, whatever it looks like', async () => {
    const names = ['secretAccessKey', 'sessionToken', 'SecretString', 'password', 'Authorization'];
    const details = names.map((name) => ({
      ...whole,
      responseElements: { credentials: { [name]: 'hunter2' } },
    }));
    const paired = { ...whole, name: 'password', value: 'hunter2' };
    expect(await spooled([...details, paired])).not.toContain('hunter2');
  });
});

describe('a redacted line', () => {
  it('is the redacted record, whatever was written before it', () => {
    const field = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      secret.map(([text]) => text),
      fc.constant(at(1)),
    );
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(whole), 'password', 'Value', '__proto__'),
      fc.string(),
    );
    const details = fc.array(fc.dictionary(name, field), { maxLength: 8 });
    fc.assert(
      fc.property(details, (records) => {
        const lines = new RedactedLines();
        for (const each of [...records, ...records])
          expect(lines.of(each)).toBe(`${JSON.stringify(redact(each))}\n`);
      }),
      runs,
    );
  });

  it('of a record that is nested beyond the stack is cut off, and no fault', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const line = new RedactedLines().of({ ...whole, requestParameters: deep });
    expect(JSON.parse(line)).toMatchObject({ eventName: 'AssumeRole' });
  });
});
