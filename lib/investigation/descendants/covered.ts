import type { KnownCredential, Verdict } from '../investigation.ts';
import { heldWithUser, sessionKey } from './denies.ts';
import { usersBehind } from './users-behind.ts';

/**
 * What another one's deny covers is as contained as that one: where its incident says that it is not, nothing is held. What
 * the deny of the leaked credential itself covers was judged by whether that one is in force.
 * @param credentials the leaked one first; those that were handed to containment with their status
 */
export const withHolders = (credentials: readonly KnownCredential[]): KnownCredential[] => {
  const [root] = credentials;
  const behind = usersBehind(credentials);
  const byId = new Map(credentials.map((credential) => [credential.id, credential]));
  const keyOf = (credential: KnownCredential): string | undefined =>
    sessionKey(credential) ?? (heldWithUser.has(credential.kind) ? behind.get(credential.id) : undefined);
  const open = new Map<string, Verdict>();
  for (const credential of credentials) {
    const { verdict } = credential;
    const key = keyOf(credential);
    const isOpen =
      verdict?.what === 'contain' && verdict.status !== undefined && verdict.status !== 'contained';
    if (isOpen && key !== undefined && key !== behind.get(root?.id ?? '')) open.set(key, verdict);
  }
  const openHolderOf = (credential: KnownCredential): Verdict | undefined => {
    const opener = credential.kind === 'console-session' ? byId.get(credential.issuedBy ?? '') : undefined;
    return [credential, opener]
      .map((each) => each && open.get(keyOf(each) ?? ''))
      .find((holder) => holder !== undefined);
  };
  return credentials.map((credential) => {
    const { verdict } = credential;
    const holder = verdict?.what === 'covered' ? openHolderOf(credential) : undefined;
    if (!verdict || !holder?.status) return credential;
    const { status, incidentId } = holder;
    const why = `${verdict.why}, and that is not in force for certain`;
    return { ...credential, verdict: { ...verdict, why, status, ...(incidentId && { incidentId }) } };
  });
};
