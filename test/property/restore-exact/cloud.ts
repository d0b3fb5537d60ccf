import { IAMClient } from '@aws-sdk/client-iam';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Clock } from '#infra/local/contract.ts';
import { Faults } from '#infra/local/faults.ts';
import { administrator } from '#infra/local/host/administrator.ts';
import { createIam } from '#infra/local/iam/iam.ts';
import { handle } from '#infra/local/server/handle.ts';
import type { ServerOptions } from '#infra/local/server/options.ts';
import { quotaIsFinal } from '#lib/aws/quota-is-final.ts';
import { type AccountState, accountStateBy } from '#test/drill/account-state.ts';

export const accountId = '264875319082';
export const foreignAccount = '998877665544';

/** The machine's time, or earlier while the account is filled. Nothing here makes an appointment. */
export class PastClock implements Clock {
  milliseconds = 0;
  now(): Date {
    return new Date(Date.now() - this.milliseconds);
  }
  async advance(): Promise<void> {
    throw new Error('this clock is set');
  }
  at(): never {
    throw new Error('IAM makes no appointments');
  }
}

const wire = ({ method, path, headers, body }: HttpRequest) => ({
  method,
  path,
  query: '',
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body ?? ''),
});

/** Hands the SDK's signed requests to the embedded AWS without a socket: the wire, the signature and IAM are real. */
const withoutSockets = (options: ServerOptions) => ({
  handle: async (request: HttpRequest) => {
    const answered = await handle(wire(request), { requestId: 'request', sourceIp: '127.0.0.1' }, options);
    if (!answered) throw new Error('the connection broke');
    const { status: statusCode, headers, body } = answered;
    return { response: new HttpResponse({ statusCode, headers, body }) };
  },
});

const responder = 'incident-responder';

/** One IAM account of its own, and a client that signs as its responder. */
export const newCloud = () => {
  const clock = new PastClock();
  const cloud = createIam({ clock, accounts: [accountId, foreignAccount] });
  const setUp = cloud.setUp(accountId);
  setUp.run('CreateUser', { UserName: responder });
  setUp.run('AttachUserPolicy', {
    UserName: responder,
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  const { AccessKey } = setUp.run('CreateAccessKey', { UserName: responder });
  const requestHandler = withoutSockets({
    services: [cloud.iam],
    identities: cloud.identities,
    authorizer: cloud.authorizer,
    recorder: { record: () => {} },
    faults: new Faults(),
    clock,
  });
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
    maxAttempts: 1,
    requestHandler,
  });
  return {
    clock,
    ...setUp,
    iam: quotaIsFinal(iam),
    state: (): Promise<AccountState> =>
      accountStateBy(administrator([cloud.iam], clock, { accountId, region: 'us-east-1' })),
  };
};

export type Cloud = ReturnType<typeof newCloud>;
