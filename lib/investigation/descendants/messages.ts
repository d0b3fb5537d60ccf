import { type DescendantFound, descendantFound } from '#lib/signal/descendant.ts';
import type { Created, Investigation, KnownCredential } from '../investigation.ts';

/** What is handed to containment, and which credentials and made things it is about. */
export interface Handed {
  /** Ids of credentials, and `<CloudFormation type> <name>` of made things. */
  about: string[];
  message: DescendantFound;
}

type Thing = DescendantFound['thing'];

type Found = Pick<Investigation, 'credentials' | 'created'>;

export const createdKey = ({ type, id }: Pick<Created, 'type' | 'id'>): string => `${type} ${id}`;

/**
 * The messages to `contain` about all that is to be contained: by its verdict, or because a person named it.
 * @param also ids of credentials, or keys of made things (`createdKey`), that a person decided to contain
 */
export const descendantMessages = (
  incidentId: string,
  found: Found,
  also: ReadonlySet<string> = new Set(),
): Handed[] => {
  // Of what has ended nothing is left to contain, whoever names it.
  const isDue = (verdict: KnownCredential['verdict'], id: string): boolean =>
    verdict?.what === 'contain' || (verdict !== undefined && verdict.what !== 'expired' && also.has(id));
  const credentials = found.credentials
    .filter(({ verdict, id }) => isDue(verdict, id))
    .flatMap((credential) => handed(incidentId, credential, thingOf(credential, found), also));
  const created = found.created
    .filter((thing) => isDue(thing.verdict, createdKey(thing)))
    .flatMap((thing) => handedCreated(incidentId, thing, found, also));
  return onceAUser([...credentials, ...created]);
};

const handed = (
  incidentId: string,
  { id, accountId = '', issuedAt, why, via, issuedBy }: KnownCredential,
  thing: Thing | undefined,
  also: ReadonlySet<string>,
): Handed[] => {
  if (!thing) return [];
  const how = `${via ?? 'a call'} by ${issuedBy ?? 'the leaked credential'}: ${why}`.slice(0, 500);
  return parsed(
    id,
    { kind: 'descendant', incidentId, accountId, issuedAt: issuedAt ?? '', how, thing },
    also,
  );
};

const handedCreated = (
  incidentId: string,
  created: Created,
  { credentials }: Found,
  also: ReadonlySet<string>,
): Handed[] => {
  const { type, id, uniqueId, by, at, eventName } = created;
  const accountId = accountOfMade(created, credentials);
  if (accountId === undefined) return [];
  const thing: Thing =
    type === 'AWS::IAM::User'
      ? { type: 'user', userName: id, ...(uniqueId && { userId: uniqueId }) }
      : { type: 'role', roleName: id, ...(uniqueId && { roleId: uniqueId }) };
  const how = `made by ${by} with ${eventName}`.slice(0, 500);
  return parsed(
    createdKey(created),
    { kind: 'descendant', incidentId, accountId, issuedAt: at, how, thing },
    also,
  );
};

// As long as its maker is not told, nobody knows in which account it stands.
const accountOfMade = ({ by }: Created, credentials: readonly KnownCredential[]): string | undefined => {
  const maker = credentials.find((credential) => credential.id === by);
  if (!maker && /^A[KS]IA/.test(by)) return undefined;
  return maker?.accountId ?? rootAccount(credentials);
};

/**
 * The user of that name, in the account of the credential, that the lineage had made when the credential was issued.
 * A thief may rename the user that it made and put another one under its name: the last one by then is meant.
 */
const madeUserOf = (
  userName: string,
  { accountId = '', issuedAt }: KnownCredential,
  { created, credentials }: Found,
): Created | undefined =>
  created
    .filter(({ type, id, removedAt }) => type === 'AWS::IAM::User' && id === userName && !removedAt)
    .filter(({ at }) => issuedAt === null || Date.parse(at) <= Date.parse(issuedAt))
    .filter((user) => accountOfMade(user, credentials) === accountId)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1);

const rootAccount = ([root]: readonly KnownCredential[]): string =>
  root?.accountId ?? root?.principal?.arn.split(':')[4] ?? '';

// A name or an id that containment would not take is told to people as it stands, and handed to nobody.
const parsed = (id: string, message: DescendantFound, also: ReadonlySet<string>): Handed[] => {
  const read = descendantFound.safeParse({ ...message, ...(also.has(id) && { evenIfProtected: true }) });
  return read.success ? [{ about: [id], message: read.data }] : [];
};

const thingOf = (credential: KnownCredential, found: Found): Thing | undefined => {
  const { id, kind, principal, sessionName } = credential;
  const name = principal?.name ?? '';
  const roleId = principal?.id;
  const user = (userName: string) => {
    const userId = madeUserOf(userName, credential, found)?.uniqueId;
    return { userName, ...(userId && { userId }) };
  };
  switch (kind) {
    case 'access-key': {
      const madeUser = madeUserOf(name, credential, found) !== undefined;
      return { type: 'access-key', accessKeyId: id, ...user(name), madeUser };
    }
    case 'role-session':
      if (!sessionName) return undefined;
      return {
        type: 'role-session',
        accessKeyId: id,
        roleName: name,
        ...(roleId && { roleId }),
        sessionName,
      };
    case 'session-token':
      return { type: 'user-session', accessKeyId: id, ...user(name) };
    case 'federation-token':
      return { type: 'user-session', accessKeyId: id, ...user(issuingUser(credential, found)) };
    case 'login-profile':
      return { type: 'user', ...user(name) };
    default:
      return undefined;
  }
};

const issuingUser = ({ issuedBy }: KnownCredential, { credentials }: Found): string => {
  const issuer = credentials.find((credential) => credential.id === issuedBy);
  return issuer?.principal?.kind === 'user' ? issuer.principal.name : '';
};

/** Which messages have a whole user denied, by account, name and unique id: with a key that it was given, if it has one. */
const denialsOf = (all: readonly Handed[]): Map<string, Handed> => {
  const keys = all.filter(({ message: { thing } }) => thing.type === 'access-key' && thing.madeUser);
  const users = all.filter(({ message: { thing } }) => thing.type === 'user');
  return new Map([...users.toReversed(), ...keys].map((each) => [userKey(each), each]));
};

// Of two users that had the same name one after the other each is denied by itself.
const userKey = ({ message: { accountId, thing } }: Handed): string =>
  'userName' in thing ? `${accountId} ${thing.userName} ${thing.userId ?? ''}` : '';

// What belongs to a user is held when the user is denied: one incident is enough.
const onceAUser = (all: readonly Handed[]): Handed[] => {
  const denials = denialsOf(all);
  const result = new Map<Handed, Handed>();
  for (const each of all) {
    const { thing } = each.message;
    const isOfUser = thing.type === 'user' || thing.type === 'user-session';
    const holder = isOfUser ? (denials.get(userKey(each)) ?? each) : each;
    const known = result.get(holder) ?? { ...holder, about: [] };
    const { evenIfProtected } = each.message;
    result.set(holder, {
      about: [...known.about, ...each.about],
      message: { ...known.message, ...(evenIfProtected && { evenIfProtected }) },
    });
  }
  return [...result.values()];
};
