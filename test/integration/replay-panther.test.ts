import { describe, expect, it } from 'vitest';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { atHand, others, panther, type Recording, stratus } from './stratus/recordings.ts';
import { actingKeys, failed, issuedBySomebody, issuedIn, neverIssued } from './stratus/walk.ts';

/**
 * A walk over every record of every recording, by a reader that knows no call by name: it only looks for ids in
 * responses. It knows less than the lineage does, and disagrees with it where either is wrong.
 */
const sources = { stratus: stratus(), panther: panther(), others: others() };
const all = Object.values(sources).flat();
const count = (recordings: Recording[]): number =>
  recordings.reduce((sum, { records }) => sum + records.length, 0);
console.info(
  atHand
    ? `Walked over ${count(all)} records: ${Object.entries(sources)
        .map(([source, recordings]) => `${count(recordings)} of ${source}`)
        .join(', ')}.`
    : 'No recordings at hand: skipped.',
);

const lineageOf = (accessKeyId: string, { records }: Recording): KnownCredential[] =>
  investigateRecords({ accessKeyId }, records).credentials;

/** Who asked, and what the lineage made of it: printed where a check fails. */
const asked = (recordings: Recording[]) =>
  recordings.flatMap((recording) =>
    actingKeys(recording.records).map((key) => ({ recording, key, credentials: lineageOf(key, recording) })),
  );

describe.each(Object.entries(sources))('recordings of %s', (_, recordings) => {
  it('every id that a key was given is in the lineage of that key, with it as the issuer', () => {
    const missing = recordings.flatMap((recording) =>
      issuedBySomebody(recording.records)
        .filter(
          ({ id, by }) =>
            !lineageOf(by, recording).some((one) => one.id === id && one.issuedBy === by && one.certain),
        )
        .map((issued) => ({ file: recording.file, ...issued })),
    );
    expect(missing).toEqual([]);
  });

  it('no id is in a lineage that only a failed call names', () => {
    for (const { recording, credentials } of asked(recordings)) {
      const never = neverIssued(recording.records);
      expect(credentials.slice(1).filter(({ id }) => never.has(id))).toEqual([]);
    }
  });

  it('no certain key is in a lineage that no response gave, but by the console or by compute', () => {
    const withoutResponse = new Set([
      'ConsoleLogin',
      'GetSigninToken',
      'RunInstances',
      'CreateFunction',
      'RunTask',
    ]);
    for (const { recording, credentials } of asked(recordings)) {
      const given = new Set(recording.records.filter((record) => !failed(record)).flatMap(issuedIn));
      const invented = credentials
        .slice(1)
        .filter(
          ({ id, certain, via }) =>
            certain && !id.includes(':') && !given.has(id) && !withoutResponse.has(via ?? ''),
        );
      expect(invented).toEqual([]);
    }
  });

  it('every credential but the first has its parent in the list, and no line comes back to itself', () => {
    for (const { key, credentials } of asked(recordings)) {
      const parents = new Map(credentials.map(({ id, issuedBy }) => [id, issuedBy]));
      expect(parents.size).toBe(credentials.length);
      for (const { id } of credentials) {
        let [at, hops] = [id, 0];
        for (let up = parents.get(at); up !== null && up !== undefined && hops <= parents.size; hops += 1) {
          at = up;
          up = parents.get(at);
        }
        expect(at).toBe(key);
      }
    }
  });

  it('every call is counted where its key is asked for', () => {
    for (const { recording, key, credentials } of asked(recordings)) {
      const own = recording.records.filter(({ userIdentity }) => Object(userIdentity)['accessKeyId'] === key);
      const ids = new Set(own.map(({ eventID }, index) => eventID ?? index));
      expect({ key, events: credentials[0]?.events }).toEqual({ key, events: ids.size });
    }
  });
});

it('are all there where the folder is', () => {
  expect(Object.values(sources).map(count)).toEqual(atHand ? [208, 453, 8] : [0, 0, 0]);
});

it('hold ids that somebody was given', () => {
  const given = Object.values(sources).map((recordings) =>
    recordings.reduce((sum, { records }) => sum + issuedBySomebody(records).length, 0),
  );
  expect(given).toEqual(atHand ? [5, 4, 0] : [0, 0, 0]);
});
