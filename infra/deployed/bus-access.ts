import type { Deployment } from '#lib/platform/grants.ts';

export interface BusStatement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal: '*' | { AWS: string };
  Action: 'events:PutEvents';
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

const visitors = (
  { busArn: Resource, organizationId, partition }: Deployment,
  accountIds: readonly string[],
): BusStatement[] => {
  const allow = { Effect: 'Allow', Action: 'events:PutEvents', Resource } as const;
  if (organizationId !== undefined) {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': organizationId } };
    return [{ Sid: 'organization', ...allow, Principal: '*', Condition }];
  }
  return accountIds.map((accountId) => ({
    Sid: `member-${accountId}`,
    ...allow,
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
  }));
};

/** Whoever could say that an incident is contained could have its page closed. */
const onlyOurTeller = (busArn: string, tellerArn: string): BusStatement => ({
  Sid: 'OnlyOurTeller',
  Effect: 'Deny',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: busArn,
  Condition: {
    StringEquals: { 'events:source': 'tourniquet.incident' },
    ArnNotEquals: { 'aws:PrincipalArn': tellerArn },
  },
});

/**
 * Lets the organization, or else each listed account by itself, put events on our bus, and nobody but the one role that
 * tells of incidents events about those.
 */
export const busStatements = (
  deployment: Deployment,
  accountIds: readonly string[],
  tellerArn: string,
): BusStatement[] => [
  ...visitors(deployment, accountIds),
  ...(deployment.destinations?.eventBus ? [onlyOurTeller(deployment.busArn, tellerArn)] : []),
];
