import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type SecretReader, secretReader } from '#lib/aws/secrets.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import type { GithubAlertRef } from '#lib/signal/github-webhook.ts';
import type { NotUnderstood } from '#lib/signal/not-understood.ts';

export interface Deps {
  secrets: SecretReader;
  webhookSecretId: string;
  /** Puts an alert, or a webhook that cannot be read, on the signals queue; done once SQS has stored it. */
  enqueue(message: GithubAlertRef | NotUnderstood): Promise<void>;
}

// GitHub gives up after ten seconds and never comes back: the calls together must be over before.
const hasty = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 } };

const compose = (): Deps => {
  const endpoint = config.endpoint();
  const queueUrl = config.signalsQueueUrl();
  const region = config.region();
  // Without an endpoint of its own the SQS client follows the host of the queue URL.
  const sqs = new SQSClient({ region, ...hasty, ...(endpoint ? { endpoint } : {}) });
  return {
    secrets: secretReader(new SecretsManagerClient({ region, ...hasty })),
    webhookSecretId: config.webhookSecretId(),
    enqueue: async (message) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
};

/** Composed once a container: the secret, its rotation limit and the open connections live on it. */
export const deps = once(compose);
