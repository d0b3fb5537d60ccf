import { outsideText } from '#lib/signal/outside-text.ts';
import type { Caller, QuarantineRecord } from './record.ts';

const nameOf = ({ arn, invokedBy, type, principalId }: Caller): string =>
  outsideText(arn, 200) ||
  outsideText(invokedBy, 200) ||
  outsideText(principalId, 200) ||
  outsideText(type, 50);

/**
 * Who made the call, for people: `arn:aws:iam::123456789012:user/alice from 192.0.2.7 (AWS Internal)`. The user agent
 * "AWS Internal" is no proof that it was AWS: calls from the console carry it as well.
 */
export const callerOf = ({ userIdentity, sourceIPAddress, userAgent }: QuarantineRecord): string => {
  const address = outsideText(sourceIPAddress, 100);
  const agent = outsideText(userAgent, 100);
  return [nameOf(userIdentity) || 'somebody unnamed', address && `from ${address}`, agent && `(${agent})`]
    .filter(Boolean)
    .join(' ');
};

/**
 * The unique id of the quarantined user, where the record shows it: AWS may record its quarantine with the victim as
 * the caller. Any other caller's id is somebody else's.
 */
export const victimId = ({ type, userName, principalId }: Caller, victim: string): { userId?: string } =>
  type === 'IAMUser' && userName === victim && /^AIDA[A-Z0-9]{8,124}$/.test(principalId ?? '')
    ? { userId: principalId ?? '' }
    : {};
