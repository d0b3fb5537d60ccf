import type { PolicyDocument } from '../../contract.ts';
import type { ManagedPolicy } from '../entities.ts';
import { newUniqueId } from '../unique-id.ts';
import { administrator, denyAll, powerUser, readOnly } from './broad.ts';
import * as conditional from './conditional.ts';
import * as everyday from './everyday.ts';
import { quarantine, quarantineV2, quarantineV3, quarantineV4 } from './quarantine.ts';

/** Name, version, the day of that version, document, and the path where it is not `/`. */
type Row = [name: string, version: string, created: string, document: PolicyDocument, path?: string];

const rows: Row[] = [
  ['AWSDenyAll', 'v2', '2023-12-18', denyAll],
  ['AdministratorAccess', 'v1', '2015-02-06', administrator],
  ['PowerUserAccess', 'v12', '2026-02-12', powerUser],
  ['ReadOnlyAccess', 'v188', '2026-07-21', readOnly],
  ['AWSCompromisedKeyQuarantine', 'v1', '2020-08-11', quarantine],
  ['AWSCompromisedKeyQuarantineV2', 'v5', '2024-10-02', quarantineV2],
  ['AWSCompromisedKeyQuarantineV3', 'v3', '2026-03-16', quarantineV3],
  ['AWSCompromisedKeyQuarantineV4', 'v2', '2026-11-09', quarantineV4],
  ['AmazonS3ReadOnlyAccess', 'v3', '2023-08-10', everyday.s3ReadOnly],
  ['AmazonS3FullAccess', 'v2', '2021-09-27', everyday.s3Full],
  ['AmazonEC2ReadOnlyAccess', 'v5', '2026-02-12', everyday.ec2ReadOnly],
  ['AmazonSQSReadOnlyAccess', 'v4', '2024-05-24', everyday.sqsReadOnly],
  ['AmazonSNSReadOnlyAccess', 'v2', '2024-09-24', conditional.snsReadOnly],
  ['AmazonDynamoDBReadOnlyAccess', 'v15', '2024-11-18', conditional.dynamoDbReadOnly],
  ['AmazonRDSReadOnlyAccess', 'v7', '2023-04-14', conditional.rdsReadOnly],
  ['AmazonVPCReadOnlyAccess', 'v12', '2026-02-12', everyday.vpcReadOnly],
  ['AWSLambda_ReadOnlyAccess', 'v5', '2026-02-12', conditional.lambdaReadOnly],
  ['CloudWatchReadOnlyAccess', 'v24', '2026-02-12', conditional.cloudWatchReadOnly],
  ['AmazonKinesisReadOnlyAccess', 'v1', '2015-02-06', everyday.kinesisReadOnly],
  ['AmazonRoute53ReadOnlyAccess', 'v2', '2016-11-15', everyday.route53ReadOnly],
  ['AmazonElastiCacheReadOnlyAccess', 'v1', '2015-02-06', everyday.elastiCacheReadOnly],
  ['AmazonEC2ContainerRegistryReadOnly', 'v3', '2019-12-10', everyday.registryReadOnly],
  ['AmazonGlacierReadOnlyAccess', 'v2', '2016-05-05', everyday.glacierReadOnly],
  ['AWSCloudTrail_ReadOnlyAccess', 'v1', '2022-06-14', everyday.cloudTrailReadOnly],
  ['AWSSupportAccess', 'v4', '2026-02-12', everyday.support],
  ['IAMReadOnlyAccess', 'v4', '2018-01-25', everyday.iamReadOnly],
  ['IAMFullAccess', 'v2', '2019-06-21', everyday.iamFull],
  ['IAMUserChangePassword', 'v5', '2026-02-12', everyday.changePassword],
  ['AWSLambdaBasicExecutionRole', 'v1', '2015-04-09', everyday.lambdaBasic, '/service-role/'],
  ['AWSLambdaSQSQueueExecutionRole', 'v1', '2018-06-14', everyday.lambdaSqs, '/service-role/'],
];

/** The managed policies of AWS that exist here: the same in every account, and nobody can change them. */
export const awsManagedPolicies: readonly ManagedPolicy[] = rows.map(
  ([name, version, created, document, path = '/']) => ({
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    id: newUniqueId('policy'),
    name,
    path,
    accountId: 'aws',
    description: '',
    version,
    document: JSON.stringify(document),
    createDate: new Date(`${created}T00:00:00Z`),
    tags: new Map(),
  }),
);
