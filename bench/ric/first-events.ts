import { randomUUID } from 'node:crypto';
import { leak, repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { sqsEvent } from '#infra/local/host/sqs-event.ts';
import { urlEvent } from '#infra/local/host/url-event.ts';
import { githubMessage, newVictim, standingOf, type Victim } from '#test/drill/helpers.ts';

/** What a function is first asked, and what must be so when it has answered. */
export interface FirstEvent {
  make(): Promise<unknown>;
  /** @param answer as JSON told it */
  isDone(answer: unknown): Promise<boolean>;
}

const batchOf = ({ deployed }: Stage, body: string) =>
  sqsEvent(deployed.signalsQueueArn, [
    {
      messageId: randomUUID(),
      receiptHandle: randomUUID(),
      body,
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
      md5OfBody: '',
    },
  ]);

/** A webhook as the front door hands it over, payload format 2.0. */
const webhook = (stage: Stage, secret: string, victim: Victim) => {
  const payload = stage.github.webhookPayload(repository, leak(stage.github, victim.key));
  const { headers, body } = signedDelivery({ secret, payload });
  const request = { method: 'POST', path: '/webhooks/github', headers, body };
  const { region } = stage.aws.home;
  return urlEvent(request, { urlId: 'bench', region, requestId: randomUUID(), at: stage.aws.clock.now() });
};

const answers = (expected: object) => async (answer: unknown) =>
  Object.entries(expected).every(([name, value]) => Object(answer)[name] === value);

/** A round of what runs by the clock: it answers with what it did. */
const round: FirstEvent = {
  make: async () => ({}),
  isDone: async (answer) => typeof answer === 'object' && !('errorType' in Object(answer)),
};

/**
 * By the folder of a function; the others are only started. `contain` is to come before `restore`, which puts back
 * what it contained.
 */
export const firstEvents = (stage: Stage, webhookSecret: string): Record<string, FirstEvent> => {
  let victim: Victim;
  const stands = async () => JSON.stringify(await standingOf(stage, victim));
  return {
    contain: {
      async make() {
        victim = await newVictim(stage);
        return batchOf(stage, githubMessage(stage, victim));
      },
      isDone: async () => (await stands()) === JSON.stringify({ key: 'Inactive', denied: true }),
    },
    restore: {
      async make() {
        const incident = await stage.incidentOf(victim.key.accessKeyId);
        // GitHub's alert is still open.
        return { incidentId: incident?.incidentId, force: true };
      },
      isDone: async () => (await stands()) === JSON.stringify({ key: 'Active', denied: false }),
    },
    'receive-webhook': {
      make: async () => webhook(stage, webhookSecret, await newVictim(stage)),
      isDone: answers({ statusCode: 202 }),
    },
    remind: round,
    'poll-github': round,
  };
};
