import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, thing } from './row.ts';

const instance = thing(
  'database',
  'AWS::RDS::DBInstance',
  answered('dBInstanceIdentifier'),
  asked('dBInstanceIdentifier'),
  asked('targetDBInstanceIdentifier'),
);
const cluster = thing(
  'database cluster',
  'AWS::RDS::DBCluster',
  answered('dBClusterIdentifier'),
  asked('dBClusterIdentifier'),
);
const snapshot = thing(
  'database snapshot',
  null,
  answered('dBSnapshotIdentifier'),
  asked('dBSnapshotIdentifier'),
  asked('targetDBSnapshotIdentifier'),
);
const clusterSnapshot = thing(
  'cluster snapshot',
  null,
  answered('dBClusterSnapshotIdentifier'),
  asked('dBClusterSnapshotIdentifier'),
  asked('targetDBClusterSnapshotIdentifier'),
);
const table = thing(
  'table',
  'AWS::DynamoDB::Table',
  answered('tableDescription.tableName'),
  asked('tableName'),
  asked('targetTableName'),
);
const redshift = thing(
  'Redshift cluster',
  'AWS::Redshift::Cluster',
  answered('clusterIdentifier'),
  asked('clusterIdentifier'),
);
const domain = (type: string) =>
  thing('search domain', type, answered('domainStatus.domainName'), asked('domainName'));

/**
 * Stores of data, also those that were made of somebody's backup (S3, RDS, DynamoDB, OpenSearch, Redshift and ElastiCache
 * in recordings, rule tests and user guides; the rest API references). RDS, Redshift and ElastiCache answer with the
 * members of the thing and no element around them; names in lower case, whatever was asked.
 */
export const data: MakingTable = {
  'rds:CreateDBInstance': instance,
  'rds:CreateDBInstanceReadReplica': instance,
  'rds:RestoreDBInstanceFromDBSnapshot': instance,
  'rds:RestoreDBInstanceFromS3': instance,
  'rds:RestoreDBInstanceToPointInTime': instance,
  'rds:CreateDBCluster': cluster,
  'rds:RestoreDBClusterFromSnapshot': cluster,
  'rds:RestoreDBClusterFromS3': cluster,
  'rds:RestoreDBClusterToPointInTime': cluster,
  'rds:CreateDBSnapshot': snapshot,
  'rds:CopyDBSnapshot': snapshot,
  'rds:CreateDBClusterSnapshot': clusterSnapshot,
  'rds:CopyDBClusterSnapshot': clusterSnapshot,
  'dynamodb:CreateTable': table,
  'dynamodb:RestoreTableFromBackup': table,
  'dynamodb:RestoreTableToPointInTime': table,
  'redshift:CreateCluster': redshift,
  'redshift:RestoreFromClusterSnapshot': redshift,
  'elasticache:CreateCacheCluster': thing(
    'cache cluster',
    'AWS::ElastiCache::CacheCluster',
    answered('cacheClusterId'),
    asked('cacheClusterId'),
  ),
  'elasticache:CreateReplicationGroup': thing(
    'replication group',
    'AWS::ElastiCache::ReplicationGroup',
    answered('replicationGroupId'),
    asked('replicationGroupId'),
  ),
  'es:CreateDomain': domain('AWS::OpenSearchService::Domain'),
  'es:CreateElasticsearchDomain': domain('AWS::Elasticsearch::Domain'),
  // In us-east-1 it also succeeds for whoever owns the bucket (S3 API reference, CreateBucket).
  's3:CreateBucket': { ...thing('bucket', 'AWS::S3::Bucket', asked('bucketName')), mayHaveStood: true },
};
