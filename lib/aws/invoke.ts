import type { InvocationType, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { lambdaClient } from './clients.ts';

/**
 * Invokes a Lambda function with JSON. The client is loaded with the first one.
 * @param type `Event` returns once Lambda has taken the event, `RequestResponse` with the function's answer
 */
export const invoke = async (
  functionName: string,
  payload: unknown,
  type: InvocationType,
): Promise<InvokeCommandOutput> => {
  const [client, { InvokeCommand }] = await Promise.all([lambdaClient(), import('@aws-sdk/client-lambda')]);
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  return client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: type, Payload }));
};
