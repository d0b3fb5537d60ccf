import * as z from 'zod/mini';
import { parseKeyId } from '#lib/credential/key-id.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { malformed, malformedBy } from '#lib/signal/malformed.ts';
import { describeFinding } from './describe.ts';
import type { GuardDutyEvent } from './finding.ts';
import { iamUserName } from './user-name.ts';

const named = z.object({
  detail: z.object({
    resource: z.object(
      {
        accessKeyDetails: z.object(
          {
            accessKeyId: z.nullish(z.string('must be text')),
            userName: z.optional(z.unknown()),
            userType: z.optional(z.unknown()),
            principalId: z.optional(z.unknown()),
          },
          'must be an object',
        ),
      },
      'must be an object',
    ),
  }),
});

const field = 'detail.resource.accessKeyDetails.accessKeyId';

/** A finding about one access key: `resource.accessKeyDetails` says which. */
export const readAccessKeyFinding = (event: GuardDutyEvent): SignalReading => {
  const parsed = named.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'detail.resource');
  const { accessKeyId, userName, userType, principalId } = parsed.data.detail.resource.accessKeyDetails;
  if (accessKeyId === undefined || accessKeyId === null || accessKeyId === '') {
    const { type, accountId } = event.detail;
    return {
      kind: 'undecided',
      reason: `GuardDuty reports ${type} in account ${accountId}, but ${field} is empty: a person must find the key.`,
    };
  }
  const key = parseKeyId(accessKeyId);
  if (key.kind === 'not-a-key-id') return malformed(field, `${field} is no access key id: ${key.reason}`);
  const signal = {
    id: `guardduty:${event.detail.id}`,
    accessKeyId,
    ...iamUserName(userType, userName, principalId),
    ...describeFinding(event),
  };
  return { kind: 'leak', signals: [signal] };
};
