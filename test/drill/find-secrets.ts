import { readingsOf } from './readings.ts';

export interface Secret {
  /** What it is, without a part of it: this is shown when it is found. */
  name: string;
  value: string;
}

/** Something that was recorded, and where. */
export interface Recorded {
  where: string;
  text: string;
}

export interface FoundSecret {
  secret: string;
  where: string;
  as: string;
}

/** So many characters of a secret in a row count as the secret: half a secret is one, too. */
const least = 12;

// The frame of every PEM file and no secret; messages about a wrong key may quote it.
const pemFrame = /-----(?:BEGIN|END) [A-Z ]+-----/g;

const piecesOf = ({ value }: Secret): string[] => value.replaceAll(pemFrame, '').split(/\s+/);

const windowsOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - least + 1) }, (_, at) => text.slice(at, at + least));

/**
 * Every secret of which twelve characters in a row stand in a text: as they are, URL-encoded, escaped, in base64 at
 * any alignment, in hex, gzipped, or in up to three of these around each other.
 */
export const findSecrets = (secrets: readonly Secret[], texts: readonly Recorded[]): FoundSecret[] => {
  const windows = new Map(
    secrets.flatMap((secret) =>
      piecesOf(secret)
        .flatMap(windowsOf)
        .map((part) => [part, secret.name] as const),
    ),
  );
  const found = new Map<string, FoundSecret>();
  for (const { where, text } of texts) {
    for (const reading of readingsOf(text)) {
      for (let at = 0; at + least <= reading.text.length; at++) {
        const secret = windows.get(reading.text.slice(at, at + least));
        const known = `${secret} ${where}`;
        if (secret && !found.has(known)) found.set(known, { secret, where, as: reading.as });
      }
    }
  }
  return [...found.values()];
};
