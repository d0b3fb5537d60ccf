import { grantsOf } from '#infra/deployed/grants.ts';
import { memberRole } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import { account as home, startIam } from '#test/unit/local/iam-rig.ts';
import { type Evaluated, evaluate } from './evaluate.ts';
import { readMember } from './member.ts';
import { isObject, type Json } from './template.ts';

export { home };
export const member = '222233334444';
export const stranger = '333344445555';
export const homeRegion = 'eu-central-1';
export const ExternalId = 'the-deployment-of-the-test';
export const organizationId = 'o-a1b2c3d4e5';

const template = await readMember();

/** What member.yaml makes in an account. */
export const madeIn = (accountId: string, region: string, more: Record<string, string> = {}): Evaluated[] =>
  evaluate(template, {
    accountId,
    region,
    parameters: { HomeAccountId: home, HomeRegion: homeRegion, ExternalId, RevokeSessions: 'true', ...more },
  });

export interface Role {
  name: string;
  trust: Json;
  /** The statements of its one policy. */
  statements: Record<string, Json>[];
}

/** What a place's roles may do, and who may be them. */
export const rolesOf = (made: readonly Evaluated[]): Role[] =>
  made
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ properties }) => {
      const [policy] = Array.isArray(properties['Policies']) ? properties['Policies'].filter(isObject) : [];
      const document = policy?.['PolicyDocument'];
      const statements =
        isObject(document) && Array.isArray(document['Statement']) ? document['Statement'] : [];
      return {
        name: String(properties['RoleName']),
        trust: properties['AssumeRolePolicyDocument'] ?? null,
        statements: statements.filter(isObject),
      };
    });

/** The deployment in the home account, as the grants of its functions are made from it. */
export const deployment: Deployment = {
  partition: 'aws',
  accountId: home,
  region: homeRegion,
  tableArn: `arn:aws:dynamodb:${homeRegion}:${home}:table/tourniquet-incidents`,
  signalsQueueArn: `arn:aws:sqs:${homeRegion}:${home}:tourniquet-signals`,
  deadLettersQueueArn: `arn:aws:sqs:${homeRegion}:${home}:tourniquet-signals-dead-letters`,
  mailTopicArn: `arn:aws:sns:${homeRegion}:${home}:tourniquet-mail`,
  pagesTopicArn: `arn:aws:sns:${homeRegion}:${home}:tourniquet-pages`,
  webhookSecretArn: `arn:aws:secretsmanager:${homeRegion}:${home}:secret:tourniquet/webhook`,
  githubAppSecretArn: `arn:aws:secretsmanager:${homeRegion}:${home}:secret:tourniquet/github-app`,
  investigateFunctionArn: `arn:aws:lambda:${homeRegion}:${home}:function:tourniquet-investigate:live`,
  revokeSessionsFunctionArn: `arn:aws:lambda:${homeRegion}:${home}:function:tourniquet-revoke-sessions`,
  busArn: `arn:aws:events:${homeRegion}:${home}:event-bus/tourniquet`,
  memberRolePattern: `arn:aws:iam::*:role/${memberRole}`,
  organizationId,
};

/** What functions are granted of IAM in an account. */
export const iamGrantsIn = async (
  accountId: string,
  folders: readonly string[],
  more: Partial<Deployment> = {},
): Promise<Grant[]> => {
  const there = { ...deployment, accountId, ...more };
  const grants = await Promise.all(folders.map((folder) => grantsOf(folder, there)));
  return grants.flat().filter(({ actions }) => actions.every((action) => action.startsWith('iam:')));
};

/** All that a parameter can switch on. */
export const everything = {
  RevokeSessions: 'true',
  Guard: 'true',
  RestorableBoundaries: 'arn:aws:iam::*:policy/developer,arn:aws:iam::aws:policy/PowerUserAccess',
};

/** An organization of the home account and a member with what member.yaml makes there; and a stranger outside of it. */
export const startMember = () => {
  const cloud = startIam({
    accounts: [home, member, stranger],
    organization: { id: organizationId, managementAccountId: home, members: [member], scps: {} },
  });
  const { run } = cloud.setUp(member);
  for (const { name, trust, statements } of rolesOf(madeIn(member, 'us-east-1', everything))) {
    run('CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    run('PutRolePolicy', { RoleName: name, PolicyName: 'grants', PolicyDocument });
  }
  return cloud;
};
