import { connect } from 'node:net';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetUserCommand, IAMClient, ListUsersCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it } from 'vitest';
import { AwsError } from '#infra/local/contract.ts';
import { ACCESS_KEY_ID, service, startRig } from './server-rig.ts';

const USER = {
  UserName: 'bob',
  UserId: 'AIDABOB',
  Arn: 'arn:aws:iam::1:user/bob',
  Path: '/',
  CreateDate: new Date(0),
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.close();
});

async function iam(run: () => unknown = () => ({ User: USER }), denied: string[] = []) {
  const rig = await startRig([service('iam', 'iam', { GetUser: run })], { denied });
  open.push(rig);
  return { ...rig, client: new IAMClient(rig.config) };
}

const getUser = new GetUserCommand({ UserName: 'bob' });

describe('the embedded AWS answers', () => {
  it('a signed call, records it and tells of it', async () => {
    const { client, entries, calls, clock } = await iam();
    const answer = await client.send(getUser);
    expect(answer.User).toEqual(USER);
    expect(entries).toMatchObject([
      {
        eventSource: 'iam.amazonaws.com',
        input: { UserName: 'bob' },
        output: { User: USER },
        call: { service: 'iam', operation: 'GetUser', region: 'eu-west-1', sourceIp: '127.0.0.1' },
      },
    ]);
    expect(entries[0]?.call.requestId).toBe(answer.$metadata.requestId);
    expect(entries[0]?.call.userAgent).toContain('aws-sdk-js');
    const told = {
      service: 'iam',
      operation: 'GetUser',
      region: 'eu-west-1',
      accessKeyId: ACCESS_KEY_ID,
      outcome: 'ok',
    };
    expect(calls).toEqual([{ ...told, at: expect.any(Date) }]);
    expect(Math.abs(Number(calls[0]?.at) - clock.now().getTime())).toBeLessThan(60_000);
  });

  it('a caller who says where it calls from, for policies and records', async () => {
    const { client, entries } = await iam();
    const { handle } = client.config.requestHandler;
    const from = (address: string) => {
      client.config.requestHandler.handle = (request, options) => {
        request.headers['x-embedded-source-ip'] = address;
        return handle.call(client.config.requestHandler, request, options);
      };
      return client.send(getUser);
    };
    await from('203.0.113.66');
    await from('2001:db8::66');
    expect(entries.map(({ call }) => call.sourceIp)).toEqual(['203.0.113.66', '2001:db8::66']);
    await expect(from('the office')).rejects.toThrow('x-embedded-source-ip must be an IP address');
  });

  it('a modeled error with its own class and status, recorded under its exception name', async () => {
    const { client, entries } = await iam(() => {
      throw new AwsError('NoSuchEntity', 'no bob');
    });
    const error = await client.send(getUser).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoSuchEntityException);
    expect(error).toMatchObject({ message: 'no bob', $metadata: { httpStatusCode: 404 } });
    expect(entries[0]?.error).toEqual({ code: 'NoSuchEntityException', message: 'no bob' });
    expect(entries[0]).not.toHaveProperty('output');
  });

  it('an error of no model by the code and status that it was thrown with', async () => {
    const { client } = await iam(() => {
      throw new AwsError('QuiteNew', 'never seen', 418);
    });
    await expect(client.send(getUser)).rejects.toMatchObject({
      name: 'QuiteNew',
      $metadata: { httpStatusCode: 418 },
    });
  });

  it('a fault of its own with InternalFailure, and shows it to its owner only', async () => {
    const { client, errors, entries } = await iam(() => {
      throw new TypeError('secret detail');
    });
    const error = await client.send(getUser).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(String(error)).not.toContain('secret detail');
    expect(errors).toEqual([new TypeError('secret detail')]);
    expect(entries[0]?.error?.code).toBe('InternalFailure');
  });

  it('a denied call without running it, and records the denial', async () => {
    let ran = false;
    const run = () => {
      ran = true;
      return { User: USER };
    };
    const { client, entries, calls } = await iam(run, ['GetUser']);
    await expect(client.send(getUser)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(ran).toBe(false);
    expect(entries).toMatchObject([{ error: { code: 'AccessDenied', message: 'no GetUser for you' } }]);
    expect(calls).toMatchObject([{ operation: 'GetUser', outcome: 'AccessDenied' }]);
  });

  it('what no policy can deny without asking the authorizer', async () => {
    const whoami = { readOnly: true, authorized: 'always' as const, run: () => ({ User: USER }) };
    const rig = await startRig([service('iam', 'iam', { GetUser: whoami })], { denied: ['GetUser'] });
    open.push(rig);
    await expect(new IAMClient(rig.config).send(getUser)).resolves.toMatchObject({ User: USER });
  });

  it('an operation that it does not serve by naming it', async () => {
    const { client, entries } = await iam();
    const error = await client.send(new ListUsersCommand({})).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InvalidAction', message: expect.stringContaining('ListUsers') });
    expect(entries).toEqual([]);
  });

  it('a call that lacks a required member before it reaches the operation', async () => {
    const rig = await startRig([service('iam', 'iam', { DeleteUser: () => ({}) })]);
    open.push(rig);
    const { DeleteUserCommand } = await import('@aws-sdk/client-iam');
    const command = new DeleteUserCommand({ UserName: undefined });
    await expect(new IAMClient(rig.config).send(command)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("'userName'"),
    });
    expect(rig.entries).toMatchObject([{ error: { code: 'ValidationError' } }]);
  });
});

describe('the clock of the embedded AWS', () => {
  it('is what the Date header shows, so that the SDK follows a clock that was moved', async () => {
    const { config, clock, calls } = await iam();
    await clock.advance(86_400_000);
    const patient = new IAMClient({ ...config, maxAttempts: 2 });
    await expect(patient.send(getUser)).resolves.toMatchObject({ User: USER });
    expect(calls.map(({ outcome }) => outcome)).toEqual(['SignatureDoesNotMatch', 'ok']);
  });
});

describe('what is not an AWS request', () => {
  it.each([
    ['nothing at all', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '403', 'AccessDenied'],
    [
      'an unsigned form',
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\nAction=GetUser',
      '403',
      'MissingAuthenticationToken',
    ],
    [
      'an authorization that cannot be read',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer x\r\n\r\n',
      '400',
      'AuthorizationHeaderMalformed',
    ],
  ])('is refused: %s', async (_, bytes, status, code) => {
    const { port } = await iam();
    const answer = await raw(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(code);
  });

  it('is refused when its body is over 32 MiB', async () => {
    const { url } = await iam();
    const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(32 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
  });
});

describe('a service that is not served', () => {
  it('is named in the answer', async () => {
    const { config } = await iam();
    const error = await new CloudTrailClient(config)
      .send(new LookupEventsCommand({}))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('cloudtrail'),
    });
  });
});

const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
