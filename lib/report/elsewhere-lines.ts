import { inert } from '#lib/platform/plain-text.ts';
import { fitting } from './compose.ts';
import { destinationName, isDestination } from './destination-names.ts';
import { amount } from './layout.ts';
import type { InvestigationMailContext } from './mail.ts';

type Elsewhere = Pick<InvestigationMailContext, 'destinations' | 'evidence' | 'evidenceFailed'>;

/** `not told to Security Hub`, of a name that a look remembers (lib/investigation/changes/look-summary.ts). */
export const notToldWords = (name: string): string =>
  isDestination(name) ? `NOT TOLD to ${destinationName(name)}` : 'evidence NOT KEPT WHOLE';

const linesShown = 3;

/**
 * Where else the incident could not be told, with the reason, and why there is no evidence.
 * @param only these names, of what a look remembers; all where not given
 */
export const notToldLines = (
  { destinations = [], evidenceFailed }: Elsewhere,
  only?: ReadonlySet<string>,
): string[] => {
  const failed = destinations.flatMap(({ destination, outcome, reason = 'no reason given' }) =>
    outcome === 'done' ? [] : [{ name: destination, reason, end: outcome === 'refused' ? refused : '' }],
  );
  const all = [
    ...failed,
    ...(evidenceFailed === undefined ? [] : [{ name: 'evidence', reason: evidenceFailed, end: '' }]),
  ];
  return fitting(
    all.filter(({ name }) => only?.has(name) ?? true),
    linesShown,
    ({ name, reason, end }) => [`${notToldWords(name)}: ${inert(reason, 200).replace(/\.$/, '')}.${end}`],
    (hidden) => `and ${amount(hidden.length, 'more place', 'more places')} where it could not be told`,
  );
};

const refused = ' A person has to do it there.';

const plainPlace = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}\/[\w.!*()=/-]{1,900}$/;

/** Where page and evidence lie; an address that is none comes out inert. */
export const evidenceLines = ({ evidence }: Elsewhere): string[] =>
  evidence === undefined
    ? []
    : [`Page and evidence: ${plainPlace.test(evidence) ? evidence : inert(evidence, 300)}`];
