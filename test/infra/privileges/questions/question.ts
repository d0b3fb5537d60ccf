import { home } from '../../templates/member-account.ts';

/** Something that somebody who holds a role might ask of AWS. */
export interface Question {
  action: string;
  on: string;
  /** Keys of the request, such as which policy is attached. */
  context?: Record<string, string | string[]>;
}

export const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
export const denyAll = managed('AWSDenyAll');
export const ourOrganization = { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' };

/** The same action on each of some things. */
export const each = (
  actions: readonly string[],
  on: readonly string[],
  context?: Question['context'],
): Question[] =>
  actions.flatMap((action) => on.map((one) => ({ action, on: one, ...(context && { context }) })));

const rolesOfOurs = (accountId: string): string[] =>
  accountId === home
    ? [
        'contain',
        'restore',
        'revoke-sessions',
        'investigate',
        'receive-webhook',
        'publish-incident',
        'remind',
      ]
    : ['member', 'member-read', 'member-revoke'];

/** Things in an account: whoever holds a role there asks about them. */
export const thingsIn = (accountId: string) => {
  const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
  const at = (service: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:${accountId}:${resource}`;
  return {
    iam,
    at,
    users: [iam('user/ci'), iam('user/teams/shop/deploy')],
    roles: [iam('role/app'), iam('role/teams/shop/app')],
    ours: rolesOfOurs(accountId).map((name) => iam(`role/tourniquet-${name}`)),
    // One of the account that is called as that of AWS, too.
    otherPolicies: [
      managed('AdministratorAccess'),
      managed('AWSCompromisedKeyQuarantineV3'),
      iam('policy/AWSDenyAll'),
    ],
  };
};

export type Things = ReturnType<typeof thingsIn>;

export const onUsersAndRoles =
  (verb: string, what: string, { users, roles }: Things) =>
  (context?: Question['context']): Question[] => [
    ...each([`iam:${verb}User${what}`], users, context),
    ...each([`iam:${verb}Role${what}`], roles, context),
  ];
