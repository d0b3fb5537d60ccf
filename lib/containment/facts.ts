import { describeError } from '#lib/aws/errors.ts';
import { documentationKey } from '#lib/credential/documentation-keys.ts';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { findOwner, type Owner, type OwnerSources } from '#lib/credential/owner.ts';
import type { Rules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Facts } from './decide.ts';
import { isWholeRole } from './judge.ts';

export interface FactSources extends OwnerSources {
  /** ARN of the identity that signs our own calls, where that is one that could be contained. */
  responderArn(): Promise<string | undefined>;
  /** Whether the guard is on; it is off unless told. */
  guard?: boolean;
}

/**
 * Gathers what must be known to decide. Changes nothing and never fails: what cannot be learnt is a fact of its
 * own, and the loudest one.
 */
export const gatherFacts = async (signal: LeakSignal, sources: FactSources, rules: Rules): Promise<Facts> => {
  const documentation =
    signal.accessKeyId !== undefined && documentationKey(signal.accessKeyId) !== undefined;
  const credential = kindOf(signal);
  const facts = { credential, documentation, owner: undefined, responderArn: undefined, wholeRole: false };
  if (documentation || credential === 'other') return facts;
  const [owner, responderArn] = await Promise.all([
    ownerOf(signal, sources),
    // Knowing ourselves is a safeguard for people at a terminal; not knowing must not stop a containment.
    sources.responderArn().catch(() => undefined),
  ]);
  const wholeRole =
    owner.kind === 'role-session' &&
    (signal.override?.includes('whole-role') === true || isWholeRole(owner.standing.arn, rules));
  return {
    ...facts,
    owner,
    responderArn,
    wholeRole,
    ...(sources.guard && { guard: true }),
    made: madeOf(signal, owner),
  };
};

// A thief may give the name of the user that it made to one who was there before, and back: the unique id tells, and of
// the other one only the key goes off.
const madeOf = ({ made, userId }: LeakSignal, owner: Owner): Facts['made'] => {
  const found = owner.kind === 'user' ? owner.standing : owner.kind === 'deleted' ? owner.named : undefined;
  const isAnother = found !== undefined && userId !== undefined && found.userId !== userId;
  return made === 'user' && isAnother ? 'key' : made;
};

const kindOf = ({ accessKeyId }: LeakSignal): Facts['credential'] => {
  if (accessKeyId === undefined) return 'none';
  const { kind } = parseKeyId(accessKeyId);
  return kind === 'long-term' || kind === 'temporary' ? kind : 'other';
};

// Whoever may import a finding or put an event on the bus could name anybody as the owner of a temporary credential,
// and no API contradicts him. CloudTrail does: it is searched instead. A person who contains by hand answers for it.
const believed = ({ userName, userId, session, root, ...signal }: LeakSignal): LeakSignal =>
  signal.certainty === 'proven' || signal.source === 'manual' || signal.ownerShown
    ? {
        ...signal,
        ...(userName && { userName }),
        ...(userId && { userId }),
        ...(session && { session }),
        ...(root && { root }),
      }
    : { ...signal, ...(userName && kindOf(signal) === 'long-term' && { userName }) };

const ownerOf = async (signal: LeakSignal, sources: OwnerSources): Promise<Owner> => {
  try {
    return await findOwner(believed(signal), sources);
  } catch (error) {
    return { kind: 'undecided', why: describeError('asking for the owner', error) };
  }
};
