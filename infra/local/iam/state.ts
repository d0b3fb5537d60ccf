import type { Caller, Clock, PolicyDocument } from '../contract.ts';
import type { Ground } from '../policy/model.ts';
import { Collection } from './collection.ts';
import type { AccessKey, Group, InstanceProfile, ManagedPolicy, Role, Usage, User } from './entities.ts';
import { ManagedPolicies } from './managed-policies.ts';
import { defaultQuotas, type Quotas } from './quotas.ts';
import type { Session } from './sessions.ts';
import { Versioned } from './versioned.ts';

export interface Organization {
  /** `o-…` */
  id: string;
  managementAccountId: string;
  /** Besides the management account; every account of the embedded AWS by default. */
  members?: string[];
  /** Members that may read what else only the management account may. */
  delegatedAdministrators?: string[];
  /**
   * Service control policies by the account that they bind, as one level. They are what AWS would find attached:
   * a list that allows nothing denies everything, so FullAWSAccess belongs in it unless that is meant.
   */
  scps: Record<string, PolicyDocument[]>;
}

export interface Account {
  readonly id: string;
  /** May be changed: AWS raises some of them on request. */
  readonly quotas: Quotas;
  readonly rootKeyIds: string[];
}

/** The service control policy that AWS attaches everywhere when it is told nothing else. */
export const fullAwsAccess: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

/** A call that was allowed, and the statements that allowed it. */
export interface AllowedCall {
  caller: Caller;
  action: string;
  resource: string;
  by: readonly Ground[];
}

/** Everything that IAM knows, in all accounts. */
export interface State {
  readonly clock: Clock;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly users: Collection<User>;
  readonly roles: Collection<Role>;
  readonly groups: Collection<Group>;
  readonly instanceProfiles: Collection<InstanceProfile>;
  readonly policies: ManagedPolicies;
  readonly keys: Versioned<AccessKey>;
  /** Temporary credentials by access key id. They work from the moment they are issued. */
  readonly sessions: Map<string, Session>;
  /** By access key id, and by the unique id of a role. */
  readonly usage: Map<string, Usage>;
  readonly organization: Organization | undefined;
  /** Told of every call that policies have allowed. */
  readonly onAllowed: Set<(allowed: AllowedCall) => void>;
}

/** @param delay milliseconds until the data plane sees a change; read anew at every change */
export const createState = (
  clock: Clock,
  accountIds: readonly string[],
  delay: () => number,
  organization: Organization | undefined,
): State => {
  const now = () => clock.now().getTime();
  const accountOf = (id: string): Account => ({ id, quotas: defaultQuotas(), rootKeyIds: [] });
  return {
    clock,
    accounts: new Map(accountIds.map((id) => [id, accountOf(id)])),
    users: new Collection<User>('user', now, delay),
    roles: new Collection<Role>('role', now, delay),
    groups: new Collection<Group>('group', now, delay),
    instanceProfiles: new Collection<InstanceProfile>('instance-profile', now, delay),
    policies: new ManagedPolicies(new Versioned<ManagedPolicy>(now, delay)),
    keys: new Versioned<AccessKey>(now, delay),
    sessions: new Map(),
    usage: new Map(),
    organization,
    onAllowed: new Set(),
  };
};

/** The organization of an account, if it is in one. An account may be anybody's, or none that exists here. */
export const organizationOf = (
  { organization, accounts }: State,
  accountId: string,
): Organization | undefined => {
  if (!organization) return undefined;
  const { managementAccountId, members = [...accounts.keys()] } = organization;
  return [managementAccountId, ...members].includes(accountId) ? organization : undefined;
};

/** @throws Error for an account that the embedded AWS was not started with */
export const accountOf = (state: State, accountId: string): Account => {
  const account = state.accounts.get(accountId);
  if (!account) throw new Error(`the embedded AWS has no account ${accountId}`);
  return account;
};
