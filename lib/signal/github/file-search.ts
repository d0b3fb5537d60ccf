import type { GithubAlertRef } from '../github-alert-ref.ts';
import type { FilePlace, GithubAlert, Place } from './alert.ts';
import type { GithubClient } from './client.ts';
import { GithubRefused } from './errors.ts';
import { type Pairing, pairedKeyId } from './paired-key-id.ts';

/** The key id that belongs to an alert whose secret is none, or why it is not known. */
export type FileSearch =
  | { kind: 'found'; accessKeyId: string; file: FilePlace }
  | { kind: 'unknown'; reason: string };

// A secret that was copied into many files has the same key id beside it in each.
const searchedFiles = 5;

type Outcome = { file: FilePlace } & (Pairing | { kind: 'unread'; reason: string });

const filesOf = (places: readonly Place[]): FilePlace[] => {
  const byBlob = new Map<string, FilePlace>();
  for (const { file } of places) if (file && !byBlob.has(file.blobSha)) byBlob.set(file.blobSha, file);
  return [...byBlob.values()].slice(0, searchedFiles);
};

const searchFile = async (ref: GithubAlertRef, file: FilePlace, client: GithubClient): Promise<Outcome> => {
  try {
    return { file, ...pairedKeyId(await client.file(ref, file.blobSha), file) };
  } catch (error) {
    if (error instanceof GithubRefused) return { file, kind: 'unread', reason: error.mend };
    throw error;
  }
};

const unknown = (reason: string): FileSearch => ({ kind: 'unknown', reason });

const whyUnknown = (outcomes: readonly Outcome[]): string => {
  for (const outcome of outcomes) {
    if (outcome.kind === 'unread') return outcome.reason;
    if (outcome.kind === 'undecided') {
      const shown = outcome.candidates.slice(0, 5).join(', ');
      return `several key ids stand as near to the secret, among them ${shown}`;
    }
  }
  return 'there is none in the same file';
};

const conclude = (outcomes: readonly Outcome[]): FileSearch => {
  const found = outcomes.flatMap((outcome) => (outcome.kind === 'found' ? [outcome] : []));
  const [first] = found;
  if (!first) return unknown(whyUnknown(outcomes));
  const ids = new Set(found.map(({ accessKeyId }) => accessKeyId));
  if (ids.size > 1) return unknown(`its files name different key ids: ${[...ids].join(', ')}`);
  return { kind: 'found', accessKeyId: first.accessKeyId, file: first.file };
};

/**
 * Looks for the key id in the files where the secret stands.
 * @throws GithubUnavailable, GithubRefused
 */
export const searchFiles = async (
  ref: GithubAlertRef,
  alert: GithubAlert,
  client: GithubClient,
): Promise<FileSearch> => {
  const places = alert.morePlaces || !alert.firstPlace ? await client.places(ref) : [alert.firstPlace];
  const files = filesOf(places);
  if (files.length === 0)
    return unknown('the secret stands in no file of the repository that could be searched');
  return conclude(await Promise.all(files.map((file) => searchFile(ref, file, client))));
};
