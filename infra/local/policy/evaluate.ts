import { accountOf } from './arn.ts';
import { type Asked, type Finding, findings } from './findings.ts';
import type { AccessRequest, NamedPolicy, PolicyKind, PolicySet, Verdict } from './model.ts';
import { isRoot } from './principal.ts';
import { RequestKeys } from './request-keys.ts';
import { allowedAsRoot, allowedBy, explicitly, implicitly } from './wording.ts';

/** What each kind of policy has to say; undefined where there is no such policy, so that it sets no limit. */
interface Found {
  identity: Finding[];
  boundary: Finding[] | undefined;
  session: Finding[] | undefined;
  scps: Finding[][];
  resource: Finding[];
}

/** One condition of access: who grants, or else which kind of policy is to be named as lacking. */
interface Gate {
  kind: PolicyKind;
  open: boolean;
  by: Finding[];
}

const allows = (found: readonly Finding[]): Finding[] => found.filter(({ effect }) => effect === 'Allow');

const gate = (kind: PolicyKind, found: readonly Finding[]): Gate => {
  const by = allows(found);
  return { kind, open: by.length > 0, by };
};

const find = (policies: PolicySet, asked: Asked): Found => {
  const limit = (limits: readonly NamedPolicy[] | undefined) =>
    limits && limits.length > 0 ? findings(limits, asked) : undefined;
  const levels = policies.scps ?? [];
  return {
    identity: findings(policies.identity, asked),
    boundary: limit(policies.boundary),
    session: limit(policies.session),
    // They bind users and roles, not the services of AWS.
    scps: asked.request.principal.kind === 'service' ? [] : levels.map((level) => findings(level, asked)),
    resource: policies.resource ? findings([policies.resource], asked) : [],
  };
};

/** AWS names one kind only when several deny; this order keeps the answer the same. */
const denial = (found: Found): Verdict | undefined => {
  const all = [...found.scps.flat(), ...found.resource, ...found.identity]
    .concat(found.boundary ?? [], found.session ?? [])
    .filter(({ effect }) => effect === 'Deny')
    .map(({ ground }) => ground);
  const [first] = all;
  return first && { decision: 'explicit-deny', by: all, why: explicitly(first.kind) };
};

/** The resource's owner and the requester's account must both agree when they are not the same. */
const isCrossAccount = ({ principal, resource, resourceAccountId }: AccessRequest): boolean =>
  (resourceAccountId ?? accountOf(resource) ?? principal.accountId) !== principal.accountId;

/** A federated session has nothing without a session policy, but for what resource policies grant it by name. */
const sessionGate = ({ principal }: AccessRequest, found: Found): Gate[] => {
  if (found.session) return [gate('session', found.session)];
  return principal.kind === 'federated-user' ? [{ kind: 'session', open: false, by: [] }] : [];
};

const limits = (request: AccessRequest, found: Found): Gate[] => [
  ...(found.boundary ? [gate('boundary', found.boundary)] : []),
  ...sessionGate(request, found),
];

/** Identity policies, or a resource policy that names the role or the user behind the session. */
const basis = (request: AccessRequest, found: Found, crossAccount: boolean): Gate => {
  if (isRoot(request.principal)) return { kind: 'identity', open: true, by: [] };
  const named = crossAccount ? [] : found.resource.filter(({ reach }) => reach === 'through');
  return gate('identity', [...found.identity, ...named]);
};

/**
 * The gates beyond the SCPs, in the order in which AWS names them. Within one account a resource policy that names
 * the requester itself, or everyone, needs nothing else (IAM guide, "How AWS enforcement code logic evaluates
 * requests"); a role's trust policy, and the policy of another account's resource, must allow in any case.
 */
const gates = (request: AccessRequest, policies: PolicySet, found: Found): Gate[] => {
  const kind = policies.resource?.kind === 'trust' ? 'trust' : 'resource';
  const crossAccount = isCrossAccount(request);
  const granted = gate(kind, found.resource);
  if (request.principal.kind === 'service') return [granted];
  const direct = allows(found.resource).filter(({ reach }) => reach === 'direct');
  if (!crossAccount && direct.length > 0) return [{ kind, open: true, by: direct }];
  const required = crossAccount || kind === 'trust' ? [granted] : [];
  return [...required, basis(request, found, crossAccount), ...limits(request, found)];
};

/**
 * Decides one request as AWS does within one partition: an explicit deny anywhere wins, then every level of SCPs,
 * the resource's policy, the identity's policies, the permissions boundary and the session policies must let it
 * through. Pure: it neither reads a clock nor keeps anything. Resource control policies are not modelled.
 *
 * @throws UndecidablePolicy when any policy concerned cannot be evaluated; the caller must then refuse.
 */
export const evaluate = (request: AccessRequest, policies: PolicySet): Verdict => {
  const bounded = (policies.boundary ?? []).length > 0;
  const found = find(policies, { request, keys: new RequestKeys(request.context), bounded });
  const denied = denial(found);
  if (denied) return denied;
  const scps = found.scps.map((level) => gate('scp', level));
  const passed = gates(request, policies, found);
  const closed = [...scps, ...passed].find(({ open }) => !open);
  if (closed) return { decision: 'implicit-deny', by: [], why: implicitly(closed.kind, request) };
  const [first] = passed.flatMap(({ by }) => by);
  const by = [...passed, ...scps].flatMap((each) => each.by.map(({ ground }) => ground));
  return { decision: 'allowed', by, why: first ? allowedBy(first.ground, request) : allowedAsRoot };
};
