import { evidenceOf } from '#lib/incident/evidence-record.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/** Where the evidence of an incident lies, as far as that is known. */
export type EvidencePlace = (incidentId: string) => Promise<string | undefined>;

const plain = /^(?:s3|https):\/\/[\w.!*()=/%+-]{1,900}$/;

/** That of the last look; none is there before the first one, and where none is kept. An address of S3 stays whole. */
export const evidencePlace =
  (records: Pick<RecordStore, 'get'>): EvidencePlace =>
  async (incidentId) => {
    const where = (await evidenceOf(records, incidentId)).at(-1)?.where;
    if (where === undefined || plain.test(where)) return where;
    return redact(inert(where, 300));
  };
