import { constants, inflateRawSync } from 'node:zlib';

/** A text as somebody could read it, and how: `as it stands`, `base64`, `gzip in base64`. */
export interface Reading {
  as: string;
  text: string;
}

/** Runs of an encoding are decoded each by itself and read one below the other. */
const decodedRuns = (text: string, runs: RegExp, decode: (run: string) => string[]): string =>
  [...text.matchAll(runs)].flatMap(([run]) => decode(run)).join('\n');

// Whatever stands in front of it, an encoded secret begins at one of four places in its run.
const fromEachCharacter = (run: string): string[] =>
  [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1'));

const fromEachDigit = (run: string): string[] =>
  [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('latin1'));

/** Where the compressed data of a gzip member begins (RFC 1952, section 2.3). */
const dataOf = (member: Buffer): Buffer => {
  const flags = member[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (member[at] ?? 0) + 256 * (member[at + 1] ?? 0);
  for (const named of [8, 16]) if (flags & named) at = member.indexOf(0, at) + 1;
  return member.subarray(flags & 2 ? at + 2 : at);
};

const inflate = (member: Buffer): string => {
  try {
    // Read as far as it goes when it was cut off; what stands behind its end is left alone.
    return inflateRawSync(dataOf(member), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
  } catch (error) {
    // The three bytes stood there by chance.
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
};

const gzipMember = '\u001f\u008b\u0008';

const gunzipped = (text: string): string => {
  const found: string[] = [];
  for (let at = text.indexOf(gzipMember); at >= 0; at = text.indexOf(gzipMember, at + 1)) {
    found.push(inflate(Buffer.from(text.slice(at), 'latin1')));
  }
  return found.join('\n');
};

const percentDecoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gi, (_, code, byte, plain) =>
    plain === undefined ? String.fromCharCode(Number.parseInt(code ?? byte, 16)) : plain,
  );

const decoders: Record<string, (text: string) => string> = {
  'URL-encoded': percentDecoded,
  escaped: unescaped,
  base64: (text) => decodedRuns(text, /[A-Za-z0-9+/_-]{16,}/g, fromEachCharacter),
  hex: (text) => decodedRuns(text, /[0-9a-f]{24,}/gi, fromEachDigit),
  gzip: gunzipped,
};

const plain = 'as it stands';
const deepest = 3;

/** What a reading holds in one encoding more. */
const within = ({ as, text }: Reading): Reading[] =>
  Object.entries(decoders).map(([name, decode]) => ({
    as: as === plain ? name : `${name} in ${as}`,
    text: decode(text),
  }));

/** A text and everything that it holds encoded, up to three encodings around each other. */
export const readingsOf = (text: string): Reading[] => {
  const readings: Reading[] = [{ as: plain, text }];
  const seen = new Set([text]);
  // Level by level, so that what is reached by several ways is read on from the shortest of them.
  let level = readings;
  for (let depth = 0; depth < deepest; depth++) {
    const fresh = level.flatMap(within).filter(({ text: read }) => read !== '' && !seen.has(read));
    for (const { text: read } of fresh) seen.add(read);
    level = fresh;
    readings.push(...fresh);
  }
  return readings;
};
