import type { FilePlace, GithubAlertRef } from '../github-alert-ref.ts';
import type { GithubAlert, Place } from './alert.ts';
import type { GithubClient } from './client.ts';
import { GithubRefused } from './errors.ts';
import { type Pairing, pairedKeyId } from './paired-key-id.ts';

/** The key id that belongs to an alert whose secret is none, or why it is not known. */
export type FileSearch =
  | { kind: 'found'; accessKeyId: string; file: FilePlace }
  | { kind: 'unknown'; reason: string };

// A secret that was copied into many files has the same key id beside it in each.
const searchedFiles = 5;

// Whoever leaks chooses how large the files are, and all signals of a batch share 30 seconds.
const searchedBytes = 10 * 1024 * 1024;

/** What one alert may still read. */
interface Allowance {
  bytes: number;
}

type Outcome = { file: FilePlace } & (Pairing | { kind: 'unread'; reason: string });

const filesOf = (places: readonly Place[]): FilePlace[] => {
  const byBlob = new Map<string, FilePlace>();
  for (const { file } of places) if (file && !byBlob.has(file.blobSha)) byBlob.set(file.blobSha, file);
  return [...byBlob.values()].slice(0, searchedFiles);
};

/** Runs works one after another in the order in which they came, also after one that failed. */
const oneAtATime = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    // Whoever asked for the turn is told of its failure; the next one only waits for its end.
    last = Promise.allSettled([turn]);
    return turn;
  };
};

// The signals of a batch are read side by side in one memory: of their files, only one is in it at any time.
const inTurn = oneAtATime();

const readAndPair = async (
  ref: GithubAlertRef,
  file: FilePlace,
  client: GithubClient,
  allowance: Allowance,
): Promise<Pairing> => {
  const text = await client.file(ref, file.blobSha);
  allowance.bytes -= text.length;
  return pairedKeyId(text, file);
};

const searchFile = async (
  ref: GithubAlertRef,
  file: FilePlace,
  client: GithubClient,
  allowance: Allowance,
): Promise<Outcome> => {
  if (allowance.bytes <= 0) {
    const reason = `its files are larger than ${searchedBytes} bytes together and were not all searched`;
    return { file, kind: 'unread', reason };
  }
  try {
    return { file, ...(await inTurn(() => readAndPair(ref, file, client, allowance))) };
  } catch (error) {
    if (error instanceof GithubRefused) return { file, kind: 'unread', reason: error.mend };
    throw error;
  }
};

const unknown = (reason: string): FileSearch => ({ kind: 'unknown', reason });

const whyUnknown = (outcomes: readonly Outcome[]): string => {
  for (const outcome of outcomes) {
    if (outcome.kind === 'unread') return outcome.reason;
    if (outcome.kind === 'undecided')
      return `several key ids stand as near to the secret, among them ${outcome.candidates.join(', ')}`;
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

/** Every known place, first the one that the report is about: it may be the hundred and first. */
const placesOf = async (ref: GithubAlertRef, alert: GithubAlert, client: GithubClient): Promise<Place[]> => {
  const known = alert.morePlaces || !alert.firstPlace ? await client.places(ref) : [alert.firstPlace];
  return ref.location ? [{ type: 'commit', file: ref.location }, ...known] : known;
};

/**
 * Looks for the key id in the files where the secret stands: in five at most, and in no further one once they
 * came to 10 MiB. What was found by then counts; where nothing was, the limit is the reason.
 * @throws GithubUnavailable, GithubRefused
 */
export const searchFiles = async (
  ref: GithubAlertRef,
  alert: GithubAlert,
  client: GithubClient,
): Promise<FileSearch> => {
  const files = filesOf(await placesOf(ref, alert, client));
  if (files.length === 0)
    return unknown('the secret stands in no file of the repository that could be searched');
  const allowance = { bytes: searchedBytes };
  const outcomes: Outcome[] = [];
  for (const file of files) outcomes.push(await searchFile(ref, file, client, allowance));
  return conclude(outcomes);
};
