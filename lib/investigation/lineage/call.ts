import { type Json, part, text } from '../detail.ts';
import { actionOf } from '../making.ts';
import { apiName } from '../trail-record.ts';
import { agentOf } from '../user-agent.ts';

/** Of one CloudTrail record what links it to a lineage: who called, whether it succeeded, from where. */
export interface Call {
  /** `iam:CreateUser`. */
  action: string;
  /** Without the dated suffix. */
  eventName: string;
  /** Milliseconds; null where the record has none that can be read. */
  at: number | null;
  succeeded: boolean;
  /** The key that signed it, exactly as written; null where the record names none. */
  accessKeyId: string | null;
  /** The account whose trail it stands in. */
  accountId: string | null;
  callerType: string | null;
  callerArn: string | null;
  /** Of a user its name, of a role session the role's. */
  callerName: string | null;
  callerAccountId: string | null;
  /** Of a session the role or user that issued it. */
  issuerArn: string | null;
  /** The service that called in the caller's name (forward access session), or for itself. */
  invokedBy: string | null;
  /** When the caller's session began, milliseconds. */
  sessionBegan: number | null;
  /** The session is one of the console. */
  fromConsole: boolean;
  /** EC2 handed the credentials to an instance. */
  fromInstance: boolean;
  sourceIp: string | null;
  userAgent: string | null;
  /** The same on both records of a call from one account into another. */
  sharedEventId: string | null;
  detail: Json;
}

const timeOf = (value: unknown): number | null => {
  const at = Date.parse(text(value) ?? '');
  return Number.isNaN(at) ? null : at;
};

const service = /(^|\.)amazonaws\.com(\.cn)?$|^AWS Internal$/;

const hasFailed = (detail: Json): boolean =>
  text(detail['errorCode']) !== null ||
  text(detail['errorMessage']) !== null ||
  part(detail['responseElements'])['ConsoleLogin'] === 'Failure';

/** Reads a record's caller (CloudTrail user guide, "userIdentity element"). Never throws: any part may be missing. */
export const callOf = (detail: Json): Call => {
  const identity = part(detail['userIdentity']);
  const context = part(identity['sessionContext']);
  const issuer = part(context['sessionIssuer']);
  const began = timeOf(part(context['attributes'])['creationDate']);
  const invokedBy = text(identity['invokedBy']);
  const eventName = apiName(text(detail['eventName']) ?? 'unknown');
  return {
    action: actionOf(text(detail['eventSource']) ?? 'unknown', eventName),
    eventName,
    at: timeOf(detail['eventTime']),
    succeeded: !hasFailed(detail),
    accessKeyId: text(identity['accessKeyId']),
    accountId: text(detail['recipientAccountId']) ?? text(identity['accountId']),
    callerType: text(identity['type']),
    callerArn: text(identity['arn']),
    callerName: text(identity['userName']) ?? text(issuer['userName']),
    callerAccountId: text(identity['accountId']),
    issuerArn: text(issuer['arn']),
    invokedBy: invokedBy !== null && service.test(invokedBy) ? invokedBy : null,
    sessionBegan: began,
    fromConsole: /^true$/i.test(String(detail['sessionCredentialFromConsole'] ?? '')),
    fromInstance: text(context['ec2RoleDelivery']) !== null,
    sourceIp: text(detail['sourceIPAddress']),
    userAgent: agentOf(detail['userAgent']),
    sharedEventId: text(detail['sharedEventID']),
    detail,
  };
};

/** `assumed-role/<role>/<session>` of a caller's ARN. */
export const assumedRole = (arn: string | null): { role: string; session: string } | null => {
  const [kind, role, session, ...more] = arn?.split(':').slice(5).join(':').split('/') ?? [];
  return kind === 'assumed-role' && role && session && more.length === 0 ? { role, session } : null;
};
