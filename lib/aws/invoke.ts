import type { InvocationType, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { lambdaClient } from './clients.ts';

/**
 * Invokes a Lambda function with JSON. The client is loaded with the first one.
 * @param functionName its name or ARN, with the qualifier that a durable function needs
 * @param type `Event` returns once Lambda has taken the event, `RequestResponse` with the function's answer
 * @param executionName names the execution of a durable function: the same name and payload start no second one, and the
 * same name with another payload throws DurableExecutionAlreadyStartedException (Lambda API reference, Invoke). A function
 * that is not durable refuses it.
 */
export const invoke = async (
  functionName: string,
  payload: unknown,
  type: InvocationType,
  executionName?: string,
): Promise<InvokeCommandOutput> => {
  const [client, { InvokeCommand }] = await Promise.all([lambdaClient(), import('@aws-sdk/client-lambda')]);
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  return client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: type,
      Payload,
      ...(executionName !== undefined && { DurableExecutionName: executionName }),
    }),
  );
};
