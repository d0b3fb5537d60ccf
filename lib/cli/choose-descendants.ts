import { createdKey } from '#lib/investigation/descendants/messages.ts';
import type { Investigation, Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { UsageError } from './usage-error.ts';

/** What a person decided to contain, besides what is contained without asking. */
export interface Chosen {
  /** Ids of credentials, and `createdKey` of made things. */
  ids: ReadonlySet<string>;
  /** Those of them that were named one by one. */
  named: ReadonlySet<string>;
}

const shown = 10;

/**
 * Reads `--also ID…` and `--also all`, which is all that waits for a person.
 * @throws UsageError when one is nothing that came from the key; it names what waits
 */
export const chosen = (found: Investigation, also: readonly string[]): Chosen => {
  const verdicts = verdictsOf(found);
  const waiting = [...verdicts].flatMap(([id, { what }]) => (what === 'waits' ? [id] : []));
  const named = also.filter((id) => id !== 'all');
  const unknown = named.find((id) => !verdicts.has(id));
  if (unknown !== undefined)
    throw new UsageError(
      '--also',
      `${inert(unknown, 100)} is nothing that came from the key: ${whatWaits(waiting)}`,
    );
  return { ids: new Set([...named, ...(also.includes('all') ? waiting : [])]), named: new Set(named) };
};

const verdictsOf = ({ credentials, created }: Investigation): Map<string, Verdict> =>
  new Map(
    [
      ...credentials.map(({ id, verdict }) => ({ id, verdict })),
      ...created.map((thing) => ({ id: createdKey(thing), verdict: thing.verdict })),
    ].flatMap(({ id, verdict }) => (verdict ? [[id, verdict]] : [])),
  );

const whatWaits = (waiting: readonly string[]): string => {
  if (waiting.length === 0) return 'nothing waits for a person';
  const names = waiting.slice(0, shown).map((id) => inert(id, 200));
  const more = waiting.length - names.length;
  return `what waits is ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
