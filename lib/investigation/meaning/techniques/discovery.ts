import type { Json } from '../../detail.ts';
import type { TechniqueId } from './catalogue.ts';

const looking =
  /^(?:Describe|List|Get|BatchDescribe|BatchGet|Search|Lookup|Simulate|Head|Query|Check|Estimate|Preview)(?=[A-Z]|$)/;
const listing = /^(?:Describe|List)(?=[A-Z])/;

// ATT&CK tells machines, networks, disks and databases (T1580) from the services that are in use (T1526).
const services: ReadonlyMap<string, TechniqueId> = new Map<string, TechniqueId>(
  Object.entries({
    T1580: [
      'ec2 ecs eks rds s3 s3express autoscaling batch elasticloadbalancing elasticache elasticmapreduce redshift',
      'lightsail cloudformation cloudfront route53 route53domains apigateway ssm dynamodb elasticfilesystem fsx es',
      'aoss athena glue kafka mq bedrock sagemaker logs servicequotas resource-explorer-2 tagging resource-groups',
      'ecr ecr-public apprunner elasticbeanstalk workspaces directconnect ebs backup datasync transfer docdb',
    ],
    T1526: [
      'lambda guardduty securityhub config cloudtrail monitoring events scheduler health ce cur budgets support',
      'organizations ses sns sqs kms appsync access-analyzer macie2 inspector2 detective trustedadvisor states',
      'codebuild codecommit codepipeline cognito-identity acm secretsmanager wafv2 waf firehose kinesis ram',
      'servicecatalog servicecatalog-appregistry agreement-marketplace discovery-marketplace freetier billing',
    ],
    'T1087.004': ['account billingconsole identitystore sso sso-directory cognito-idp iam'],
  } satisfies Partial<Record<TechniqueId, string[]>>).flatMap(([id, lines]) =>
    lines.flatMap((line) => line.split(' ').map((service) => [service, id as TechniqueId] as const)),
  ),
);

/** Calls that look at one thing more exactly than their service tells. */
const exact: ReadonlyMap<string, TechniqueId> = new Map<string, TechniqueId>([
  ['iam:GetAccountPasswordPolicy', 'T1201'],
  // ATT&CK names it beside the policies of roles: it tells who holds which rights.
  ['s3:GetBucketAcl', 'T1069.003'],
  ['glacier:ListVaults', 'T1619'],
]);

const ofRights = /^iam:\w*(?:Polic|Group|EntitiesForPolicy|PermissionsBoundary|ServicesAccessed)/;

/**
 * The technique of a call that only looks: by its service, so that no row is needed for each of the thousands of
 * Describe, List and Get. Of a service that is not known here only a listing counts, and only where CloudTrail says
 * that it was a reading call.
 */
export const discoveryBy = (action: string, detail: Json): TechniqueId | null => {
  const [service = '', name = ''] = action.split(':');
  if (!looking.test(name)) return null;
  const found = exact.get(action) ?? (ofRights.test(action) ? 'T1069.003' : services.get(service));
  if (found) return found;
  return listing.test(name) && detail['readOnly'] === true ? 'T1526' : null;
};
