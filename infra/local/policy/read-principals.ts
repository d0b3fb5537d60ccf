import { malformed } from './malformed.ts';
import { type Fields, fieldsOf, onlyFields, textsOf } from './read.ts';

const types = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

export interface NamedPrincipal {
  type: (typeof types)[number];
  id: string;
}

export interface Principals {
  named: readonly NamedPrincipal[];
  negated: boolean;
}

/** An account, root, user, role, role session, federated user or unique id. `*` is everyone, never a part. */
const awsPrincipal = [
  /^\*$/,
  /^\d{12}$/,
  /^A(IDA|ROA)[A-Z0-9]+$/,
  /^arn:[\w-]+:iam::\d{12}:(root|(user|role)\/[^*?]+)$/,
  /^arn:[\w-]+:sts::\d{12}:(assumed-role\/[^/*?]+|federated-user)\/[^/*?]+$/,
];

const readMap = (value: unknown, field: string): NamedPrincipal[] => {
  if (value === '*') return [{ type: 'AWS', id: '*' }];
  const map = fieldsOf(value, field);
  onlyFields(map, types);
  const named = types
    .filter((type) => type in map)
    .flatMap((type) => textsOf(map[type], type).map((id) => ({ type, id })));
  if (named.length === 0) throw malformed(`Syntax errors in policy: ${field} is empty`);
  const wrong = named.find(({ type, id }) => type === 'AWS' && !awsPrincipal.some((form) => form.test(id)));
  if (wrong) throw malformed(`Invalid principal in policy: "AWS":"${wrong.id}"`);
  return named;
};

/** @throws AwsError MalformedPolicyDocument; NotPrincipal is supported with Deny only (IAM guide, "NotPrincipal"). */
export const readPrincipals = (fields: Fields): Principals | undefined => {
  const negated = 'NotPrincipal' in fields;
  if (negated && 'Principal' in fields) throw malformed('Principal and NotPrincipal exclude each other');
  if (negated && fields['Effect'] !== 'Deny') throw malformed('NotPrincipal is only supported with Deny');
  const field = negated ? 'NotPrincipal' : 'Principal';
  if (!(field in fields)) return undefined;
  return { named: readMap(fields[field], field), negated };
};
