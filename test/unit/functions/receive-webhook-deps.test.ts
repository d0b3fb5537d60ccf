import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { deps } from '#functions/receive-webhook/deps.ts';

test('with an endpoint set, nothing is sent to the host of the queue URL', async () => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(String(request.headers['x-amz-target']));
    const { MessageBody } = JSON.parse(await text(request));
    // The client checks that SQS received what it sent.
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('TOURNIQUET_WEBHOOK_SECRET_ID', 'tourniquet/webhook');
  // A name that resolves nowhere: following it would fail.
  vi.stubEnv('TOURNIQUET_SIGNALS_QUEUE_URL', 'https://sqs.invalid/111122223333/signals');
  const repository = { owner: 'acme', name: 'shop' };
  await deps().enqueue({ kind: 'github-alert', repository, alertNumber: 7, action: 'created' });
  expect(asked).toEqual(['AmazonSQS.SendMessage']);
  expect(deps()).toBe(deps());
  server.closeAllConnections();
  server.close();
});
