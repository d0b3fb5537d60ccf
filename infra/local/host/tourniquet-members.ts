import { allowed, grantsOf, neverOnOurOwn, onceEach } from '#infra/deployed/grants.ts';
import { memberRevokeRole, memberRoleArns, memberRoles } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { PolicyStatement } from '../contract.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createRole } from './role.ts';
import type { Member } from './tourniquet-options.ts';
import { createForwarding } from './tourniquet-rules.ts';

export interface MemberOptions {
  deployment: Deployment;
  /** ARNs of the functions' roles, by folder. */
  roleArns: Record<string, string>;
  externalId: string;
}

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
  for (const { name, functions } of memberRoles) {
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
        ...onceEach(grants).map(allowed),
        ...(name === memberRevokeRole
          ? [neverOnOurOwn(memberRoleArns(accountId, Object.keys(roleArns)))]
          : []),
      ],
    });
  }
};
