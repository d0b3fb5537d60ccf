import { isJson, type Json } from '../detail.ts';

const listed = (value: unknown): unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

const accountIn = (principal: string): string | null => {
  if (/^\d{12}$/.test(principal)) return principal;
  return /^arn:[\w-]+:\w*:[\w-]*:(\d{12}):/.exec(principal)?.[1] ?? null;
};

/**
 * Whether an account id, an ARN or `*` in a policy is somebody outside the account. A bare unique id or canonical id
 * names nobody that can be recognised: it counts as outside.
 */
export const isOutside = (principal: unknown, account: string | null): boolean =>
  typeof principal !== 'string' || account === null || accountIn(principal) !== account;

// Keys whose value is the account that is to be let in. Of a key such as aws:PrincipalOrgID nobody here knows whose
// organization it names: the thief can write its own.
const accountKeys = /^(?:aws:PrincipalAccount|aws:SourceAccount|aws:SourceOwner|kms:CallerAccount)$/i;
const equality = /^(?:ForAllValues:|ForAnyValue:)?String(?:Equals|EqualsIgnoreCase|Like)$/i;

/** Whether a condition leaves only callers of the account itself. */
const keepsInside = (condition: unknown, account: string | null): boolean =>
  isJson(condition) &&
  Object.entries(condition).some(
    ([operator, keys]) =>
      equality.test(operator) &&
      isJson(keys) &&
      Object.entries(keys).some(
        ([key, values]) =>
          accountKeys.test(key) &&
          listed(values).length > 0 &&
          listed(values).every((value) => String(value) === account),
      ),
  );

const admitsOutside = (principals: unknown, account: string | null): boolean => {
  if (!isJson(principals)) return listed(principals).some((principal) => isOutside(principal, account));
  return Object.entries(principals).some(
    // A service acts only for those that may use it; everybody else is a caller of some account or provider.
    ([kind, named]) => kind !== 'Service' && listed(named).some((principal) => isOutside(principal, account)),
  );
};

const opens = (statement: Json, account: string | null): boolean => {
  if (statement['Effect'] !== 'Allow') return false;
  if (!admitsOutside(statement['Principal'], account) && statement['NotPrincipal'] === undefined)
    return false;
  return !keepsInside(statement['Condition'], account);
};

const parsed = (document: unknown): unknown => {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document);
  } catch {
    // The thief wrote it; the parser's message would quote it.
    return null;
  }
};

/**
 * Whether a resource policy, a trust policy or one statement of it lets in anybody outside the account. What cannot
 * be read counts as open: nobody has seen that it is closed.
 * @param document an object, or JSON in a text as most records have it
 * @param account the account that the resource is in; null where the record does not tell, so that all are outside
 */
export const opensToOutside = (document: unknown, account: string | null): boolean => {
  // This is how a policy is taken off an attribute.
  if (document === '') return false;
  const policy = parsed(document);
  if (!isJson(policy)) return true;
  const statements = listed(policy['Statement'] ?? (policy['Effect'] === undefined ? undefined : policy));
  return (
    statements.length === 0 || statements.some((statement) => !isJson(statement) || opens(statement, account))
  );
};

const namedIn = (statement: Json, account: string | null): string[] => {
  if (!opens(statement, account)) return [];
  const principals = statement['Principal'];
  const named = isJson(principals)
    ? Object.entries(principals).flatMap(([kind, some]) => (kind === 'Service' ? [] : listed(some)))
    : listed(principals);
  return named.filter((one) => typeof one === 'string').filter((one) => isOutside(one, account));
};

/** Who is let in by a policy and is not of the account, as it names them; nobody where it cannot be read. */
export const outsidersIn = (document: unknown, account: string | null): string[] => {
  const policy = parsed(document);
  if (!isJson(policy)) return [];
  return listed(policy['Statement'])
    .filter(isJson)
    .flatMap((statement) => namedIn(statement, account));
};
