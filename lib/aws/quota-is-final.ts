import type { IAMClient } from '@aws-sdk/client-iam';

/**
 * Lets a full IAM quota be answered at once. The SDK counts every LimitExceededException as throttling and sends
 * the call again with growing pauses, for up to half a minute in which the thief's sessions are not denied. In IAM
 * it means a quota that stays full (IAM API reference, AttachUserPolicy: "LimitExceeded"); under that name, which
 * is IAM's own, the SDK takes it for what it is.
 */
export const quotaIsFinal = (client: IAMClient): IAMClient => {
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (error instanceof Error && error.name === 'LimitExceededException') error.name = 'LimitExceeded';
        throw error;
      }
    },
    // Inside the retry middleware, so around each single attempt.
    { step: 'finalizeRequest', priority: 'low', name: 'quotaIsFinal' },
  );
  return client;
};
