import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkpoints } from '#infra/deployed/durable.ts';
import { allowed, keepFailures, neverOnOurOwn, onceEach, type Statement } from '#infra/deployed/grants.ts';
import { functionName } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { FunctionSource } from './sources.ts';

export interface RoleOptions {
  deployment: Deployment;
  /** ARNs of every role of ours. */
  ownRoles: readonly string[];
  logGroupArn: string;
  traced: boolean;
}

/** What AWSLambdaBasicExecutionRole allows, but for its own log group, which exists already. */
const writeLogs = (logGroupArn: string): Grant => ({
  why: 'its own log; the group is made by the stack',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: [logGroupArn],
});

const trace: Grant = {
  why: 'X-Ray knows no resources',
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
};

/** What Lambda itself does with the role of a function, beside what its code calls. */
const forLambda = ({ folder, durable }: FunctionSource, options: RoleOptions): Grant[] => [
  keepFailures(options.deployment),
  ...(durable ? [checkpoints(options.deployment, functionName(folder))] : []),
  writeLogs(options.logGroupArn),
  ...(options.traced ? [trace] : []),
];

const document = (statements: readonly Statement[]) =>
  iam.PolicyDocument.fromJson({ Version: '2012-10-17', Statement: statements });

/**
 * The role of a function, made from its grants. No policy of AWS is attached, and nothing that the CDK would grant by
 * itself gets in: the function is given the role as one that cannot be changed.
 */
export const createRole = (scope: Construct, source: FunctionSource, options: RoleOptions): iam.IRole => {
  const { folder, grants } = source;
  const statements = onceEach([...grants(options.deployment), ...forLambda(source, options)]).map(allowed);
  const role = new iam.Role(scope, 'Role', {
    roleName: functionName(folder),
    description: `What the function ${folder} of Tourniquet may do: functions/${folder}/grants.ts`,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      grants: document(
        folder === 'revoke-sessions' ? [...statements, neverOnOurOwn(options.ownRoles)] : statements,
      ),
    },
  });
  return role.withoutPolicyUpdates();
};
