import type { Clients } from '../clients.ts';

/** One call and what AWS said to it. */
export interface Attempt {
  /** Which credential signed it: `the key`, `session token`, `instance role`. */
  credential: string;
  call: string;
  allowed: boolean;
  /** AWS's error code where it was refused. */
  code?: string;
  message?: string;
}

export type Act = [call: string, act: (clients: Clients) => Promise<unknown>];

/** Makes a call with a credential. */
export const attempt = async (credential: string, [call, act]: Act, clients: Clients): Promise<Attempt> => {
  try {
    await act(clients);
    return { credential, call, allowed: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { credential, call, allowed: false, code: error.name, message: error.message };
  }
};

/** How each protocol says that a key is unknown or switched off. */
const keyRefusals = [
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'AuthFailure',
];

/**
 * Whether an attempt was refused for the right reason: the key itself because it is off (a deny must not hide a
 * key that is still live), what hangs on users and roles (sessions, the console, the role of an instance) by an
 * explicit deny. The key of a user that the thief made may be held in either way.
 */
export const refusedRightly = ({ credential, allowed, code, message }: Attempt): boolean => {
  if (allowed) return false;
  const isOff = keyRefusals.includes(code ?? '');
  if (credential === 'the key') return isOff;
  const denied = /explicit deny/.test(message ?? '');
  return denied || (credential === 'key of the new user' && isOff);
};
