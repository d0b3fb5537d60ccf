import { isDeepStrictEqual } from 'node:util';
import type { AccountState } from './account-state.ts';

/** What a thing in a list is called by. */
const names = [
  'user',
  'role',
  'group',
  'policy',
  'AccessKeyId',
  'GroupName',
  'ServiceSpecificCredentialId',
  'Key',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

const nameOf = (item: unknown): string => {
  if (typeof item === 'string') return item;
  const name = isObject(item) && names.find((each) => each in item);
  if (!isObject(item) || !name) throw new Error(`nothing names ${JSON.stringify(item)}`);
  return String(item[name]);
};

/** The parts of a value by name, or nothing where it has none. */
const partsOf = (value: unknown): Record<string, unknown> | undefined => {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item) => [nameOf(item), item]));
  return isObject(value) ? value : undefined;
};

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const compare = (path: string, before: unknown, after: unknown): string[] => {
  if (isDeepStrictEqual(before, after)) return [];
  const [was, is] = [partsOf(before), partsOf(after)];
  if (!was || !is) return [`${path}: ${shown(before)} -> ${shown(after)}`];
  const parts = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return parts.flatMap((part) => compare(path === '' ? part : `${path}/${part}`, was[part], is[part]));
};

/**
 * What is other than before, a line each: `users/bot/keys/AKIA…/Status: "Active" -> "Inactive"`. A thing that came or
 * went is one line, and the other side of its arrow is `nothing`.
 */
export const changesBetween = (before: AccountState, after: AccountState): string[] =>
  compare('', before, after);

const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';

/** The lines that containing a credential may give, and no others. */
export const planned = {
  keyOff: (user: string, accessKeyId: string): string =>
    `users/${user}/keys/${accessKeyId}/Status: "Active" -> "Inactive"`,
  denied: (user: string): string => `users/${user}/attached/${denyAll}: nothing -> "${denyAll}"`,
  bound: (user: string, before: string | null = null): string =>
    `users/${user}/boundary: ${JSON.stringify(before)} -> "${denyAll}"`,
  serviceOff: (user: string, id: string): string =>
    `users/${user}/services/${id}/Status: "Active" -> "Inactive"`,
  /** Without what is told behind the arrow of a role's lines. */
  roleDenied: (role: string): string => `roles/${role}/attached/${denyAll}: nothing -> `,
  /** Without the policy itself, which names a moment. */
  sessionDenied: (role: string, accessKeyId: string): string =>
    `roles/${role}/inline/TourniquetDeny-${accessKeyId}: nothing -> `,
} as const;
