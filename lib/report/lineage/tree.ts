import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { idOf, kindWord, whose } from '../credential-words.ts';
import { callsOf, cut, when } from '../layout.ts';
import { fateOf, fates } from '../verdict-words.ts';
import { chosen, type Drawn, pressing } from './chosen.ts';
import { groupLines } from './groups.ts';

/**
 * The lineage as a tree: two lines a credential, and one for all those of a kind that there is no room for.
 * @param most lines at most, three or more
 */
export const lineageTree = (
  credentials: readonly KnownCredential[],
  most: number,
  width: number,
): string[] => {
  const byRank = pressing(credentials);
  const room = Math.max(2, most);
  let number = Math.min(byRank.length, Math.ceil(room / 2));
  while (number > 0) {
    const lines = drawn(chosen(credentials, byRank, number)).map((line) => cut(line, width));
    if (lines.length <= room) return lines;
    number -= Math.max(1, Math.floor((lines.length - room) / 2));
  }
  return groupLines(credentials)
    .slice(0, room)
    .map((line) => cut(line, width));
};

const drawn = ({ roots, hidden }: ReturnType<typeof chosen>): string[] => [
  ...roots.flatMap((root) => [firstLine(root.credential, null), ...below(root, { line: '', under: '' })]),
  ...groupLines(hidden),
];

interface Prefix {
  /** In front of what hangs below a credential. */
  line: string;
  /** In front of its own second line. */
  under: string;
}

const below = ({ credential, children, hidden }: Drawn, { line, under }: Prefix): string[] => {
  const groups = groupLines(hidden);
  const last = children.length + groups.length - 1;
  return [
    `${under}${last < 0 ? '   ' : '│  '}${secondLine(credential)}`,
    ...children.flatMap((child, index) => [
      `${line}${index < last ? '├─ ' : '└─ '}${firstLine(child.credential, credential.id)}`,
      ...below(child, bothBelow(line, index < last)),
    ]),
    ...groups.map((group, index) => `${line}${children.length + index < last ? '├─ ' : '└─ '}${group}`),
  ];
};

const bothBelow = (line: string, more: boolean): Prefix => {
  const prefix = `${line}${more ? '│  ' : '   '}`;
  return { line: prefix, under: prefix };
};

/** `ASIA… role session by AssumeRole at 2026-… of role deploy (thief)`. What is inferred is marked in front. */
const firstLine = (credential: KnownCredential, above: string | null): string => {
  const { via, issuedAt, issuedBy, certain } = credential;
  const how = [via ? `by ${inert(via, 40)}` : '', issuedAt ? `at ${when(issuedAt)}` : '']
    .filter(Boolean)
    .join(' ');
  // What issued it is not drawn, or it is one of the deepest.
  const by = issuedBy !== null && issuedBy !== above ? [`issued by ${inert(issuedBy, 40)}`] : [];
  const mark = certain || issuedBy === null ? '' : '[inferred] ';
  // Last what may be cut: a name, whose beginning says enough.
  const what = [kindWord(credential), how, whose(credential)].filter((words) => words !== '').join(' ');
  return [`${idOf(credential)}  ${mark}${what}`, ...by].join(', ');
};

/** `12 calls (1 failed), the last at 2026-…; waits for you (older)`. */
const secondLine = ({ events, failed, lastUsed, verdict, issuedBy, until }: KnownCredential): string => {
  const used =
    events > 0
      ? `${callsOf({ events, ...(failed !== undefined && { failed }) })}${lastUsed ? `, the last at ${when(lastUsed)}` : ''}`
      : 'never used';
  return [used, ...(issuedBy === null && !verdict ? [] : [fateWords(verdict, until)])].join('; ');
};

const fateWords = (verdict: KnownCredential['verdict'], until: string | undefined): string => {
  const fate = fateOf(verdict);
  if (fate === 'ended' && until) return `ended at ${when(until)}`;
  const rule = fate === 'waits' && verdict ? ` (${inert(verdict.rule, 24)})` : '';
  const incident =
    fate !== 'stopped' && verdict?.incidentId ? `, incident ${inert(verdict.incidentId, 60)}` : '';
  return `${fates[fate]}${rule}${incident}`;
};
