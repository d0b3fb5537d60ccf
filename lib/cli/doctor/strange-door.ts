import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { lambdaClient } from '#lib/aws/clients.ts';
import { isError } from '#lib/aws/errors.ts';
import { config } from '#lib/platform/config.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { type Finding, wrong } from './check.ts';

const receiver = 'tourniquet-receive-webhook';

/** The text of the function's policy; empty where there is none, or no such function. */
const policyOfReceiver = async (): Promise<string> => {
  const lambda = await lambdaClient();
  try {
    return (await lambda.send(new GetPolicyCommand({ FunctionName: receiver }))).Policy ?? '';
  } catch (error) {
    if (isError(error, 'ResourceNotFoundException')) return '';
    throw error;
  }
};

/**
 * The address of the front door is read from a parameter, and an API in anybody's account has one that looks the same.
 * Only the one that may call our function is ours: nothing is signed for another, and GitHub is led to no other.
 * @returns a finding where the address is not that of our API
 */
export const strangeDoor = async ({
  webhookUrl,
  deployment: { partition, region, accountId },
}: DeployedSystem): Promise<Finding | undefined> => {
  // An embedded AWS has no API Gateway, and nothing of it is reached from outside (written-by-another.ts).
  if (webhookUrl === undefined || config.endpoint() !== undefined) return undefined;
  const [api = ''] = new URL(webhookUrl).hostname.split('.');
  const source = `"arn:${partition}:execute-api:${region}:${accountId}:${api}/`;
  if ((await policyOfReceiver()).includes(source)) return undefined;
  return wrong(
    webhookUrl,
    `it is not the address of the API that may call ${receiver}: nothing was sent there`,
    'do not give this address to GitHub. Find out in CloudTrail who has written it into the parameter /tourniquet/deployment (ssm:PutParameter), and deploy again: npm run deploy',
  );
};
