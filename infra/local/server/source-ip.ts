import { isIP } from 'node:net';
import { MalformedInput } from '../wire/malformed.ts';
import type { WireRequest } from '../wire/message.ts';

/** Everybody here calls from loopback. Whoever plays somebody elsewhere says so in this header, signed or not. */
export const sourceIpHeader = 'x-embedded-source-ip';

/**
 * The address that policies (aws:SourceIp) and CloudTrail see. AWS itself knows no such header: only a test bed may
 * believe its callers.
 * @throws MalformedInput for text that is no address
 */
export const sourceIpOf = ({ headers }: WireRequest, connectedFrom: string): string => {
  const claimed = headers[sourceIpHeader];
  if (claimed === undefined) return connectedFrom;
  if (isIP(claimed) === 0) throw new MalformedInput(`${sourceIpHeader} must be an IP address`);
  return claimed;
};
