import middy from '@middy/core';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { verifyDelivery } from '#lib/signal/github/verify-delivery.ts';
import { alertName } from '#lib/signal/github-alert-ref.ts';
import { readGithubWebhook, type WebhookReading } from '#lib/signal/github-webhook.ts';
import type { Malformed } from '#lib/signal/malformed.ts';
import { notUnderstoodReport } from '#lib/signal/not-understood.ts';
import { signatureReasons } from '#lib/signal/webhook-signature.ts';
import { deps } from './deps.ts';

// A secret scanning alert is some 30 KB. GitHub sends up to 25 MB for other events, and a stranger sends anything.
const largestBody = 1024 * 1024;

const answer = (
  statusCode: number,
  body: Record<string, unknown>,
  headers = {},
): LambdaFunctionURLResult => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const refuse = (statusCode: number, code: string, message: string, more = {}, headers = {}) =>
  answer(statusCode, { error: { code, message, ...more } }, headers);

/** The bytes that were signed. Lambda hands over text, or base64 where it did not take the body for text. */
const bodyBytes = ({ body, isBase64Encoded }: LambdaFunctionURLEvent): Buffer =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');

/** A Function URL writes header names in lower case; other front ends leave them as they were sent. */
const header = (event: LambdaFunctionURLEvent, name: string): string | undefined =>
  event.headers?.[name] ??
  Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

/** The delivery's id helps to find it on GitHub. It is not signed, so anything else than an id is left out. */
const deliveryId = (event: LambdaFunctionURLEvent): Record<string, string> => {
  const delivery = header(event, 'x-github-delivery');
  return delivery && /^[0-9a-f-]{36}$/i.test(delivery) ? { delivery } : {};
};

// GitHub signed it, so it may be the report of a leak: people get to see it. The answer waits for the queue, and shows
// at GitHub as a failed delivery all the same.
const keepForPeople = async (
  reading: Malformed,
  body: Uint8Array,
  log: object,
): Promise<LambdaFunctionURLResult> => {
  const { field, reason } = reading;
  logger.error('a signed webhook cannot be read', { ...log, field, reason });
  await deps().enqueue(notUnderstoodReport('github', reading, body));
  return refuse(400, 'malformed', reason, { field });
};

const answerReading = async (
  reading: WebhookReading,
  body: Uint8Array,
  log: object,
): Promise<LambdaFunctionURLResult> => {
  if (reading.kind === 'malformed') return keepForPeople(reading, body, log);
  if (reading.kind === 'ignored') {
    logger.info('webhook ignored', { ...log, reason: reading.reason });
    return answer(202, { accepted: false, reason: reading.reason });
  }
  const alert = alertName(reading.ref);
  // The answer waits for the queue: after a 2xx GitHub forgets the delivery.
  await deps().enqueue(reading.ref);
  logger.info('alert queued', { ...log, alert, action: reading.ref.action });
  return answer(202, { accepted: true, alert });
};

/**
 * Takes a webhook of GitHub over a Lambda Function URL (payload format 2.0) and queues the alert that it
 * reports. Answers 202 when the webhook is stored or needs nothing, 400 with the field for a signed body that cannot be
 * read (it is stored for people), 401, 405, 413, and 503 when it could not be verified or stored.
 */
const receiveWebhook = async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
  if (event.requestContext?.http?.method !== 'POST') {
    return refuse(405, 'method-not-allowed', 'webhooks are sent by POST', {}, { allow: 'POST' });
  }
  const body = bodyBytes(event);
  if (body.length > largestBody) return refuse(413, 'too-large', `the body is over ${largestBody} bytes`);
  const { secrets, webhookSecretId } = deps();
  const signature = header(event, 'x-hub-signature-256');
  const verdict = await verifyDelivery(body, signature, secrets, webhookSecretId);
  const log = deliveryId(event);
  if (!verdict.ok) {
    logger.warn('webhook refused', { ...log, reason: signatureReasons[verdict.reason] });
    return refuse(401, 'unauthorized', 'the signature is missing or wrong');
  }
  const reading = readGithubWebhook(body, timestamp());
  return answerReading(reading, body, { ...log, signedWith: verdict.signedWith });
};

/** A fault of ours is answered with 503, so that the delivery shows as failed in GitHub's list. */
const answerFaults: middy.MiddlewareObj<LambdaFunctionURLEvent, LambdaFunctionURLResult> = {
  onError: (request) => {
    logger.error('a webhook could not be taken', { error: request.error });
    request.response = refuse(503, 'unavailable', 'the webhook could not be stored: deliver it again');
  },
};

export const handler = middy(receiveWebhook).use(answerFaults);
