import { timestamp } from '#lib/platform/clock.ts';
import { isoTime } from './iso-time.ts';
import type { LeakSignal, SignalReading } from './leak-signal.ts';
import { malformed, malformedBy } from './malformed.ts';
import { outsideText } from './outside-text.ts';
import { callerOf, victimId } from './quarantine/caller.ts';
import { isRelatedPolicy, quarantinePolicy } from './quarantine/policy.ts';
import {
  iamCall,
  policyCall,
  type QuarantineCall,
  type QuarantineRecord,
  quarantineCall,
} from './quarantine/record.ts';

const log = (reason: string): SignalReading => ({ kind: 'not-a-leak', tell: 'log', reason });

const accountOf = ({ recipientAccountId, userIdentity }: QuarantineRecord): string | undefined => {
  const accountId = recipientAccountId ?? userIdentity.accountId;
  return typeof accountId === 'string' && /^\d{12}$/.test(accountId) ? accountId : undefined;
};

const toSignal = ({ time, detail }: QuarantineCall, accountId: string, userName: string): LeakSignal => {
  const at = isoTime(detail.eventTime) ?? isoTime(time) ?? timestamp();
  const policy = quarantinePolicy(detail.requestParameters.policyArn) ?? '';
  return {
    id: `quarantine:${accountId}:${detail.eventID}`,
    source: 'quarantine',
    certainty: 'proven',
    accountId,
    userName,
    ...victimId(detail.userIdentity, userName),
    where: `${policy} attached to user ${userName}`,
    reportedAt: at,
    // The quarantine denies little and leaves the key on: attached anew, it tells of a new leak.
    lastSeenAt: at,
    reason: `Attached by ${callerOf(detail)}.`,
  };
};

/** Whoever attached it, AWS or a person, says that a key of this user leaked; which of its keys, the call does not say. */
const attached = (call: QuarantineCall, accountId: string): SignalReading => {
  const { userName } = call.detail.requestParameters;
  const field = 'detail.requestParameters.userName';
  return typeof userName === 'string' && /^[\w+=,.@-]{1,64}$/.test(userName)
    ? { kind: 'leak', signals: [toSignal(call, accountId, userName)] }
    : malformed(field, `${field} must be the name of an IAM user`);
};

const told = ({ detail }: QuarantineCall, accountId: string, eventName: string): SignalReading => {
  const { policyArn, userName, roleName, groupName } = detail.requestParameters;
  const whom = outsideText(userName, 64) || outsideText(roleName, 64) || outsideText(groupName, 64);
  return {
    kind: 'not-a-leak',
    tell: 'mail',
    id: `quarantine:${accountId}:${detail.eventID}`,
    reason: [
      `${eventName} of ${outsideText(policyArn, 200)}`,
      whom && ` on ${whom}`,
      ` in account ${accountId} by ${callerOf(detail)}. `,
      eventName.startsWith('Detach')
        ? 'Somebody lifts a quarantine of AWS; nothing is changed.'
        : 'Nothing is changed: only a quarantine of AWS on a user is acted on.',
    ].join(''),
  };
};

const readCall = (event: unknown, eventName: string): SignalReading => {
  const parsed = quarantineCall.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'event');
  const accountId = accountOf(parsed.data.detail);
  if (accountId === undefined) {
    return malformed('detail.recipientAccountId', 'detail.recipientAccountId must be 12 digits');
  }
  const acts = eventName === 'AttachUserPolicy';
  return acts && quarantinePolicy(parsed.data.detail.requestParameters.policyArn) !== undefined
    ? attached(parsed.data, accountId)
    : told(parsed.data, accountId, eventName);
};

const operation = /^(?:Attach|Detach)(?:User|Role|Group)Policy$/;

/**
 * Reads a call to IAM, as EventBridge delivers it from CloudTrail, for AWS's own quarantine: AWS attaches the policy
 * AWSCompromisedKeyQuarantine, in whatever version, to the user whose key it found. The call names a user and no key.
 */
export const readQuarantineEvent = (event: unknown): SignalReading => {
  const call = iamCall.safeParse(event);
  if (!call.success) return malformedBy(call.error, event, 'event');
  const { eventName, errorCode } = call.data.detail;
  if (!operation.test(eventName)) return log(`${eventName} attaches and detaches no policy.`);
  if (errorCode)
    return log(`${eventName} failed with ${outsideText(errorCode, 100)}: nothing was attached or detached.`);
  const policy = policyCall.safeParse(event);
  if (!policy.success) return malformedBy(policy.error, event, 'event');
  const { policyArn } = policy.data.detail.requestParameters;
  return isRelatedPolicy(policyArn)
    ? readCall(event, eventName)
    : log(`${eventName} of ${outsideText(policyArn, 200)}, which is no quarantine of AWS.`);
};
