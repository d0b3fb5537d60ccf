import type { IAMClient } from '@aws-sdk/client-iam';

/**
 * Lets the error of a failed call carry the call's name as `operation`, `iam:GetUser`: several calls are made at
 * once, and an endpoint that lacks one of them need not repeat which one it was asked for.
 */
export const operationIsNamed = (client: IAMClient): IAMClient => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        try {
          return await next(request);
        } catch (error) {
          const operation = `iam:${String(commandName).replace(/Command$/, '')}`;
          throw error instanceof Error ? Object.assign(error, { operation }) : error;
        }
      },
    { step: 'initialize', name: 'operationIsNamed' },
  );
  return client;
};
