import type { Condition } from './condition.ts';
import { malformed } from './malformed.ts';
import type { PolicyKind } from './model.ts';
import { eitherOf, type Fields, fieldsOf, onlyFields } from './read.ts';
import { readConditions } from './read-conditions.ts';
import { type Principals, readPrincipals } from './read-principals.ts';

/** Action or NotAction, Resource or NotResource. */
export interface Listed {
  values: readonly string[];
  negated: boolean;
}

export interface Statement {
  /** Its Sid, else its index. */
  id: string | number;
  effect: 'Allow' | 'Deny';
  actions: Listed;
  /** Undefined: whatever the policy hangs on. */
  resources: Listed | undefined;
  principals: Principals | undefined;
  conditions: readonly Condition[];
}

const known = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** What a kind of policy must and must not say (IAM guide, "Grammar of the IAM JSON policy language"). */
const identityRules = { required: ['Resource'], prohibited: ['Principal'] };
const rules: Record<PolicyKind, { required: readonly string[]; prohibited: readonly string[] }> = {
  identity: identityRules,
  boundary: identityRules,
  session: identityRules,
  scp: identityRules,
  resource: { required: ['Principal'], prohibited: [] },
  trust: { required: ['Principal'], prohibited: ['Resource', 'NotPrincipal'] },
};

const has = (fields: Fields, field: string) => field in fields || `Not${field}` in fields;

const checkRules = (fields: Fields, kind: PolicyKind): void => {
  const prohibited = rules[kind].prohibited.find((field) => has(fields, field));
  if (prohibited !== undefined) throw malformed(`Has prohibited field ${prohibited}`);
  const missing = rules[kind].required.find((field) => !has(fields, field));
  if (missing !== undefined) throw malformed(`Missing required field ${missing}`);
};

const readSid = (sid: unknown, kind: PolicyKind): string | undefined => {
  if (sid === undefined) return undefined;
  if (typeof sid !== 'string') throw malformed('Syntax errors in policy: Sid must be text');
  if (kind !== 'resource' && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformed(`Statement IDs (SID) must be alpha-numeric: ${sid}`);
  }
  return sid === '' ? undefined : sid;
};

const readEffect = (effect: unknown): 'Allow' | 'Deny' => {
  if (effect === undefined) throw malformed('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect: ${String(effect)}`);
  return effect;
};

const readActions = (fields: Fields): Listed => {
  const actions = eitherOf(fields, 'Action');
  if (!actions) throw malformed('Missing required field Action');
  const wrong = actions.values.find((action) => action !== '*' && !/^[\w*?-]+:[\w*?-]+$/.test(action));
  if (wrong !== undefined) throw malformed(`Actions must be prefaced by a vendor, e.g., iam, s3: ${wrong}`);
  return actions;
};

const checkResource = (value: string): void => {
  if (value === '*') return;
  // The colons within a variable do not separate the fields of the ARN.
  const [prefix, , service = '', ...rest] = value.replaceAll(/\$\{[^{}]*\}/g, 'variable').split(':');
  if (prefix !== 'arn' || rest.length < 3) throw malformed(`Resource ${value} must be in ARN format or "*".`);
  if (/[*?]/.test(service)) throw malformed(`Resource vendor must be fully qualified: ${value}`);
};

const readResources = (fields: Fields): Listed | undefined => {
  const resources = eitherOf(fields, 'Resource');
  resources?.values.forEach(checkResource);
  return resources;
};

/** @throws AwsError MalformedPolicyDocument */
export const readStatement = (value: unknown, index: number, kind: PolicyKind): Statement => {
  const fields = fieldsOf(value, 'Statement');
  onlyFields(fields, known);
  checkRules(fields, kind);
  return {
    id: readSid(fields['Sid'], kind) ?? index,
    effect: readEffect(fields['Effect']),
    actions: readActions(fields),
    resources: readResources(fields),
    principals: readPrincipals(fields),
    conditions: readConditions(fields['Condition']),
  };
};
