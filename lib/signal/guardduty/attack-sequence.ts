import { parseKeyId } from '#lib/credential/key-id.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { malformed } from '#lib/signal/malformed.ts';
import { type ActorUser, actorsOf } from './actors.ts';
import { describeFinding } from './describe.ts';
import type { GuardDutyEvent } from './finding.ts';
import { iamUserName } from './user-name.ts';

const actorsField = 'detail.service.detection.sequence.actors';
const keyField = `${actorsField}.user.credentialUid`;

const undecidable = ({ detail }: GuardDutyEvent, why: string): SignalReading => ({
  kind: 'undecided',
  reason: `GuardDuty reports ${detail.type} in account ${detail.accountId}, but ${why}: a person must find the key.`,
});

const isBlank = (credentialUid: unknown): boolean =>
  credentialUid === undefined || credentialUid === null || credentialUid === '';

const toSignals = (event: GuardDutyEvent, users: ActorUser[]): LeakSignal[] => {
  const byKey = new Map<string, ActorUser>();
  for (const user of users) {
    const key = parseKeyId(user.credentialUid);
    if (key.kind !== 'not-a-key-id' && !byKey.has(key.accessKeyId)) byKey.set(key.accessKeyId, user);
  }
  const without = users.filter(
    ({ credentialUid }) => parseKeyId(credentialUid).kind === 'not-a-key-id',
  ).length;
  const note = without > 0 ? `Actors of the sequence without a usable key id: ${without}.` : undefined;
  const several = byKey.size > 1;
  return [...byKey].map(([accessKeyId, { type, name }]) => ({
    id: `guardduty:${event.detail.id}${several ? `:${accessKeyId}` : ''}`,
    accessKeyId,
    ...iamUserName(type, name),
    ...describeFinding(event, note),
  }));
};

/**
 * A sequence names its credentials in its actors, not in accessKeyDetails, and may leave them out: then no key is
 * guessed and people are paged.
 */
export const readAttackSequence = (event: GuardDutyEvent): SignalReading => {
  const { users, error } = actorsOf(event.detail);
  if (error) {
    const path = error.issues[0]?.path ?? [];
    return undecidable(event, `${['detail', 'service', ...path.map(String)].join('.')} is missing or odd`);
  }
  const [first, ...others] = toSignals(event, users);
  if (first) return { kind: 'leak', signals: [first, ...others] };
  const odd = users.find(({ credentialUid }) => !isBlank(credentialUid));
  if (!odd) return undecidable(event, `none of ${actorsField} has a credentialUid`);
  const fault = parseKeyId(odd.credentialUid);
  return malformed(keyField, `${keyField} is no access key id: ${'reason' in fault ? fault.reason : ''}`);
};
