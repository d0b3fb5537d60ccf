import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { kindWord, whose } from '../credential-words.ts';
import { amount, grouped, sum } from '../layout.ts';
import { talliedFates } from '../verdict-words.ts';

const groupsShown = 2;

const plural = (kind: string): string => `${kind}s`;

const groupKey = ({ kind, principal, via }: KnownCredential): string =>
  JSON.stringify([kind, principal?.kind, principal?.name, via]);

const usedOf = (credentials: readonly KnownCredential[]): string => {
  const used = credentials.filter(({ events }) => events > 0).length;
  if (used > 0) return `, ${grouped(used)} of them used`;
  return credentials.some(({ notLookedUp }) => notLookedUp) ? ', not looked up' : ', none of them used';
};

const fatesOf = (credentials: readonly KnownCredential[]): string => {
  const fates = talliedFates(credentials.map(({ verdict }) => verdict));
  return fates ? ` (${fates})` : '';
};

const groupLine = (credentials: readonly KnownCredential[]): string => {
  const [first] = credentials;
  if (!first) return '';
  const kind = kindWord(first);
  const of = whose({ principal: first.principal });
  const via = first.via ? ` by ${inert(first.via, 40)}` : '';
  const what = amount(credentials.length, `more ${kind}`, `more ${plural(kind)}`);
  return `and ${[what, of].filter(Boolean).join(' ')}${via}${usedOf(credentials)}${fatesOf(credentials)}`;
};

/** What is not drawn, by what it is and whose: `and 1,234 more role sessions of role ci by AssumeRole, 12 of them used`. */
export const groupLines = (hidden: readonly KnownCredential[]): string[] => {
  const groups = [...Map.groupBy(hidden, groupKey).values()].sort((a, b) => b.length - a.length);
  const shown = groups.length <= groupsShown + 1 ? groups : groups.slice(0, groupsShown);
  const rest = groups.slice(shown.length);
  const others = rest.flat();
  return [
    ...shown.map(groupLine),
    ...(rest.length > 0
      ? [
          `and ${grouped(sum(rest.map((group) => group.length)))} more of ${grouped(rest.length)} other kinds${usedOf(others)}${fatesOf(others)}`,
        ]
      : []),
  ];
};
