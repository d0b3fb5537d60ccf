import type { Case, Gone } from './case.ts';

const deleteDatabase: Gone = [
  'rds:DeleteDBInstance',
  { dBInstanceIdentifier: 'DB' },
  { dBInstanceIdentifier: 'db' },
];
const database = (name: string, asked: string): Case => [
  `rds:${name}`,
  { [asked]: 'DB' },
  // RDS lowers the case of names.
  { dBInstanceIdentifier: 'db' },
  'database db',
  deleteDatabase,
];
const cluster = (name: string): Case => [
  `rds:${name}`,
  { dBClusterIdentifier: 'dc' },
  { dBClusterIdentifier: 'dc' },
  'database cluster dc',
  ['rds:DeleteDBCluster', { dBClusterIdentifier: 'dc' }],
];
const snapshot = (name: string, asked: string): Case => [
  `rds:${name}`,
  { [asked]: 's' },
  { dBSnapshotIdentifier: 's' },
  'database snapshot s',
  ['rds:DeleteDBSnapshot', { dBSnapshotIdentifier: 's' }],
];
const clusterSnapshot = (name: string, asked: string): Case => [
  `rds:${name}`,
  { [asked]: 's' },
  null,
  'cluster snapshot s',
  ['rds:DeleteDBClusterSnapshot', { dBClusterSnapshotIdentifier: 's' }],
];
const table = (name: string, asked: string): Case => [
  `dynamodb:${name}`,
  { [asked]: 't' },
  { tableDescription: { tableName: 't' } },
  'table t',
  ['dynamodb:DeleteTable', { tableName: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t' }],
];
const redshift = (name: string): Case => [
  `redshift:${name}`,
  { clusterIdentifier: 'c' },
  { clusterIdentifier: 'c' },
  'Redshift cluster c',
  ['redshift:DeleteCluster', { clusterIdentifier: 'c' }],
];
const domain = (what: 'Domain' | 'ElasticsearchDomain'): Case => [
  `es:Create${what}`,
  { domainName: 'd' },
  { domainStatus: { domainName: 'd' } },
  'search domain d',
  [`es:Delete${what}`, { domainName: 'd' }],
];

export const data: Case[] = [
  database('CreateDBInstance', 'dBInstanceIdentifier'),
  database('CreateDBInstanceReadReplica', 'dBInstanceIdentifier'),
  database('RestoreDBInstanceFromDBSnapshot', 'dBInstanceIdentifier'),
  database('RestoreDBInstanceFromS3', 'dBInstanceIdentifier'),
  database('RestoreDBInstanceToPointInTime', 'targetDBInstanceIdentifier'),
  cluster('CreateDBCluster'),
  cluster('RestoreDBClusterFromSnapshot'),
  cluster('RestoreDBClusterFromS3'),
  cluster('RestoreDBClusterToPointInTime'),
  snapshot('CreateDBSnapshot', 'dBSnapshotIdentifier'),
  snapshot('CopyDBSnapshot', 'targetDBSnapshotIdentifier'),
  clusterSnapshot('CreateDBClusterSnapshot', 'dBClusterSnapshotIdentifier'),
  clusterSnapshot('CopyDBClusterSnapshot', 'targetDBClusterSnapshotIdentifier'),
  table('CreateTable', 'tableName'),
  table('RestoreTableFromBackup', 'targetTableName'),
  table('RestoreTableToPointInTime', 'targetTableName'),
  redshift('CreateCluster'),
  redshift('RestoreFromClusterSnapshot'),
  [
    'elasticache:CreateCacheCluster',
    { cacheClusterId: 'c' },
    { cacheClusterId: 'c' },
    'cache cluster c',
    ['elasticache:DeleteCacheCluster', { cacheClusterId: 'c' }],
  ],
  [
    'elasticache:CreateReplicationGroup',
    { replicationGroupId: 'g' },
    { replicationGroupId: 'g' },
    'replication group g',
    ['elasticache:DeleteReplicationGroup', { replicationGroupId: 'g' }],
  ],
  domain('Domain'),
  domain('ElasticsearchDomain'),
  ['s3:CreateBucket', { bucketName: 'b' }, null, 'bucket b', ['s3:DeleteBucket', { bucketName: 'b' }]],
];
