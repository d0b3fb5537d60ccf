import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Prefixes of unique ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const prefixes = {
  user: 'AIDA',
  role: 'AROA',
  group: 'AGPA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
} as const;

/** A unique id such as `AIDA…`, 21 characters long. */
export const newUniqueId = (kind: keyof typeof prefixes): string =>
  prefixes[kind] + [...randomBytes(17)].map((byte) => letters.charAt(byte % letters.length)).join('');

/** AWS keeps these times to the second, and compares aws:TokenIssueTime to the second. */
export const toSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);
