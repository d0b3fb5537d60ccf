import type { KnownCredential } from './investigation.ts';
import { kindOf, principalOf } from './leaked-credential.ts';
import type { Known } from './lineage/known.ts';
import type { Lineage } from './lineage/lineage.ts';
import type { Use, Uses } from './uses.ts';

const iso = (at: number | null): string | null =>
  at === null || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString();

/** The credentials of a lineage as an investigation tells them: the leaked one first, each after its issuer. */
export const credentialsOf = (
  lineage: Pick<Lineage, 'all' | 'rootId' | 'isCertain'>,
  uses: Pick<Uses, 'of'>,
): KnownCredential[] => {
  const all = lineage.all();
  const roots = all.filter(({ issuedBy }) => issuedBy === null);
  const children = Map.groupBy(all, ({ issuedBy }) => issuedBy ?? '');
  const ordered: Known[] = [];
  const queue = roots.toSorted((a, b) => uses.of(b.id).events - uses.of(a.id).events);
  if (lineage.rootId !== null)
    queue.sort((a, b) => Number(b.id === lineage.rootId) - Number(a.id === lineage.rootId));
  for (let at = 0; at < queue.length; at++) {
    const known = queue[at];
    if (!known) break;
    ordered.push(known);
    const issued = children.get(known.id) ?? [];
    // One by one: a thief may issue more of them in minutes than a call takes arguments.
    for (const each of issued.toSorted(byIssue)) queue.push(each);
  }
  return ordered.map((known) => credentialOf(known, uses.of(known.id), lineage.isCertain(known.id)));
};

// Records come in any order: of two at the same moment the ids decide, so that the answer is always the same.
const byIssue = (a: Known, b: Known): number =>
  (a.issuedAt ?? 0) - (b.issuedAt ?? 0) || a.id.localeCompare(b.id);

const credentialOf = (known: Known, use: Use, certain: boolean): KnownCredential => {
  const { id, issuedBy, via, issuedAt, accountId, until, sessionName, issuedFrom } = known;
  const { kind, principal, why } = described(known, use);
  return {
    id,
    kind,
    issuedBy,
    via,
    issuedAt: iso(issuedAt),
    principal,
    certain,
    why: certain || !known.linkCertain ? why : `${why}; the link of ${issuedBy} itself is inferred`,
    events: use.events,
    failed: use.failed,
    ...(use.first && { firstUsed: use.first }),
    ...(use.last && { lastUsed: use.last }),
    ...(accountId && { accountId }),
    ...(until && { until }),
    ...(sessionName && { sessionName }),
    ...(issuedFrom && { issuedFrom }),
  };
};

// Of a root only its own calls tell what it is and whose.
const described = (
  { id, kind, principal, why, issuedBy }: Known,
  { identity }: Use,
): Pick<KnownCredential, 'kind' | 'principal' | 'why'> => {
  if (issuedBy !== null) return { kind, principal, why };
  const root = kind === 'console-session' ? { kind, why } : kindOf(id, identity, why);
  return { ...root, principal: principalOf(identity) };
};
