import type { RecordStore } from './records.ts';

/** Where the evidence of one look lies. */
export interface NotedEvidence {
  /** `s3://bucket/prefix/` or a path. */
  where: string;
  /** Whoever holds this digest can tell whether the manifest is the one that was written. */
  manifestSha256: string;
  signed: boolean;
  /** When it was written, ISO 8601 UTC. */
  at: string;
  /** Whether nothing worked any more after containment, proved by the trail of every Region; absent before one. */
  silent?: boolean;
  /** Calls that did succeed later, at least so many: they tell "not silent" from "not proved". */
  succeededAfter?: number;
  /** Up to when all Regions are known, ISO 8601 UTC; null where one of them was not read to its end. */
  silentUntil?: string | null;
}

export interface EvidenceOfLook extends NotedEvidence {
  look: number;
}

const fieldOf = (look: number): string => `look-${look}`;

/** Notes where the evidence of a look lies. Each look is a field of its own, so that none overwrites another's. */
export const noteEvidence = (
  records: Pick<RecordStore, 'set'>,
  incidentId: string,
  look: number,
  noted: NotedEvidence,
): Promise<void> => records.set('evidence', incidentId, { [fieldOf(look)]: noted });

const isNoted = (value: unknown): value is NotedEvidence =>
  typeof value === 'object' &&
  value !== null &&
  'where' in value &&
  typeof value.where === 'string' &&
  'manifestSha256' in value &&
  'at' in value;

/** The evidence of each look of an incident, the earliest look first; nothing where none is kept. */
export const evidenceOf = async (
  records: Pick<RecordStore, 'get'>,
  incidentId: string,
): Promise<EvidenceOfLook[]> => evidenceIn((await records.get('evidence', incidentId)) ?? {});

/** The same of a record that was read before. */
export const evidenceIn = (fields: Record<string, unknown>): EvidenceOfLook[] =>
  Object.entries(fields)
    .flatMap(([field, noted]) => {
      const [, look] = /^look-(\d{1,4})$/.exec(field) ?? [];
      return look !== undefined && isNoted(noted) ? [{ look: Number(look), ...noted }] : [];
    })
    .sort((one, other) => one.look - other.look);
