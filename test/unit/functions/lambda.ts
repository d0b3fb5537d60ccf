import {
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoClient } from '#lib/aws/clients.ts';
import type { Grant, Grants } from '#lib/platform/grants.ts';
import { incidentTable, type Place } from '#test/contract/incident-stores.ts';

export const deployment = {
  partition: 'aws',
  accountId: '264875319082',
  region: 'us-east-1',
  tableArn: 'table',
  signalsQueueArn: 'signals',
  deadLettersQueueArn: 'dead-letters',
  mailTopicArn: 'mail',
  pagesTopicArn: 'pages',
  webhookSecretArn: 'webhook-secret',
  githubAppSecretArn: 'app-secret',
  investigateFunctionArn: 'investigate',
  busArn: 'bus',
  memberRolePattern: 'arn:aws:iam::*:role/tourniquet-member',
};

export const granted = (grants: Grants): string[] => grants(deployment).flatMap(({ actions }) => actions);

/** The condition under which one action is granted. */
export const conditionOn = (grants: Grants, action: string): Grant['conditions'] =>
  grants(deployment).find(({ actions }) => actions.includes(action))?.conditions;

export const context = (awsRequestId = 'r-1'): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'f',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:264875319082:function:f',
  memoryLimitInMB: '512',
  awsRequestId,
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** The functions' own DynamoDB client, answered by a table in this process; it remembers what was sent. */
export const functionsTable = () => {
  const mock = mockClient(dynamoClient());
  let place: Place<DynamoDBClient> | undefined;
  const where = (): DynamoDBClient => {
    if (!place) throw new Error('open the table first');
    return place.where;
  };
  return {
    mock,
    /** The same table, for what happens beside the function. */
    where,
    writes: () => mock.commandCalls(UpdateItemCommand),
    async open(): Promise<void> {
      place = await incidentTable();
      mock.reset();
      mock.on(GetItemCommand).callsFake((input) => where().send(new GetItemCommand(input)));
      mock.on(ScanCommand).callsFake((input) => where().send(new ScanCommand(input)));
      mock.on(UpdateItemCommand).callsFake((input) => where().send(new UpdateItemCommand(input)));
    },
    close: async () => place?.close(),
  };
};
