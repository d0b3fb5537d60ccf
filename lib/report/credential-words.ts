import type { CredentialKind, KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';

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

/** Credentials that came from the leaked one: all that somebody issued. */
export const descendantsIn = (credentials: readonly KnownCredential[]): KnownCredential[] =>
  credentials.filter(({ issuedBy }) => issuedBy !== null);
