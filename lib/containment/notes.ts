import type { Fields, RecordStore } from '#lib/incident/records.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';

/** A leak that waits as backlog, for the one mail that lists them all. Untrusted text. */
export interface BacklogFacts {
  accessKeyId?: string;
  /** Whose key it is, for people. */
  owner?: string;
  where?: string;
  /** A page where a person can look at the report. */
  url?: string;
  /** When the source reported it, ISO 8601 UTC. */
  reportedAt?: string;
}

/** Something that people are told later, all at once. */
export interface Note {
  /** As in a signal: what is reported twice is told once. */
  id: string;
  /** `backlog` is told by itself; everything else is a heading of the daily digest (lib/containment/remind). */
  kind: string;
  text: string;
  about?: BacklogFacts;
}

/** A note as it is recorded. Times are ISO 8601 UTC. */
export interface NoteRecord extends Note {
  at: string;
  toldAt?: string;
}

/** Notes something for the digest. What people wrote may hold a secret: it is redacted. @returns whether it is new */
export const note = (records: RecordStore, { id, kind, text, about }: Note): Promise<boolean> =>
  records.putOnce('note', id, {
    kind,
    text: redact(text),
    at: timestamp(),
    ...(about && { about: redact(about) }),
  });

const noteOf = (id: string, fields: Fields): NoteRecord => ({ ...fields, id }) as NoteRecord;

/** What nobody was told yet, oldest first. Reads the whole store. */
export const untoldNotes = async (records: RecordStore): Promise<NoteRecord[]> =>
  Object.entries(await records.list('note'))
    .map(([id, fields]) => noteOf(id, fields))
    .filter(({ toldAt }) => toldAt === undefined)
    .sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
