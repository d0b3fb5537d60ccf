import type { CredentialKind, KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { callsOf } from './layout.ts';

const kinds = {
  'access-key': 'key',
  'role-session': 'role session',
  'session-token': 'session token',
  'federation-token': 'federation token',
  'root-session': 'root session',
  'console-session': 'console session',
  'login-profile': 'console password',
  'service-specific': 'service credential',
} as const satisfies Record<CredentialKind, string>;

export const kindWord = ({ kind }: Pick<KnownCredential, 'kind'>): string => kinds[kind];

const nameLength = 48;

/** `of role deploy (thief)`, `of user ci`; empty where nobody is known. */
export const whose = ({
  principal,
  sessionName,
}: Pick<KnownCredential, 'principal' | 'sessionName'>): string => {
  if (!principal) return '';
  if (principal.kind === 'root') return 'of the root user';
  const name = inert(principal.name, nameLength);
  const session = sessionName ? ` (${inert(sessionName, nameLength)})` : '';
  const kind = principal.kind === 'federated-user' ? 'federated user' : inert(principal.kind, 20);
  return `of ${kind} ${name}${session}`;
};

/** `role session of role deploy (thief)`. */
export const whatItIs = (credential: KnownCredential): string =>
  [kindWord(credential), whose(credential)].filter((words) => words !== '').join(' ');

// `console-session:` and a whole ARN.
const idLength = 72;

export const idOf = ({ id }: Pick<KnownCredential, 'id'>): string => inert(id, idLength);

/** `12 calls (3 failed)`; where there are none, whether anybody looked for them. */
export const useOf = ({
  events,
  failed,
  notLookedUp,
}: Pick<KnownCredential, 'events' | 'failed' | 'notLookedUp'>): string => {
  if (events > 0) return callsOf({ events, ...(failed && { failed }) });
  return notLookedUp ? 'not looked up' : 'never used';
};

/** Credentials that came from the leaked one: all that somebody issued. */
export const descendantsIn = (credentials: readonly KnownCredential[]): KnownCredential[] =>
  credentials.filter(({ issuedBy }) => issuedBy !== null);
