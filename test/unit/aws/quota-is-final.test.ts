import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AttachUserPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { quotaIsFinal } from '#lib/aws/quota-is-final.ts';

let asked: number;
let code: string;
const server = createServer((_, response) => {
  asked += 1;
  response.writeHead(409, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`,
  );
});
let iam: IAMClient;

beforeEach(async () => {
  asked = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  iam = quotaIsFinal(
    new IAMClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
    }),
  );
});
afterEach(async () => {
  iam.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const attach = () =>
  iam.send(new AttachUserPolicyCommand({ UserName: 'u', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }));

it('a full quota is answered at once: waiting does not empty it, and the thief goes on', async () => {
  code = 'LimitExceeded';
  await expect(attach()).rejects.toMatchObject({ name: 'LimitExceeded' });
  expect(asked).toBe(1);
});

it('throttling is still tried again', async () => {
  code = 'Throttling';
  await expect(attach()).rejects.toMatchObject({ name: 'Throttling' });
  expect(asked).toBe(3);
});
