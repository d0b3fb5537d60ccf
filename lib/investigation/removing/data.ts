import { answered, asked, valueAt } from '../meaning/request.ts';
import { type RemovingTable, removal, removalByEnd } from './row.ts';

const domain = removal('search domain', asked('domainName'));

/** A secret is mostly only put down for deletion, and so is a KMS key. */
export const data: RemovingTable = {
  'rds:DeleteDBInstance': removal(
    'database',
    answered('dBInstanceIdentifier'),
    asked('dBInstanceIdentifier'),
  ),
  'rds:DeleteDBCluster': removal(
    'database cluster',
    answered('dBClusterIdentifier'),
    asked('dBClusterIdentifier'),
  ),
  'rds:DeleteDBSnapshot': removal(
    'database snapshot',
    answered('dBSnapshotIdentifier'),
    asked('dBSnapshotIdentifier'),
  ),
  'rds:DeleteDBClusterSnapshot': removal(
    'cluster snapshot',
    answered('dBClusterSnapshotIdentifier'),
    asked('dBClusterSnapshotIdentifier'),
  ),
  'dynamodb:DeleteTable': removalByEnd('table', answered('tableDescription.tableName'), asked('tableName')),
  'redshift:DeleteCluster': removal(
    'Redshift cluster',
    answered('clusterIdentifier'),
    asked('clusterIdentifier'),
  ),
  'elasticache:DeleteCacheCluster': removal(
    'cache cluster',
    answered('cacheClusterId'),
    asked('cacheClusterId'),
  ),
  'elasticache:DeleteReplicationGroup': removal(
    'replication group',
    answered('replicationGroupId'),
    asked('replicationGroupId'),
  ),
  'es:DeleteDomain': domain,
  'es:DeleteElasticsearchDomain': domain,
  's3:DeleteBucket': removal('bucket', asked('bucketName')),
  'secretsmanager:DeleteSecret': {
    ...removal('secret', answered('name')),
    when: (detail) => valueAt(detail, asked('forceDeleteWithoutRecovery')) === true,
  },
  'ssm:DeleteParameter': removal('parameter', asked('name')),
  'ssm:DeleteParameters': removal('parameter', answered('deletedParameters')),
  'kms:DeleteAlias': removal('key alias', asked('aliasName')),
  'kms:RevokeGrant': removal('key grant', asked('grantId')),
  // It may name the grant by a token.
  'kms:RetireGrant': removal('key grant', asked('grantId'), 'additionalEventData.grantId'),
  'acm:DeleteCertificate': removal('certificate', asked('certificateArn')),
};
