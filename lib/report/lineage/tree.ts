import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { idOf, kindWord, useOf, whose } from '../credential-words.ts';
import { cut, when } from '../layout.ts';
import { fateOf, fates } from '../verdict-words.ts';
import { chosen, type Drawn, pressing } from './chosen.ts';
import { groupLines } from './groups.ts';

/**
 * The lineage as a tree: two lines a credential, and one for all those of a kind that there is no room for.
 * @returns draws it in so many lines, two at least
 */
export const lineageTree = (
  credentials: readonly KnownCredential[],
  width: number,
): ((most: number) => string[]) => {
  const byRank = pressing(credentials);
  return (most) => {
    const room = Math.max(2, most);
    let number = Math.min(byRank.length, Math.ceil(room / 2));
    while (number > 0) {
      const lines = drawn(chosen(credentials, byRank, number));
      if (lines.length <= room) return lines.map((line) => cut(line, width));
      number -= Math.max(1, Math.floor((lines.length - room) / 2));
    }
    const groups = groupLines(credentials).slice(0, room);
    return groups.map((line) => cut(line, width));
  };
};

const drawn = ({ roots, hidden }: ReturnType<typeof chosen>): string[] => [
  ...roots.flatMap((root) => [firstLine(root.credential), ...below(root, '', null)]),
  ...groupLines(hidden),
];

/** @param prefix in front of all that stands below the first line of a credential */
const below = ({ credential, children, hidden }: Drawn, prefix: string, above: string | null): string[] => {
  const groups = groupLines(hidden);
  const last = children.length + groups.length - 1;
  const branch = (index: number): string => `${prefix}${index < last ? '├─ ' : '└─ '}`;
  const beside = (index: number): string => `${prefix}${index < last ? '│  ' : '   '}`;
  return [
    `${beside(-1)}${secondLine(credential, above)}`,
    ...children.flatMap((child, index) => [
      `${branch(index)}${firstLine(child.credential)}`,
      ...below(child, beside(index), credential.id),
    ]),
    ...groups.map((group, index) => `${branch(children.length + index)}${group}`),
  ];
};

/** `ASIA… role session by AssumeRole at 2026-… of role deploy (thief)`. What is inferred is marked in front. */
const firstLine = (credential: KnownCredential): string => {
  const { via, issuedAt, issuedBy, certain } = credential;
  const how = [via ? `by ${inert(via, 40)}` : '', issuedAt ? `at ${when(issuedAt)}` : '']
    .filter(Boolean)
    .join(' ');
  const mark = certain || issuedBy === null ? '' : '[inferred] ';
  // Last what may be cut: a name, whose beginning says enough.
  const what = [kindWord(credential), how, whose(credential)].filter((words) => words !== '').join(' ');
  return `${idOf(credential)}  ${mark}${what}`;
};

/**
 * `12 calls (1 failed), the last at 2026-…; waiting for you (older)`.
 * @param above what it hangs below: where that did not issue it, what did is not drawn, or it is one of the deepest
 */
const secondLine = (credential: KnownCredential, above: string | null): string => {
  const { lastUsed, verdict, issuedBy, until } = credential;
  const last = lastUsed ? `, the last at ${when(lastUsed)}` : '';
  return [
    `${useOf(credential)}${last}`,
    ...(issuedBy === null && !verdict ? [] : [fateWords(verdict, until)]),
    ...(issuedBy === null || issuedBy === above ? [] : [`issued by ${inert(issuedBy, 40)}`]),
  ].join('; ');
};

const fateWords = (verdict: KnownCredential['verdict'], until: string | undefined): string => {
  const fate = fateOf(verdict);
  if (fate === 'ended' && until) return `ended at ${when(until)}`;
  const rule = fate === 'waits' && verdict ? ` (${inert(verdict.rule, 24)})` : '';
  const incident =
    fate !== 'stopped' && verdict?.incidentId ? `, incident ${inert(verdict.incidentId, 60)}` : '';
  return `${fates[fate]}${rule}${incident}`;
};
