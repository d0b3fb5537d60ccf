import { type Json, textsAt } from '../detail.ts';
import { asked } from './request.ts';

const holds = /:policy\/AWS(?:CompromisedKeyQuarantine\w*|DenyAll)$/;

/**
 * Whether the policy of an Attach or Detach call is one that holds a leaked key: AWS attaches its quarantine with the
 * victim as the caller, and this responder attaches its deny.
 */
export const isHolding = (detail: Json): boolean =>
  textsAt(detail, asked('policyArn')).some((arn) => holds.test(arn));
