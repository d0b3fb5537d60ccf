import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings, dynamoClient } from '#lib/aws/clients.ts';
import { errorCode } from '#lib/aws/errors.ts';
import { type Check, type Finding, nameIn, notChecked, ok, wrong } from '../check.ts';

const again = 'deploy again: npm run deploy';

const tableIsThere = async (TableName: string): Promise<Finding> => {
  try {
    const { Table } = await dynamoClient().send(new DescribeTableCommand({ TableName }));
    const status = Table?.TableStatus ?? 'without a status';
    return status === 'ACTIVE' || status === 'UPDATING'
      ? ok(TableName, 'it is there')
      : wrong(TableName, `it is ${status}`, 'wait until it is ACTIVE, or look why it is not');
  } catch (error) {
    if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    return wrong(TableName, 'the table of incidents is not there: nothing can be contained', again);
  }
};

const keepsVersions = async (Bucket: string): Promise<Finding> => {
  const s3 = new S3Client(clientSettings());
  try {
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    return Status === 'Enabled'
      ? ok(Bucket, 'it keeps every version')
      : wrong(Bucket, 'evidence can be written over: versioning is off', again);
  } catch (error) {
    if (errorCode(error) !== 'NoSuchBucket') throw error;
    return wrong(Bucket, 'the bucket of evidence is not there', again);
  }
};

/** Whether incidents and evidence can be kept. */
export const storage: Check = {
  id: 'storage',
  asks: 'can incidents and evidence be kept?',
  run: async ({ system: { deployment } }) => [
    await tableIsThere(nameIn(deployment.tableArn)),
    deployment.evidenceBucketArn === undefined
      ? notChecked('evidence', 'none is kept: the settings say so')
      : await keepsVersions(nameIn(deployment.evidenceBucketArn)),
  ],
};
