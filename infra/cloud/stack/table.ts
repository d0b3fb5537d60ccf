import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Binding, bind } from './binding.ts';

/**
 * The table of incidents and of what is kept beside them. Nothing in it ends by itself (there is no TTL): an incident
 * holds what stood before it was changed, and without that nothing can be undone.
 */
export const createTable = (scope: Construct, key: IKey | undefined): Binding => {
  const table = new dynamodb.Table(scope, 'Incidents', {
    tableName: 'tourniquet-incidents',
    partitionKey: { name: 'incidentId', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    // Not except on create, as what else is kept: its protection would make a roll-back fail that has to delete it.
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key && { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
  });
  return bind({ tableArn: table.tableArn }, { TOURNIQUET_TABLE: table.tableName });
};
