import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';

// The two clients that `contain` loads before it can begin; like there, they are made at the first invocation.
let clients: { iam: IAMClient; dynamo: DynamoDBClient } | undefined;

/** The least that a function with the SDK clients of `contain` can be. */
export const handler = async () => {
  clients ??= { iam: new IAMClient({}), dynamo: new DynamoDBClient({}) };
  await clients.iam.send(new GetUserCommand({}));
  await clients.dynamo.send(new DescribeTableCommand({ TableName: 'table' }));
};
