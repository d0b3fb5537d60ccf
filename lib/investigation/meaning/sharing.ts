import { type Json, text, textsAt } from '../detail.ts';
import { isOutside, opensToOutside } from './policy.ts';
import { accountOf, answered, asked, askedFor, asksNothing, valueAt } from './request.ts';

type Judge = (detail: Json) => boolean;

/** The policy at the first path that leads to one lets somebody in; a record without any leaves it open. */
const policyAt =
  (...paths: string[]): Judge =>
  (detail) => {
    const documents = paths.map((path) => valueAt(detail, path)).filter((document) => document !== undefined);
    return opensToOutside(documents[0], accountOf(detail));
  };

/** Whether any of the accounts, ARNs, groups or organizations at the paths is another than the account itself. */
const givenTo =
  (...paths: string[]): Judge =>
  (detail) => {
    const named = paths.flatMap((path) => textsAt(detail, path));
    return asksNothing(detail) || named.some((name) => isOutside(name, accountOf(detail)));
  };

const added = (list: string) =>
  givenTo(
    ...['userId', 'group', 'organizationArn', 'organizationalUnitArn'].map((name) =>
      asked(`${list}.add.items.${name}`),
    ),
  );

/** A policy that is one attribute among others: the call may have changed only those. */
const policyAttribute = (...paths: string[]): Judge => {
  const judge = policyAt(...paths);
  return (detail) =>
    asksNothing(detail) || (paths.some((path) => valueAt(detail, path) !== undefined) && judge(detail));
};

const cannedAcls = /^(?:public-read|public-read-write|authenticated-read|aws-exec-read)$/;
// A grant by a header names its receivers in a text; by a document, in a list.
const byAcl: Judge = (detail) => {
  const canned = textsAt(detail, asked('x-amz-acl'));
  const owner = text(valueAt(detail, asked('AccessControlPolicy.Owner.ID')));
  const grants = asked('AccessControlPolicy.AccessControlList.Grant.Grantee');
  const groups = textsAt(detail, `${grants}.URI`).filter((uri) => !uri.endsWith('/LogDelivery'));
  const others = textsAt(detail, `${grants}.ID`).filter((id) => id !== owner);
  const headers = Object.keys(askedFor(detail)).some((name) => name.startsWith('x-amz-grant-'));
  return (
    asksNothing(detail) ||
    headers ||
    [...canned.filter((acl) => cannedAcls.test(acl)), ...groups, ...others].length > 0
  );
};

// What a service is let in for: its account or resource may be the thief's.
const byPermission: Judge = (detail) => {
  const statement = valueAt(detail, answered('statement'));
  const principal = text(askedFor(detail)['principal']);
  if (principal === null) return opensToOutside(statement, accountOf(detail));
  const sources = [...textsAt(detail, asked('sourceAccount')), ...textsAt(detail, asked('sourceArn'))];
  // A bucket's ARN has no account: nobody can tell from it whose it is.
  const known = sources.filter((source) => !source.startsWith('arn:') || /:\d{12}:/.test(source));
  if (/\.amazonaws\.com(\.cn)?$/.test(principal))
    return known.some((source) => isOutside(source, accountOf(detail)));
  return isOutside(principal, accountOf(detail));
};

const is =
  (path: string, value: unknown): Judge =>
  (detail) =>
    asksNothing(detail) || valueAt(detail, asked(path)) === value;

const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['iam:CreateRole', policyAt(asked('assumeRolePolicyDocument'))],
  ['iam:UpdateAssumeRolePolicy', policyAt(asked('policyDocument'))],
  ['ec2:ModifyImageAttribute', added('launchPermission')],
  ['ec2:ModifySnapshotAttribute', added('createVolumePermission')],
  ['rds:ModifyDBSnapshotAttribute', givenTo(asked('valuesToAdd'))],
  ['rds:ModifyDBClusterSnapshotAttribute', givenTo(asked('valuesToAdd'))],
  ['rds:ModifyDBInstance', is('publiclyAccessible', true)],
  ['redshift:AuthorizeSnapshotAccess', givenTo(asked('accountWithRestoreAccess'))],
  ['s3:PutBucketPolicy', policyAt(asked('bucketPolicy'))],
  ['s3:PutAccessPointPolicy', policyAt(asked('PutAccessPointPolicyRequest.Policy'), asked('policy'))],
  ['s3:PutBucketAcl', byAcl],
  ['s3:PutObjectAcl', byAcl],
  ['lambda:AddPermission', byPermission],
  ['lambda:AddLayerVersionPermission', byPermission],
  ['lambda:CreateFunctionUrlConfig', is('authType', 'NONE')],
  ['lambda:UpdateFunctionUrlConfig', is('authType', 'NONE')],
  ['kms:PutKeyPolicy', policyAt(asked('policy'))],
  ['kms:CreateGrant', givenTo(asked('granteePrincipal'))],
  ['secretsmanager:PutResourcePolicy', policyAt(asked('resourcePolicy'))],
  ['sqs:SetQueueAttributes', policyAttribute(asked('attributes.Policy'))],
  ['sqs:AddPermission', givenTo(asked('aWSAccountIds'), asked('accountIds'))],
  [
    'sns:SetTopicAttributes',
    (detail) => is('attributeName', 'Policy')(detail) && policyAt(asked('attributeValue'))(detail),
  ],
  ['sns:AddPermission', givenTo(asked('aWSAccountId'), asked('accountIds'))],
  [
    'events:PutPermission',
    (detail) => policyAttribute(asked('policy'))(detail) || givenTo(asked('principal'))(detail),
  ],
  ['ecr:SetRepositoryPolicy', policyAt(asked('policyText'))],
  ['ecr:PutRegistryPolicy', policyAt(asked('policyText'))],
  ['backup:PutBackupVaultAccessPolicy', policyAt(asked('policy'))],
  ['elasticfilesystem:PutFileSystemPolicy', policyAt(asked('policy'))],
  ['dynamodb:PutResourcePolicy', policyAt(asked('policy'))],
  ['glue:PutResourcePolicy', policyAt(asked('policyInJson'))],
  ['es:CreateElasticsearchDomain', policyAttribute(asked('accessPolicies'))],
  ['es:CreateDomain', policyAttribute(asked('accessPolicies'))],
  ['es:UpdateElasticsearchDomainConfig', policyAttribute(asked('accessPolicies'))],
  ['es:UpdateDomainConfig', policyAttribute(asked('accessPolicies'))],
  ['codebuild:UpdateProjectVisibility', is('projectVisibility', 'PUBLIC_READ')],
  ['ssm:ModifyDocumentPermission', givenTo(asked('accountIdsToAdd'))],
  ['ram:CreateResourceShare', givenTo(asked('principals'))],
  ['ram:AssociateResourceShare', givenTo(asked('principals'))],
]);

/**
 * Whether a call shares something with the outside; null for calls that never do. A record that does not show with
 * whom counts as sharing: nobody has seen that it does not.
 */
export const sharesWithOutside = (action: string, detail: Json): boolean | null =>
  judges.get(action)?.(detail) ?? null;
