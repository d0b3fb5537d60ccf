import { logger } from '#lib/platform/logger.ts';
import { type OwnerFound, ownerFound } from '#lib/signal/owner-found.ts';
import type { OwnerFinding } from './owner-finder.ts';
import { type Marks, tellOnce } from './tell-once.ts';

export interface OwnerChannel {
  /** Puts the message on the signals queue, where `contain` acts on it. */
  sendOwner(message: OwnerFound): Promise<void>;
  incidents: Marks;
}

const sent = 'owner-found';

/**
 * Hands the owner on to containment, once per incident. Where records disagree nothing is handed on: a wrong owner
 * would be locked out.
 * @throws what the queue throws: nothing is marked, so the next run sends it
 */
export const tellOwner = async (
  incidentId: string,
  finding: OwnerFinding,
  { sendOwner, incidents }: OwnerChannel,
): Promise<void> => {
  if (finding.state === 'not-found') return;
  if (finding.state === 'contradicted') {
    logger.error('records disagree about the owner of the key: nothing is sent to containment', {
      incidentId,
      owners: finding.holders,
    });
    return;
  }
  const { accountId, owner } = finding;
  const message = ownerFound.parse({ kind: 'owner-found', incidentId, accountId, owner });
  const now = await tellOnce(incidentId, sent, () => sendOwner(message), incidents);
  logger.info(now ? 'owner sent to containment' : 'the owner was sent before', { incidentId, owner });
};
