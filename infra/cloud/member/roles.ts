import {
  allowed,
  grantsOf,
  neverOnOurOwn,
  onceEach,
  type Statement,
  type SwitchedGrant,
} from '#infra/deployed/grants.ts';
import { functionName, memberRevokeRole, memberRoleArns, memberRoles } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import { Noted, type Resource, ref, sub, type Value } from './value.ts';

const home = (what: string): string => `arn:\${AWS::Partition}:iam::\${HomeAccountId}:${what}`;

/** The account that the template is deployed to, in the words of Fn::Sub. What is not of IAM is granted at home alone. */
const there: Deployment = {
  partition: `\${AWS::Partition}`,
  accountId: `\${AWS::AccountId}`,
  region: '',
  tableArn: '',
  signalsQueueArn: '',
  deadLettersQueueArn: '',
  mailTopicArn: '',
  pagesTopicArn: '',
  webhookSecretArn: '',
  githubAppSecretArn: '',
  investigateFunctionArn: '',
  busArn: '',
  memberRolePattern: '',
};

/** Stands for all that the parameter lists. */
const boundaries = `\${RestorableBoundaries}`;

const onlyIam = ({ actions }: Grant): boolean => actions.every((action) => action.startsWith('iam:'));

const filledIn = (text: string): Value => (text.includes('${') ? sub(text) : text);

const listOf = (values: readonly string[]): Value =>
  values.includes(boundaries) ? ref('RestorableBoundaries') : values.map(filledIn);

const condition = (conditions: NonNullable<Statement['Condition']>): Value =>
  Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys).map(([key, value]) => [
          key,
          typeof value === 'string' ? filledIn(value) : listOf(value),
        ]),
      ),
    ]),
  );

const statement = ({ Effect, Action, Resource, Condition }: Statement): Value => ({
  Effect,
  Action,
  Resource: Resource.map(filledIn),
  ...(Condition && { Condition: condition(Condition) }),
});

/**
 * The account with conditions, and not the roles as principals: IAM would keep the unique id of a role that is deleted
 * and made anew, and trust nobody any more.
 */
const trust = (folders: readonly string[]): Value => {
  const Principal = { AWS: sub(home('root')) };
  const ours = {
    ArnEquals: { 'aws:PrincipalArn': folders.map((folder) => sub(home(`role/${functionName(folder)}`))) },
  };
  return document([
    {
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
      Condition: { ...ours, StringEquals: { 'sts:ExternalId': ref('ExternalId') } },
    },
    new Noted('The session carries the incident; sts:ExternalId is no condition key of sts:TagSession.', {
      Effect: 'Allow',
      Principal,
      Action: 'sts:TagSession',
      Condition: ours,
    }),
  ]);
};

export const document = (statements: Value[]): Value => ({
  Version: '2012-10-17',
  Statement: statements,
});

const everyMemberRole = memberRoleArns(
  there.accountId,
  memberRoles.flatMap(({ functions }) => functions),
  there.partition,
);

const protection = new Noted(
  'so that nobody turns this role against our own',
  statement(neverOnOurOwn(everyMemberRole)),
);

const noValue: Value = { Ref: 'AWS::NoValue' };

/** What is granted only where a parameter asks for it: by the condition of the template. */
const switches: readonly { condition: string; on: Partial<Deployment> }[] = [
  { condition: 'Guards', on: { guard: true } },
  { condition: 'RestoresBoundaries', on: { restorableBoundaries: [boundaries] } },
];

const whysOf = async (folder: string, deployment: Deployment): Promise<Set<string>> =>
  new Set((await grantsOf(folder, deployment)).map(({ why }) => why));

const grantsThere = async (folder: string): Promise<SwitchedGrant[]> => {
  const always = await whysOf(folder, there);
  const switched = await Promise.all(
    switches.map(async ({ condition, on }) => ({
      condition,
      whys: await whysOf(folder, { ...there, ...on }),
    })),
  );
  const all = await grantsOf(folder, Object.assign({ ...there }, ...switches.map(({ on }) => on)));
  return all.filter(onlyIam).map((grant) => ({
    ...grant,
    only: always.has(grant.why) ? undefined : switched.find(({ whys }) => whys.has(grant.why))?.condition,
  }));
};

const noted = ({ why, only, ...grant }: SwitchedGrant): Value => {
  const granted = statement(allowed({ why, ...grant }));
  return new Noted(why, only === undefined ? granted : { 'Fn::If': [only, granted, noValue] });
};

const permissions = async (name: string, folders: readonly string[]): Promise<Value[]> => {
  const statements = onceEach((await Promise.all(folders.map(grantsThere))).flat()).map(noted);
  return name === memberRevokeRole ? [...statements, protection] : statements;
};

/** The roles that Tourniquet's functions enter the account through: what their grants.ts say of IAM, and no more. */
export const roles = async (): Promise<Record<string, Resource>> => {
  const made = memberRoles.map(
    async ({ name, functions }): Promise<[string, Resource]> => [
      logicalIdOf(name),
      {
        Type: 'AWS::IAM::Role',
        Condition: name === memberRevokeRole ? 'RevokesSessions' : 'IsMemberInGlobalRegion',
        Properties: {
          RoleName: name,
          Description: `Entered by ${functions.map(functionName).join(' and ')} of Tourniquet`,
          AssumeRolePolicyDocument: trust(functions),
          Policies: [{ PolicyName: 'grants', PolicyDocument: document(await permissions(name, functions)) }],
        },
      },
    ],
  );
  return Object.fromEntries(await Promise.all(made));
};

/** `tourniquet-member-read` is `MemberRead`. */
const logicalIdOf = (name: string): string =>
  name
    .split('-')
    .slice(1)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
