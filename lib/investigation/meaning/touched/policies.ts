import type { Json } from '../../detail.ts';
import { answered, asked, askedFor, valueAt } from '../request.ts';
import type { Touching } from './command.ts';

const queue = [asked('queueUrl')];
const queueUrl = 'https://sqs.{region}.{domain}/{account}/{id}';
const key = [asked('keyId')];

const changesPolicyOf = (attribute: string) => (detail: Json) =>
  valueAt(detail, asked(attribute)) !== undefined || valueAt(detail, asked('attributeName')) === 'Policy';

/** Policies that stand on a resource of their own: keys, secrets, queues, topics, repositories. */
export const policies: Readonly<Record<string, Touching>> = {
  'kms:PutKeyPolicy': {
    kind: 'key policy',
    id: key,
    review: 'aws kms get-key-policy --region {region} --key-id {id} --policy-name default --output text',
  },
  'kms:CreateGrant': {
    kind: 'grant on a key',
    id: key,
    with: { grant: answered('grantId') },
    review: 'aws kms list-grants --region {region} --key-id {id}',
    revert: 'aws kms revoke-grant --region {region} --key-id {id} --grant-id {grant}',
  },
  'kms:DisableKey': {
    kind: 'key',
    id: key,
    review: 'aws kms describe-key --region {region} --key-id {id}',
    revert: 'aws kms enable-key --region {region} --key-id {id}',
  },
  // A key that is taken off the list of deletions stays disabled until somebody enables it.
  'kms:ScheduleKeyDeletion': {
    kind: 'key',
    id: key,
    review: 'aws kms describe-key --region {region} --key-id {id}',
    revert: 'aws kms cancel-key-deletion --region {region} --key-id {id}',
  },
  'secretsmanager:PutResourcePolicy': {
    kind: 'secret policy',
    id: [asked('secretId')],
    review: 'aws secretsmanager get-resource-policy --region {region} --secret-id {id}',
  },
  'secretsmanager:DeleteSecret': {
    kind: 'secret',
    id: [asked('secretId')],
    review: 'aws secretsmanager describe-secret --region {region} --secret-id {id}',
    revert: (detail) =>
      askedFor(detail)['forceDeleteWithoutRecovery'] !== true
        ? 'aws secretsmanager restore-secret --region {region} --secret-id {id}'
        : null,
  },
  'sqs:SetQueueAttributes': {
    kind: 'queue policy',
    id: queue,
    endsInName: true,
    when: changesPolicyOf('attributes.Policy'),
    review: `aws sqs get-queue-attributes --region {region} --queue-url ${queueUrl} --attribute-names Policy`,
  },
  'sqs:AddPermission': {
    kind: 'queue policy',
    id: queue,
    endsInName: true,
    with: { label: asked('label') },
    review: `aws sqs get-queue-attributes --region {region} --queue-url ${queueUrl} --attribute-names Policy`,
    revert: `aws sqs remove-permission --region {region} --queue-url ${queueUrl} --label {label}`,
  },
  'sns:SetTopicAttributes': {
    kind: 'topic policy',
    id: [asked('topicArn')],
    when: changesPolicyOf('Policy'),
    review: 'aws sns get-topic-attributes --region {region} --topic-arn {id}',
  },
  'sns:AddPermission': {
    kind: 'topic policy',
    id: [asked('topicArn')],
    with: { label: asked('label') },
    review: 'aws sns get-topic-attributes --region {region} --topic-arn {id}',
    revert: 'aws sns remove-permission --region {region} --topic-arn {id} --label {label}',
  },
  'ecr:SetRepositoryPolicy': {
    kind: 'repository policy',
    id: [asked('repositoryName')],
    review: 'aws ecr get-repository-policy --region {region} --repository-name {id}',
  },
  'ecr:PutImage': {
    kind: 'image in a repository',
    id: [asked('repositoryName')],
    review: 'aws ecr describe-images --region {region} --repository-name {id}',
  },
  'dynamodb:PutResourcePolicy': {
    kind: 'table policy',
    id: [asked('resourceArn')],
    review: 'aws dynamodb get-resource-policy --region {region} --resource-arn {id}',
  },
  'elasticfilesystem:PutFileSystemPolicy': {
    kind: 'file system policy',
    id: [asked('fileSystemId')],
    review: 'aws efs describe-file-system-policy --region {region} --file-system-id {id}',
  },
  'backup:PutBackupVaultAccessPolicy': {
    kind: 'backup vault policy',
    id: [asked('backupVaultName')],
    review: 'aws backup get-backup-vault-access-policy --region {region} --backup-vault-name {id}',
  },
  'ram:CreateResourceShare': {
    kind: 'shared resources',
    id: [answered('resourceShare.resourceShareArn')],
    review: 'aws ram get-resource-shares --region {region} --resource-owner SELF --resource-share-arns {id}',
    revert: 'aws ram delete-resource-share --region {region} --resource-share-arn {id}',
  },
  'ram:AssociateResourceShare': {
    kind: 'shared resources',
    id: [asked('resourceShareArn')],
    review: 'aws ram list-principals --region {region} --resource-owner SELF --resource-share-arns {id}',
  },
};
