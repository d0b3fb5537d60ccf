import type { PolicyStatement } from '#infra/local/contract.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { policyDocument } from '#infra/local/host/role.ts';
import type { AllowedCall } from '#infra/local/iam/state.ts';

/** One action of one statement of a role: what can be taken away by itself. */
export interface Granted {
  accountId: string;
  role: string;
  /** Its place in the role's policy. */
  statement: number;
  action: string;
  resources: string[];
}

type Place = Pick<Granted, 'accountId' | 'role'>;

/** As a line for people, and as a key; accounts by the kind of role: only members have tourniquet-member roles. */
export const lineOf = ({ role, statement, action, resources }: Granted): string =>
  `${role} #${statement} ${action} on ${resources.join(' ')}`;

/** A role of ours has one policy. */
const policyOf = async ({ aws }: Stage, { accountId, role: RoleName }: Place) => {
  const ask = aws.administerIn(accountId);
  const { PolicyNames } = await ask('iam', 'ListRolePolicies', { RoleName });
  const [PolicyName, ...others] = PolicyNames;
  if (others.length > 0) throw new Error(`${RoleName} has ${PolicyNames.join(', ')}`);
  return ask('iam', 'GetRolePolicy', { RoleName, PolicyName });
};

export const statementsOf = async (stage: Stage, place: Place): Promise<PolicyStatement[]> => {
  const { PolicyDocument } = await policyOf(stage, place);
  return [JSON.parse(decodeURIComponent(PolicyDocument)).Statement].flat();
};

/** Every role of ours in an account that holds policies of its own. */
export const rolesIn = async ({ aws }: Stage, accountId: string): Promise<Place[]> => {
  const { Roles } = await aws.administerIn(accountId)('iam', 'ListRoles', { MaxItems: 1_000 });
  return Roles.map(({ RoleName }: { RoleName: string }) => ({ accountId, role: RoleName })).filter(
    ({ role }: Place) => role.startsWith('tourniquet-'),
  );
};

/** What the roles of some accounts are granted, action by action. */
export const grantsIn = async (stage: Stage, accountIds: readonly string[]): Promise<Granted[]> => {
  const places = await Promise.all(accountIds.map((accountId) => rolesIn(stage, accountId)));
  const all = places.flat().map(async (place) =>
    (await statementsOf(stage, place)).flatMap(({ Effect, Action, Resource }, statement) =>
      Effect === 'Deny'
        ? []
        : [Action ?? []].flat().map((action) => ({
            ...place,
            statement,
            action,
            resources: [Resource ?? []].flat(),
          })),
    ),
  );
  return (await Promise.all(all)).flat();
};

/** Takes one action out of one statement of a role. */
export const withdraw = async (stage: Stage, { action, statement, ...place }: Granted): Promise<void> => {
  const before = await statementsOf(stage, place);
  const { PolicyName } = await policyOf(stage, place);
  const after = before.flatMap((each, at) => {
    const Action = [each.Action ?? []].flat().filter((one) => at !== statement || one !== action);
    return Action.length > 0 ? [{ ...each, Action }] : [];
  });
  const administer = stage.aws.administerIn(place.accountId);
  const policy = { RoleName: place.role, PolicyName };
  // A policy must say something.
  if (after.length === 0) await administer('iam', 'DeleteRolePolicy', policy);
  else await administer('iam', 'PutRolePolicy', { ...policy, PolicyDocument: policyDocument(after) });
};

const roleOf = (arn: string): string | undefined => arn.match(/:assumed-role\/([^/]+)\//)?.[1];

const usedBy = ({ caller, action, by }: AllowedCall): string[] => {
  const role = roleOf(caller.arn);
  if (!role?.startsWith('tourniquet-')) return [];
  return by
    .filter(({ kind }) => kind === 'identity')
    .map(({ statement }) =>
      keyOf({ accountId: caller.accountId, role, statement: Number(statement), action }),
    );
};

/** IAM does not mind the case of an action. */
export const keyOf = ({ accountId, role, statement, action }: Omit<Granted, 'resources'>): string =>
  `${accountId} ${role} ${statement} ${action.toLowerCase()}`;

/** Notes which grants let a call through. @returns what was used so far, and forgets it */
export const watchGrants = ({ aws }: Stage): (() => Set<string>) => {
  let used = new Set<string>();
  aws.iam.state.onAllowed.add((call) => {
    for (const key of usedBy(call)) used.add(key);
  });
  return () => {
    const soFar = used;
    used = new Set();
    return soFar;
  };
};
