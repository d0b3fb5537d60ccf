import { type KeyId, parseKeyId } from '#lib/credential/key-id.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { malformed } from '#lib/signal/malformed.ts';
import { type ActorUser, actorsOf } from './actors.ts';
import { describeFinding, findingId } from './describe.ts';
import type { GuardDutyEvent } from './finding.ts';
import { mayNameNobody, mustBeFound, namesNobody } from './no-credential.ts';
import { inWords, type Whose, whose } from './whose.ts';

const actorsField = 'detail.service.detection.sequence.actors';
const keyField = `${actorsField}.user.credentialUid`;

const isBlank = (credentialUid: unknown): boolean =>
  credentialUid === undefined || credentialUid === null || credentialUid === '';

const keyOf = ({ credentialUid }: ActorUser): KeyId | undefined => {
  const key = parseKeyId(credentialUid);
  return key.kind === 'not-a-key-id' ? undefined : key;
};

const whoseIs = (user: ActorUser, key?: KeyId): Whose =>
  whose({ userType: user.type, name: user.name, principalId: user.uid }, key?.kind);

/** One credential of a sequence. `of` names it in the signal's id: the actors of a sequence may grow. */
interface Found extends Whose {
  of: string;
  accessKeyId?: string;
}

/**
 * The keys of the actors, and the users who are named without a key and hold none of these keys. Where several actors
 * share a key the first is believed.
 */
const foundIn = (users: ActorUser[]): Found[] => {
  const found = new Map<string, Found>();
  for (const user of users) {
    const key = keyOf(user);
    if (key && !found.has(key.accessKeyId)) {
      const { accessKeyId } = key;
      found.set(accessKeyId, { of: accessKeyId, accessKeyId, ...whoseIs(user, key) });
    }
  }
  const holders = new Set([...found.values()].map(({ userId }) => userId));
  for (const user of users) {
    const { userName, userId } = whoseIs(user);
    // Without its unique id a name proves too little here: the name of an actor may be anything.
    if (keyOf(user) || !userName || !userId || holders.has(userId)) continue;
    found.set(userId, { of: userId, userName, userId });
  }
  return [...found.values()];
};

const toSignals = (event: GuardDutyEvent, users: ActorUser[]): LeakSignal[] => {
  const found = foundIn(users);
  const acted = new Set(found.map(({ userId }) => userId));
  const without = users.filter((user) => {
    const { userId } = whoseIs(user);
    return !keyOf(user) && (userId === undefined || !acted.has(userId));
  }).length;
  const note = without > 0 ? `Actors of the sequence without a usable key id: ${without}.` : undefined;
  const { accountId } = event.detail;
  return found.map(({ of, ...credential }) => ({
    id: `${findingId(event.detail)}:${of}`,
    accountId,
    ...credential,
    ...describeFinding(event, note),
  }));
};

/**
 * A sequence names its credentials in its actors, not in accessKeyDetails, and may leave them out: then no key is
 * guessed and people are paged, or told where the sequence is about machines.
 */
export const readAttackSequence = (event: GuardDutyEvent): SignalReading => {
  const { detail } = event;
  const { users, error } = actorsOf(detail);
  const [first, ...others] = toSignals(event, users);
  if (first) return { kind: 'leak', signals: [first, ...others] };
  const odd = users.find(({ credentialUid }) => !isBlank(credentialUid));
  if (odd) {
    const fault = parseKeyId(odd.credentialUid);
    return malformed(keyField, `${keyField} is no access key id: ${'reason' in fault ? fault.reason : ''}`);
  }
  if (mayNameNobody(detail)) return namesNobody(detail);
  const path = ['detail', 'service', ...(error?.issues[0]?.path ?? []).map(String)].join('.');
  const why = error ? `${path} is missing or odd` : `none of ${actorsField} has a credentialUid`;
  const holders = users.map((user) => inWords(whoseIs(user)));
  return mustBeFound(detail, why, holders);
};
