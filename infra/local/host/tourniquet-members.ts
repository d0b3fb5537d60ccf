import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { PolicyStatement } from '../contract.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createRole } from './role.ts';
import { allowed, grantsOf, neverOnOurOwn } from './tourniquet-grants.ts';
import { type Member, memberReadRole, memberRevokeRole, memberRole } from './tourniquet-options.ts';
import { createForwarding } from './tourniquet-rules.ts';

/** The functions that enter an account through each role, and whose grants the role has there. */
const roles: readonly { name: string; functions: readonly string[] }[] = [
  { name: memberRole, functions: ['contain', 'restore'] },
  { name: memberRevokeRole, functions: ['revoke-sessions'] },
  { name: memberReadRole, functions: ['investigate'] },
];

export interface MemberOptions {
  deployment: Deployment;
  /** ARNs of the functions' roles, by folder. */
  roleArns: Record<string, string>;
  externalId: string;
}

/**
 * The roles of every member account as patterns: exact names, any account. Listed account by account they would not fit
 * into the 4 KB that Lambda allows for all of a function's environment (Lambda quotas).
 */
export const anyMemberRoles = (folders: readonly string[]): string[] =>
  memberRoleArns({ accountId: '*' }, folders);

/** The ARNs of the roles in a member account, whether they are there or not. */
export const memberRoleArns = ({ accountId }: Member, folders: readonly string[]): string[] =>
  roles
    .filter(({ functions }) => functions.some((folder) => folders.includes(folder)))
    .map(({ name }) => `arn:aws:iam::${accountId}:role/${name}`);

/**
 * Named by a condition and not as principals: a trust policy would keep the unique id of a role that is deleted and
 * made anew, and trust nobody any more.
 */
const trust = (accountId: string, roleArns: string[], externalId: string): PolicyStatement[] => {
  const ours = { ArnEquals: { 'aws:PrincipalArn': roleArns } };
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return [
    {
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
      Condition: { ...ours, StringEquals: { 'sts:ExternalId': externalId } },
    },
    // sts:ExternalId is no condition key of sts:TagSession.
    { Effect: 'Allow', Principal, Action: 'sts:TagSession', Condition: ours },
  ];
};

const onlyIam = ({ actions }: Grant): boolean => actions.every((action) => action.startsWith('iam:'));

/** The roles of a member account, and the rules that forward its events to us. */
export const createMember = async (
  aws: EmbeddedAws,
  member: Member,
  { deployment, roleArns, externalId }: MemberOptions,
): Promise<void> => {
  const { accountId } = member;
  await createForwarding(aws, deployment, accountId);
  if (member.roles === false) return;
  for (const { name, functions } of roles) {
    const present = functions.filter((folder) => roleArns[folder] !== undefined);
    if (present.length === 0) continue;
    const there = present.map((folder) => grantsOf(folder, { ...deployment, accountId }));
    const grants = (await Promise.all(there)).flat().filter(onlyIam);
    await createRole(aws.administerIn(accountId), {
      name,
      trust: trust(
        deployment.accountId,
        present.map((folder) => roleArns[folder] ?? ''),
        member.externalId ?? externalId,
      ),
      permissions: [
        ...grants.map(allowed),
        ...(name === memberRevokeRole ? [neverOnOurOwn(memberRoleArns(member, Object.keys(roleArns)))] : []),
      ],
    });
  }
};
