/** What the prefix of a key id says (IAM user guide, "IAM identifiers": understanding unique ID prefixes). */
const kinds = {
  /** Of an IAM user or of the root user: the id does not say which. */
  AKIA: 'long-term',
  ASIA: 'temporary',
  ABIA: 'bearer-token',
  ACCA: 'context-specific',
} as const;

type Prefix = keyof typeof kinds;
export type KeyKind = (typeof kinds)[Prefix];

export interface KeyId {
  kind: KeyKind;
  accessKeyId: string;
  /** The account written into the id, 12 digits; absent where the id does not carry one: ask GetAccessKeyInfo. */
  accountId?: string;
}

/** `reason` never repeats what was given: it may be a secret that was pasted into the wrong field. */
export interface NotAKeyId {
  kind: 'not-a-key-id';
  reason: string;
}

/** Other ids of IAM that people mistake for a key id. */
const otherIds: Record<string, string> = {
  AIDA: 'an IAM user',
  AROA: 'a role',
  AGPA: 'a group',
  AIPA: 'an instance profile',
  ANPA: 'a managed policy',
  ASCA: 'a certificate',
  APKA: 'a public key',
};

const length = 20;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account number inside a key id: of the 16 characters after the prefix, read as base32 (RFC 4648), bits 1 to
 * 40. Known from research (Tal Be'ery, "A short note on AWS KEY ID"; Aidan Steele, "AWS Access Key ID Formats"),
 * not promised by AWS. Ids made before about 2019 carry no account, and decoding them gives a wrong one; their
 * first bit is 0, so their fifth character is A to P.
 */
const accountIn = (body: string): string | undefined => {
  if (!/^[Q-Z2-7][A-Z2-7]{15}$/.test(body)) return undefined;
  const bits = [...body.slice(0, 10)].reduce((sum, char) => sum * 32n + BigInt(base32.indexOf(char)), 0n);
  // Ten characters are 50 bits: drop the first, keep forty, leave nine.
  const accountId = ((bits >> 9n) & 0xffffffffffn).toString().padStart(12, '0');
  return accountId.length === 12 ? accountId : undefined;
};

const named = (char: string): string => {
  if (/\s/.test(char)) return 'white space';
  return /[!-~]/.test(char) ? `"${char}"` : 'a character outside of ASCII';
};

const prefixFault = (text: string): string => {
  const other = otherIds[text.slice(0, 4)];
  if (other) return `an id that begins with ${text.slice(0, 4)} is the id of ${other}, not of an access key`;
  return 'an access key id begins with AKIA, ASIA, ABIA or ACCA';
};

const isPrefix = (text: string): text is Prefix => Object.hasOwn(kinds, text);

const faultIn = (text: string): string | undefined => {
  const lower = /[a-z]/.exec(text);
  if (lower && isPrefix(text.slice(0, 4).toUpperCase())) {
    return `a lower-case letter at position ${lower.index + 1}: access key ids are upper case`;
  }
  if (!isPrefix(text.slice(0, 4))) return prefixFault(text);
  const illegal = /[^A-Z0-9]/u.exec(text);
  if (illegal)
    return `${named(illegal[0])} at position ${illegal.index + 1}: only A to Z and digits may stand`;
  if (text.length !== length) return `${text.length} characters long: an access key id has ${length}`;
  return undefined;
};

/**
 * Reads an access key id. Exactly 20 characters are taken: AWS allows up to 128 for the future and has never issued
 * others. Digits outside of base32 (0, 1, 8, 9) are let through, since a key that is not contained over a guess at
 * AWS's alphabet would be the worse mistake.
 */
export const parseKeyId = (text: unknown): KeyId | NotAKeyId => {
  if (typeof text !== 'string') return { kind: 'not-a-key-id', reason: 'an access key id is text' };
  if (text === '') return { kind: 'not-a-key-id', reason: 'an access key id is missing: the text is empty' };
  const fault = faultIn(text);
  const prefix = text.slice(0, 4);
  if (fault !== undefined || !isPrefix(prefix)) {
    return { kind: 'not-a-key-id', reason: fault ?? prefixFault(text) };
  }
  const accountId = accountIn(text.slice(4));
  return { kind: kinds[prefix], accessKeyId: text, ...(accountId !== undefined && { accountId }) };
};

/** Whether a string is an access key id as `parseKeyId` reads it. */
export const isKeyId = (text: unknown): text is string => parseKeyId(text).kind !== 'not-a-key-id';
