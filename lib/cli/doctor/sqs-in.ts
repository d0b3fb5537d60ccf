import type { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '#lib/aws/clients.ts';
import { config } from '#lib/platform/config.ts';

/** SQS of a Region. It would follow the host of a queue's URL, unless it is given the endpoint. */
export const sqsIn = async (region: string): Promise<SQSClient> => {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  const endpoint = config.endpoint();
  return new SQSClient({ ...clientSettings(), region, ...(endpoint && { endpoint }) });
};
