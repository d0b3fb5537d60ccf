import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { iamClient } from '#lib/aws/clients.ts';
import { isNoSuchEntity } from '#lib/aws/errors.ts';
import { type Check, type Finding, ok, type Patient, wrong } from '../check.ts';
import { fromJson, inOrder, listOf } from '../same.ts';

type Expected = Patient['expected']['roles'][number];

interface Statement {
  Effect?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const again = 'deploy again: npm run deploy; and find out in CloudTrail who changed it';

/** IAM gives documents as RFC 3986 has it (IAM API reference, GetRolePolicy). */
const statementsIn = (document: string | undefined): Statement[] => {
  const read = fromJson(document === undefined ? undefined : decodeURIComponent(document));
  const statement =
    typeof read === 'object' && read !== null && 'Statement' in read ? read.Statement : undefined;
  return (Array.isArray(statement) ? statement : [statement]).filter(
    (one): one is Statement => typeof one === 'object' && one !== null,
  );
};

const conditionOf = (condition: Statement['Condition']): string =>
  condition === undefined
    ? ''
    : ` if ${inOrder(
        Object.fromEntries(
          Object.entries(condition).map(([operator, keys]) => [
            operator,
            Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, listOf(value).sort()])),
          ]),
        ),
      )}`;

/** Each action on each resource by itself: a deployment may join statements as it likes. */
export const flat = (statements: readonly Statement[]): Set<string> =>
  new Set(
    statements.flatMap(({ Effect, Action, Resource, Condition }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((resource) => `${Effect} ${action} on ${resource}${conditionOf(Condition)}`),
      ),
    ),
  );

const readStatements = async (iam: IAMClient, RoleName: string): Promise<Statement[]> => {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  return documents.flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument));
};

/** What a deployment adds for Lambda itself: the function's own log, and traces, which know no resources. */
export const isForLambda = (line: string, name: string): boolean =>
  (/^Allow logs:(?:CreateLogStream|PutLogEvents) on /.test(line) && line.includes(`/aws/lambda/${name}`)) ||
  /^Allow xray:Put(?:TraceSegments|TelemetryRecords) on \*$/.test(line);

const several = (lines: readonly string[]): string =>
  `${lines.slice(0, 3).join('; ')}${lines.length > 3 ? `; and ${lines.length - 3} more` : ''}`;

const trustsLambda = (document: string | undefined): boolean => {
  const statements = statementsIn(document);
  return (
    statements.length === 1 &&
    inOrder(statements[0]) ===
      inOrder({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'lambda.amazonaws.com' },
      })
  );
};

const driftOf = async (iam: IAMClient, { name, statements }: Expected): Promise<Finding[]> => {
  const RoleName = name;
  const [{ Role }, there, { AttachedPolicies = [] }] = await Promise.all([
    iam.send(new GetRoleCommand({ RoleName })),
    readStatements(iam, RoleName),
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  ]);
  const [wanted, has] = [flat(statements), flat(there)];
  const missing = [...wanted].filter((line) => !has.has(line));
  const surplus = [...has].filter((line) => !wanted.has(line) && !isForLambda(line, name));
  return [
    ...(missing.length > 0 ? [wrong(name, `it lacks: ${several(missing)}`, again)] : []),
    ...(surplus.length > 0 ? [wrong(name, `it has besides: ${several(surplus)}`, again)] : []),
    ...AttachedPolicies.map(({ PolicyArn }) =>
      wrong(
        name,
        `${PolicyArn} is attached to it`,
        `take it off: aws iam detach-role-policy --role-name ${name} --policy-arn ${PolicyArn}`,
      ),
    ),
    ...(trustsLambda(Role?.AssumeRolePolicyDocument)
      ? []
      : [wrong(name, 'somebody else than Lambda may take it', again)]),
  ];
};

/** Whether each function's role is what its grants.ts says, no less and no more. */
export const roles: Check = {
  id: 'roles',
  asks: 'are the roles as they were deployed?',
  run: async ({ expected }) => {
    const iam = iamClient();
    const examine = async (role: Expected): Promise<Finding[]> => {
      try {
        const drift = await driftOf(iam, role);
        return drift.length > 0 ? drift : [ok(role.name, 'it is as its grants say')];
      } catch (error) {
        if (isNoSuchEntity(error)) return [wrong(role.name, 'it is not there', again)];
        throw error;
      }
    };
    return (await Promise.all(expected.roles.map(examine))).flat();
  },
};
