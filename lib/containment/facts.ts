import { describeError } from '#lib/aws/errors.ts';
import { documentationKey } from '#lib/credential/documentation-keys.ts';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { findOwner, type Owner, type OwnerSources } from '#lib/credential/owner.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Facts } from './decide.ts';

export interface FactSources extends OwnerSources {
  /** ARN of the identity that signs our own calls, where that is a user who could be contained. */
  responderArn(): Promise<string | undefined>;
}

/**
 * Gathers what must be known to decide. Changes nothing and never fails: what cannot be learnt is a fact of its
 * own, and the loudest one.
 */
export const gatherFacts = async (signal: LeakSignal, sources: FactSources): Promise<Facts> => {
  const documentation = documentationKey(signal.accessKeyId) !== undefined;
  const key = parseKeyId(signal.accessKeyId);
  const credential = key.kind === 'long-term' || key.kind === 'temporary' ? key.kind : 'other';
  const facts = { credential, documentation, owner: undefined, responderArn: undefined } as const;
  if (documentation || credential === 'other') return facts;
  const decodedAccountId = 'accountId' in key ? key.accountId : undefined;
  if (credential === 'temporary') return { ...facts, owner: await foreignOwner(signal, sources) };
  const [owner, responderArn] = await Promise.all([
    ownerOf(signal, decodedAccountId, sources),
    // Knowing ourselves is a safeguard for people at a terminal; not knowing must not stop a containment.
    sources.responderArn().catch(() => undefined),
  ]);
  return { ...facts, owner, responderArn };
};

const ownerOf = async (
  { accessKeyId, userName, userId }: LeakSignal,
  decodedAccountId: string | undefined,
  sources: OwnerSources,
): Promise<Owner> => {
  try {
    const question = {
      accessKeyId,
      ...(userName && { userName }),
      ...(userId && { userId }),
      ...(decodedAccountId && { decodedAccountId }),
    };
    return await findOwner(question, sources);
  } catch (error) {
    return { kind: 'undecided', why: describeError('asking for the owner', error) };
  }
};

// Of a temporary credential STS tells the account and nothing else.
const foreignOwner = async ({ accessKeyId }: LeakSignal, sources: OwnerSources): Promise<Owner> => {
  try {
    const [own, account] = await Promise.all([sources.ownAccountId(), sources.accountOfKey(accessKeyId)]);
    if (account !== own) return { kind: 'not-ours', accountId: account };
    return { kind: 'undecided', why: `account ${account}` };
  } catch (error) {
    return { kind: 'undecided', why: describeError('sts:GetAccessKeyInfo', error) };
  }
};
