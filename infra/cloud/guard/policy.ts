import { functionName, memberRevokeRole, memberRole } from '#infra/deployed/names.ts';
import { guardTag } from '#lib/credential/guard-tag.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { changesOfContained, tagging, takingFunctions, takingRoles, takingStacks } from './actions.ts';

/** The form of a service control policy that only denies. */
export interface GuardPolicy {
  Version: '2012-10-17';
  Statement: {
    Sid: string;
    Effect: 'Deny';
    Action: string | string[];
    Resource: string | string[];
    Condition: Record<string, Record<string, string | string[]>>;
  }[];
}

/** What an organization takes as one service control policy, in characters (Organizations user guide, quotas). */
export const mostCharacters = 5_120;

/** Only these change IAM: the other functions need no exemption. */
const changing = ({ revokeSessions }: Settings) => ({
  home: ['contain', 'restore', ...(revokeSessions ? ['revoke-sessions'] : [])],
  member: [memberRole, ...(revokeSessions ? [memberRevokeRole] : [])],
});

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

const hasMembers = ({ accounts }: Settings): boolean => accounts === 'organization' || accounts.length > 0;

/**
 * The roles that contain and restore: at home by their whole ARN, and in other accounts by their exact name in any
 * account, which nobody else may give to a role.
 */
const responders = (settings: Settings, homeAccountId: string): string[] => {
  const role = (account: string, name: string) =>
    `arn:${partitionOf(settings.region)}:iam::${account}:role/${name}`;
  const { home, member } = changing(settings);
  return [
    ...home.map((folder) => role(homeAccountId, functionName(folder))),
    ...(hasMembers(settings) ? member.map((name) => role('*', name)) : []),
  ];
};

/** Whether somebody deploys to other accounts than the home account: by StackSets, which name their stacks so. */
const stackSetsIn = ({ guard, region }: Settings): string | undefined =>
  guard?.deployers.some((arn) => arn.split(':')[4] !== guard.homeAccountId)
    ? `arn:${partitionOf(region)}:cloudformation:*:*:stack/StackSet-*`
    : undefined;

// Nobody can make or change a role under this path but IAM Identity Center.
const isOfIdentityCenter = (arn: string): boolean => arn.includes(':role/aws-reserved/');

const but = (arns: readonly string[]) => ({ ArnNotLike: { 'aws:PrincipalArn': [...arns] } });

const lines = (actions: readonly string[]): string[] => [...actions].sort();

/**
 * The service control policy that lets only Tourniquet, and break-glass roles, lift what contains a user or role. By
 * itself it allows nothing and denies nothing but that.
 * @throws SettingsError without `guard` in the settings, and where it names more roles than there is room for
 */
export const guardPolicy = (settings: Settings): GuardPolicy => {
  const { guard, region } = settings;
  if (!guard)
    throw new SettingsError([
      {
        field: 'guard',
        message:
          'is missing, and so the guard is off: give it homeAccountId, breakGlass and deployers (docs/guard.md)',
      },
    ]);
  const { breakGlass, deployers, homeAccountId } = guard;
  const ours = responders(settings, homeAccountId);
  const policy = statements({
    ours,
    breakGlass,
    deployers,
    functions: `arn:${partitionOf(region)}:lambda:*:${homeAccountId}:function:${functionName('*')}`,
    stacks: stackSetsIn(settings),
  });
  const size = JSON.stringify(policy).length;
  if (size <= mostCharacters) return policy;
  const message = `and guard.deployers name too many roles: the service control policy has ${size} characters, and an organization takes ${mostCharacters}`;
  throw new SettingsError([{ field: 'guard.breakGlass', message }]);
};

interface Roles {
  ours: readonly string[];
  breakGlass: readonly string[];
  deployers: readonly string[];
  /** The functions at home. */
  functions: string;
  /** The stacks of StackSets, where a deployer makes some. */
  stacks: string | undefined;
}

const statements = ({ ours, breakGlass, deployers, functions, stacks }: Roles): GuardPolicy => {
  const lifting = but([...ours, ...breakGlass]);
  // Not ours: no function changes a role of Tourniquet's own.
  const deploying = but([...breakGlass, ...deployers]);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'HoldContained',
        Effect: 'Deny',
        Action: lines(changesOfContained),
        Resource: '*',
        Condition: { StringEquals: { [`iam:ResourceTag/${guardTag.key}`]: guardTag.value }, ...lifting },
      },
      {
        // Whoever could set it could lock others out. To IAM the key is the same in any case.
        Sid: 'KeepTag',
        Effect: 'Deny',
        Action: lines(tagging),
        Resource: '*',
        Condition: { 'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': guardTag.key }, ...lifting },
      },
      {
        Sid: 'KeepExemptRoles',
        Effect: 'Deny',
        Action: lines(takingRoles),
        Resource: [...ours, ...breakGlass, ...deployers].filter((arn) => !isOfIdentityCenter(arn)),
        Condition: deploying,
      },
      {
        Sid: 'KeepFunctions',
        Effect: 'Deny',
        Action: lines(takingFunctions),
        Resource: functions,
        Condition: deploying,
      },
      ...(stacks === undefined
        ? []
        : [
            {
              Sid: 'KeepStacks',
              Effect: 'Deny' as const,
              Action: lines(takingStacks),
              // All of them: any that was made with a deployer's role would do.
              Resource: stacks,
              Condition: deploying,
            },
          ]),
      {
        // Outside of the organization no policy of it binds the account.
        Sid: 'StayInOrganization',
        Effect: 'Deny',
        Action: 'organizations:LeaveOrganization',
        Resource: '*',
        Condition: but(breakGlass),
      },
    ],
  };
};
