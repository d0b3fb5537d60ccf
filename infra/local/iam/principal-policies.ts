import type { Caller } from '../contract.ts';
import type { NamedPolicy, PolicyKind, PolicySet } from '../policy/model.ts';
import { isRoot } from './arns.ts';
import type { Entity, Group, Role, User } from './entities.ts';
import { organizationOf, type State } from './state.ts';

/** What enforces (and is late), or what IAM itself shows. */
export type Plane = 'data' | 'control';

/** The user or role whose policies speak for a caller; root and AWS services have none. */
export const principalOf = (state: State, caller: Caller, plane: Plane): User | Role | undefined => {
  if (isRoot(caller) || caller.kind === 'service') return undefined;
  const id = state.sessions.get(caller.accessKeyId)?.principalId ?? caller.userId.split(':')[0] ?? '';
  const collection = caller.kind === 'role-session' ? state.roles : state.users;
  return plane === 'data' ? collection.seen(id) : collection.byId(id);
};

/** A managed policy that is attached exists, even where its creation has not propagated yet. */
const managed = (state: State, arn: string, kind: PolicyKind, plane: Plane): NamedPolicy[] => {
  const policy = (plane === 'data' ? state.policies.seen(arn) : undefined) ?? state.policies.find(arn);
  return policy ? [{ name: arn, kind, document: policy.document }] : [];
};

const ownPolicies = (state: State, { attached, inline }: Entity, plane: Plane): NamedPolicy[] => [
  ...[...inline].map(([name, document]): NamedPolicy => ({ name, kind: 'identity', document })),
  ...attached.flatMap((arn) => managed(state, arn, 'identity', plane)),
];

const groupsOf = (state: State, entity: User | Role | Group, plane: Plane): Group[] => {
  const ids = 'groupIds' in entity ? entity.groupIds : [];
  const find = (id: string) => (plane === 'data' ? state.groups.seen(id) : state.groups.byId(id));
  return ids.map(find).filter((group) => group !== undefined);
};

/** SCPs do not bind the management account, nor service-linked roles. */
const serviceControl = (state: State, accountId: string, entity: Entity | undefined): NamedPolicy[][] => {
  const organization = organizationOf(state, accountId);
  if (!organization || accountId === organization.managementAccountId) return [];
  if (entity?.path.startsWith('/aws-service-role/')) return [];
  const documents = organization.scps[accountId];
  if (!documents) return [];
  return [
    documents.map((document, at) => ({ name: `service control policy ${at + 1}`, kind: 'scp', document })),
  ];
};

/** Every policy that has a say in what the principal does, but for session and resource policies. */
export const policiesOf = (
  state: State,
  accountId: string,
  entity: User | Role | Group | undefined,
  plane: Plane,
): PolicySet => {
  const all = entity ? [entity, ...groupsOf(state, entity, plane)] : [];
  return {
    identity: all.flatMap((each) => ownPolicies(state, each, plane)),
    boundary: entity?.boundary ? managed(state, entity.boundary, 'boundary', plane) : [],
    scps: serviceControl(state, accountId, entity),
  };
};
