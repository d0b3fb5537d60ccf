import * as z from 'zod/mini';
import { parseKeyId } from '#lib/credential/key-id.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { malformed, malformedBy } from '#lib/signal/malformed.ts';
import { describeFinding, findingId } from './describe.ts';
import type { GuardDutyEvent } from './finding.ts';
import { instanceNote } from './instance-note.ts';
import { mayNameNobody, mustBeFound, namesNobody } from './no-credential.ts';
import { inWords, type Named, type Whose, whose } from './whose.ts';

const schema = z.object({
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

const block = 'detail.resource.accessKeyDetails';
const field = `${block}.accessKeyId`;

// A console login has no key. IAM knows its user by name, and the user can be denied without a key.
const withoutKey = (event: GuardDutyEvent, holder: Whose): SignalReading => {
  const { detail } = event;
  if (holder.userName !== undefined) {
    const { accountId } = detail;
    return {
      kind: 'leak',
      signals: [{ id: findingId(detail), accountId, ...holder, ...describeFinding(event) }],
    };
  }
  const known = inWords(holder);
  if (known === undefined && mayNameNobody(detail)) return namesNobody(detail);
  return mustBeFound(detail, `${field} is empty`, [known]);
};

// The key of a caller from another account is not one of the account that the finding is about.
const accountOf = ({ accountId }: GuardDutyEvent['detail'], userType: unknown): { accountId?: string } =>
  userType === 'AWSAccount' ? {} : { accountId };

/** A finding about one access key: `resource.accessKeyDetails` says which. */
export const readAccessKeyFinding = (event: GuardDutyEvent): SignalReading => {
  const { detail } = event;
  const parsed = schema.safeParse(event);
  if (!parsed.success) {
    const fault = malformedBy(parsed.error, event, 'detail.resource');
    return fault.field === block && mayNameNobody(detail) ? namesNobody(detail) : fault;
  }
  const { accessKeyId, userName: name, userType, principalId } = parsed.data.detail.resource.accessKeyDetails;
  const named: Named = { userType, name, principalId };
  if (accessKeyId === undefined || accessKeyId === null || accessKeyId === '') {
    return withoutKey(event, whose(named));
  }
  const key = parseKeyId(accessKeyId);
  if (key.kind === 'not-a-key-id') return malformed(field, `${field} is no access key id: ${key.reason}`);
  const holder = whose(named, key.kind);
  const signal = {
    id: findingId(detail),
    accessKeyId,
    ...accountOf(detail, userType),
    ...holder,
    ...describeFinding(event, instanceNote(detail, holder.session)),
  };
  return { kind: 'leak', signals: [signal] };
};
