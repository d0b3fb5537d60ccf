import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallSpool } from '#lib/evidence/call-spool.ts';
import type { EvidenceFile } from '#lib/evidence/evidence-file.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import type { Case } from '#lib/report/case.ts';
import { caseFiles } from '#lib/report/case-files.ts';
import { investigationHtmlMail } from '#lib/report/html-mail.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import { createAccessKey, createUser } from '#test/fixtures/cloudtrail/iam.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { leaked, thief } from '#test/unit/investigation/lineage.ts';
import { around, pathsIn, planted, secret, whole } from './planted/secrets.ts';

const numRuns = process.env['LONG'] ? 300 : 6;

const textOf = ({ body }: EvidenceFile): string =>
  typeof body === 'string' ? body : gunzipSync(readFileSync(body.file)).toString();

/** Everything that is written and sent about what these records hold. */
const outputs = async (details: Json[]): Promise<Record<string, string>> => {
  const spool = await CallSpool.open();
  try {
    const found = investigateRecords({ accessKeyId: leaked }, details, spool);
    const { files, ...calls } = await spool.finish();
    const kase: Case = { found, descendants: [], destinations: [], ...calls, writtenAt: at(60) };
    const { subject, body } = investigationMail(found, { incidentId: `${leaked}-1`, look: 0 });
    const html = investigationHtmlMail(kase);
    return {
      ...Object.fromEntries([...caseFiles(kase), ...files].map((file) => [file.path, textOf(file)])),
      mail: `${subject}\n${body}`,
      'HTML mail': `${html.subject}\n${html.html}`,
    };
  } finally {
    await spool.dispose();
  }
};

const readable = (text: string): string =>
  `${text}\n${text.replaceAll(/\\(.)/g, '$1')}\n${text.replaceAll('&quot;', '"').replaceAll('&#39;', "'")}`;

const calls = [
  whole,
  JSON.parse(JSON.stringify(createUser(thief, at(2), 'desk'))),
  JSON.parse(JSON.stringify(createAccessKey(thief, 'AKIAT3SKF7WXYMADEK2Y', at(3), 'desk'))),
] as Json[];

describe('a secret in any field of a recorded call', () => {
  it('stands in no form of the report, in no mail and in no evidence', async () => {
    const variants = calls.flatMap((call) => pathsIn(call).map((path) => ({ call, path })));
    expect(variants.length).toBeGreaterThan(80);
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(...around), async ([text, hidden], put) => {
        const details = variants.map(({ call, path }) => planted(call, path, put(text)) as Json);
        for (const [name, output] of Object.entries(await outputs([...calls, ...details]))) {
          expect(readable(output).includes(hidden), `${name} holds the secret`).toBe(false);
          expect(output.includes(encodeURIComponent(hidden)), `${name} holds it encoded`).toBe(false);
        }
      }),
      { numRuns },
    );
  });
});
