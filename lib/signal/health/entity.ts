import { isKeyId, parseKeyId } from '#lib/credential/key-id.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Risk } from './event.ts';

/** What an entity names, as far as something can be done about it. */
export type Named = Pick<LeakSignal, 'accessKeyId' | 'userName'>;

const userArn = /^arn:aws[\w-]*:iam::(\d{12}):user\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;
const userPath = /^user\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;
const userName = /^[\w+=,.@-]{1,64}$/;
/** A broken key id, another id of IAM or an account is no user name, although IAM would allow it as one. */
const otherId = /^(?:A[A-Z]{3}[A-Z0-9]{6,}|\d{12})$/;

/**
 * Reads `entityValue`. For AWS_RISK_CREDENTIALS_EXPOSED it is an access key id. What the other codes hold is written
 * nowhere, so ARNs and paths of users are read as well, and a bare name where AWS says that it quarantined a user.
 */
export const readEntity = (value: string, { accountId, detail }: Risk): Named | undefined => {
  if (isKeyId(value)) return { accessKeyId: value };
  const [, account, byArn] = userArn.exec(value) ?? [];
  if (byArn !== undefined) return account === accountId ? { userName: byArn } : undefined;
  const [, byPath] = userPath.exec(value) ?? [];
  if (byPath !== undefined) return { userName: byPath };
  const plausible = detail.eventTypeCode === 'AWS_RISK_IAM_QUARANTINE' && userName.test(value);
  return plausible && !otherId.test(value) ? { userName: value } : undefined;
};

/** Why a value names nothing that could be contained; the value itself is untrusted and is not repeated. */
export const entityFault = (value: string): string => {
  const key = parseKeyId(value);
  return 'reason' in key ? key.reason : 'it names no key';
};
