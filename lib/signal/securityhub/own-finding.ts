import type { Finding } from './event.ts';
import { isDefaultProduct } from './product.ts';

/** What our own findings (lib/destinations/finding.ts) say that they were made by. */
export const ownGenerator = 'tourniquet';
const ownPrefix = `${ownGenerator}/`;

/** What Security Hub knows an incident's finding by. */
export const ownFindingId = (incidentId: string): string => `${ownPrefix}${incidentId}`;

export const isOwnId = (id: string | undefined): boolean => id?.startsWith(ownPrefix) ?? false;

/**
 * Whether it tells of an incident of ours. Security Hub sends it to whoever waits for findings, and so to us: taken for a
 * leak it would contain again what a person has restored. Whoever imports a finding that looks like one of ours
 * hides that finding and nothing else.
 */
export const isOwnFinding = (finding: Finding): boolean =>
  finding.GeneratorId === ownGenerator && isOwnId(finding.Id) && isDefaultProduct(finding);
