import { parseKeyId } from '#lib/credential/key-id.ts';
import type { LeakSignal } from '../leak-signal.ts';
import { type Malformed, malformed } from '../malformed.ts';

/** Who, as a person says, is behind a temporary key. */
export interface Named {
  role?: string | undefined;
  session?: string | undefined;
  user?: string | undefined;
  wholeRole?: boolean | undefined;
}

/** The same as a signal says it. */
type Behind = Pick<LeakSignal, 'accountId' | 'userName' | 'session'>;

const name = /^[\w+=,.@-]{1,64}$/;
const sessionName = /^[\w+=,.@-]{2,64}$/;
const roleArn = /^arn:[\w-]+:iam::(\d{12}):role\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;
const userArn = /^arn:[\w-]+:iam::(\d{12}):user\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;
/** As CloudTrail and GetCallerIdentity write a session: it names the role without its path. */
const assumedRoleArn = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

interface Given {
  accountId?: string;
  name: string;
  session?: string;
}

const readRole = (text: string): Given | undefined => {
  if (name.test(text)) return { name: text };
  const [, accountId = '', named, session] = roleArn.exec(text) ?? assumedRoleArn.exec(text) ?? [];
  return named === undefined ? undefined : { accountId, name: named, ...(session && { session }) };
};

const readUser = (text: string): Given | undefined => {
  if (name.test(text)) return { name: text };
  const [, accountId = '', named] = userArn.exec(text) ?? [];
  return named === undefined ? undefined : { accountId, name: named };
};

/**
 * Reads who is behind a temporary key: a role, by name, ARN or the ARN of its session, or a user, by name or ARN.
 * What a person says about a key of another kind, or twice, is refused: it may be a slip in the key.
 */
export const readBehind = (accessKeyId: string, named: Named): Behind | Malformed => {
  const fault = faultOf(accessKeyId, named);
  if (fault) return fault;
  if (named.role !== undefined) return behindRole(accessKeyId, named.role, named);
  if (named.user === undefined) return {};
  const user = readUser(named.user);
  if (!user) return malformed('user', 'user must be the name or the ARN of an IAM user');
  return otherAccount('user', accessKeyId, user) ?? { ...accountOf(user), userName: user.name };
};

const faultOf = (accessKeyId: string, named: Named): Malformed | undefined => {
  const { role, session, user, wholeRole } = named;
  const given = Object.entries({ role, session, user, wholeRole: wholeRole || undefined }).find(
    ([, value]) => value !== undefined,
  );
  const field = given?.[0];
  if (field !== undefined && parseKeyId(accessKeyId).kind !== 'temporary')
    return malformed(
      field,
      `${field} is only for a temporary key (ASIA…): whose any other key is, AWS itself tells`,
    );
  if (role !== undefined && user !== undefined)
    return malformed('user', 'user and role are both given: give the one that is behind the key');
  if (role === undefined && session !== undefined)
    return malformed('session', 'session is the session of a role: say of which role');
  if (role === undefined && wholeRole)
    return malformed('wholeRole', 'wholeRole is given and no role: say which role');
  if (session !== undefined && wholeRole)
    return malformed('session', 'session and wholeRole are both given: deny the one, or all of the role');
  return session === undefined || sessionName.test(session)
    ? undefined
    : malformed('session', 'session must be the name of a session: 2 to 64 letters, digits and _+=,.@-');
};

const behindRole = (accessKeyId: string, text: string, { session, wholeRole }: Named): Behind | Malformed => {
  const role = readRole(text);
  if (!role)
    return malformed('role', 'role must be the name or the ARN of a role, or the ARN of its session');
  if (session !== undefined && role.session !== undefined && session !== role.session)
    return malformed('session', 'session is another one than in the ARN of the role');
  const of = wholeRole ? undefined : (session ?? role.session);
  if (of === undefined && !wholeRole)
    return malformed(
      'session',
      'session is missing: say which session of the role, or wholeRole for all of them',
    );
  return (
    otherAccount('role', accessKeyId, role) ?? {
      ...accountOf(role),
      session: { roleName: role.name, ...(of && { sessionName: of }) },
    }
  );
};

// A role of the same name in the account of the key is somebody else's production.
const otherAccount = (field: string, accessKeyId: string, { accountId }: Given): Malformed | undefined => {
  const key = parseKeyId(accessKeyId);
  const ofKey = key.kind === 'not-a-key-id' ? undefined : key.accountId;
  if (accountId === undefined || ofKey === undefined || ofKey === accountId) return undefined;
  return malformed(field, `${field} is in account ${accountId}, and the key belongs to account ${ofKey}`);
};

const accountOf = ({ accountId }: Given): Pick<Behind, 'accountId'> => (accountId ? { accountId } : {});
