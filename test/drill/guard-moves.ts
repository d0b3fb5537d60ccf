import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { denyAll } from './helpers.ts';

/** A user and its key, whoever's they are. */
export interface Prey {
  userName: string;
  key: { accessKeyId: string };
}

export type Move = (iam: IAMClient, prey: Prey) => Promise<unknown>;

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const tag = (Key: string, Value = 'true') => ({ Tags: [{ Key, Value }] });

export const detachDeny: Move = (iam, { userName: UserName }) =>
  iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: denyAll }));

export const switchOn: Move = (iam, { userName: UserName, key: { accessKeyId: AccessKeyId } }) =>
  iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Active' }));

export const takeTagOff: Move = (iam, { userName: UserName }) =>
  iam.send(new UntagUserCommand({ UserName, TagKeys: ['tourniquet-contained'] }));

/** What somebody with AdministratorAccess would do to a contained user. */
export const lifting: Record<string, Move> = {
  'detach the deny': detachDeny,
  'switch the key on': switchOn,
  'take the tag off': takeTagOff,
  'take the tag off by other letters': (iam, { userName: UserName }) =>
    iam.send(new UntagUserCommand({ UserName, TagKeys: ['team', 'TOURNIQUET-Contained'] })),
  'write over the tag': (iam, { userName: UserName }) =>
    iam.send(new TagUserCommand({ UserName, ...tag('tourniquet-contained', 'false') })),
  'write over the tag by other letters': (iam, { userName: UserName }) =>
    iam.send(new TagUserCommand({ UserName, ...tag('Tourniquet-Contained', 'false') })),
  'make another key': (iam, { userName: UserName }) => iam.send(new CreateAccessKeyCommand({ UserName })),
  'make a password': (iam, { userName: UserName }) =>
    iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Correct-Horse-9-Battery' })),
  'make a credential of a service': (iam, { userName: UserName }) =>
    iam.send(
      new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'codecommit.amazonaws.com' }),
    ),
  'attach a policy': (iam, { userName: UserName }) =>
    iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: administrator })),
  'write a policy': (iam, { userName: UserName }) =>
    iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'mine', PolicyDocument: everything })),
  'set a boundary': (iam, { userName: UserName }) =>
    iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: administrator })),
  'take the boundary off': (iam, { userName: UserName }) =>
    iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })),
  'rename the user': (iam, { userName: UserName }) =>
    iam.send(new UpdateUserCommand({ UserName, NewUserName: `${UserName}-2` })),
  'delete the user': (iam, { userName: UserName }) => iam.send(new DeleteUserCommand({ UserName })),
};

/** What would lock somebody else out. */
export const locking: Record<string, Move> = {
  'tag a user who is not contained': (iam, { userName: UserName }) =>
    iam.send(new TagUserCommand({ UserName, ...tag('tourniquet-contained') })),
  'tag a user by other letters': (iam, { userName: UserName }) =>
    iam.send(new TagUserCommand({ UserName, ...tag('tourniquet-CONTAINED') })),
  'make a user with the tag': (iam) =>
    iam.send(new CreateUserCommand({ UserName: 'made-locked', ...tag('tourniquet-contained') })),
  'tag a role': (iam) =>
    iam.send(new TagRoleCommand({ RoleName: 'bystander', ...tag('tourniquet-contained') })),
};

const trust = (account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });

const onRole = (name: string): Record<string, Move> => ({
  [`let himself into ${name}`]: (iam) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: trust('222233334444') })),
  [`write a policy of ${name}`]: (iam) =>
    iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'mine', PolicyDocument: everything })),
  [`delete ${name}, to make it anew`]: (iam) => iam.send(new DeleteRoleCommand({ RoleName: name })),
});

/** What would make somebody else one of those whom the guard lets. */
export const becoming: Record<string, Move> = {
  ...onRole('tourniquet-member'),
  ...onRole('tourniquet-member-revoke'),
  ...onRole('break-glass'),
  ...onRole('deployer'),
  'make the role of a member that has none yet': (iam) =>
    iam.send(
      new CreateRoleCommand({
        RoleName: 'tourniquet-member',
        AssumeRolePolicyDocument: trust('222233334444'),
      }),
    ),
};
