import type * as z from 'zod/mini';
import { type Malformed, malformed } from '#lib/signal/malformed.ts';
import { identifier, type Risk, type riskEvent } from './event.ts';

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/**
 * Whose event it is, and which. AWS advises to tell copies apart by communicationId and account; the event's ARN,
 * which several accounts may share, stands in for a missing communicationId.
 */
export const identify = ({ account, time, detail }: z.infer<typeof riskEvent>): Risk | Malformed => {
  const organizational = !isBlank(detail.affectedAccount);
  const accountId = organizational ? detail.affectedAccount : account;
  if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
    const field = organizational ? 'detail.affectedAccount' : 'account';
    return malformed(field, `${field} must be 12 digits`);
  }
  const communication = identifier.safeParse(detail.communicationId ?? detail.eventArn);
  if (!communication.success) {
    return malformed(
      'detail.communicationId',
      'detail.communicationId is missing, and detail.eventArn is no identifier either',
    );
  }
  return { id: `health:${communication.data}:${accountId}`, accountId, time, detail };
};
