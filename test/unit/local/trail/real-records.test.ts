import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Caller, Shape } from '#infra/local/contract.ts';
import type { CloudTrailRecord, UserIdentity } from '#infra/local/trail/cloudtrail-record.ts';
import { recordOf } from '#infra/local/trail/record.ts';
import { entryOf } from './entries.ts';

const folder = '../shared/data/cloudtrail/stratus-red-team';
const served = ['iam', 'sts', 'secretsmanager', 'events', 'sqs', 'sns', 'cloudtrail'];

/** Records that AWS wrote, of calls that the embedded AWS could record too. */
function realRecords(): CloudTrailRecord[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = files.flatMap((name): CloudTrailRecord[] =>
    JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')),
  );
  return all.filter(
    ({ eventSource, userIdentity, eventType }) =>
      served.includes(eventSource.split('.')[0] ?? '') &&
      ['IAMUser', 'AssumedRole'].includes(userIdentity.type) &&
      !userIdentity.invokedBy &&
      eventType === 'AwsApiCall',
  );
}

/** The call behind a record: SDK names begin with a capital, and times are Dates. */
function unwritten(value: Shape, field = ''): Shape {
  if (Array.isArray(value)) return value.map((member) => unwritten(member));
  if (['createDate', 'expiration', 'updateDate'].includes(field)) return new Date(`${value} UTC`);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      unwritten(member, name),
    ]),
  );
}

function callerOf(identity: UserIdentity): Caller {
  const { accountId = '', arn = '', principalId: userId = '', accessKeyId = '', sessionContext } = identity;
  const base = { accountId, arn, userId, accessKeyId };
  if (!sessionContext) return { ...base, kind: 'user', userName: identity.userName ?? '' };
  const issuedAt = new Date(sessionContext.attributes.creationDate);
  const mfa = sessionContext.attributes.mfaAuthenticated === 'true';
  if (identity.type === 'IAMUser')
    return { ...base, kind: 'session-token', userName: identity.userName ?? '', issuedAt, mfa };
  const roleName = sessionContext.sessionIssuer.userName ?? '';
  const { ec2RoleDelivery } = sessionContext;
  const delivered = ec2RoleDelivery ? { ec2RoleDelivery } : {};
  return { ...base, kind: 'role-session', roleName, issuedAt, mfa, ...delivered };
}

/** What is compared. Secrets Manager names its secrets as resources too, which is not emulated. */
function compared(record: CloudTrailRecord) {
  const { userIdentity, eventTime, eventName, eventSource, requestParameters, responseElements } = record;
  const resources = eventSource === 'sts.amazonaws.com' ? record.resources : undefined;
  return { userIdentity, eventTime, eventName, requestParameters, responseElements, resources };
}

function recordedAgain(record: CloudTrailRecord): CloudTrailRecord {
  const { eventSource, eventName, readOnly, requestParameters, responseElements, errorCode } = record;
  return recordOf(
    entryOf({
      service: eventSource.split('.')[0] ?? '',
      operation: eventName,
      readOnly,
      input: unwritten(requestParameters) ?? {},
      ...(responseElements && { output: unwritten(responseElements) }),
      ...(errorCode && { error: { code: errorCode, message: record.errorMessage ?? '' } }),
      call: { caller: callerOf(record.userIdentity), now: new Date(record.eventTime) },
    }),
  );
}

it('what we record of a call is what AWS recorded of it', () => {
  const real = realRecords();
  console.info(`recorded ${real.length} real calls again`);
  for (const record of real) expect(compared(recordedAgain(record))).toEqual(compared(record));
});
