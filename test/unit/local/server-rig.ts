import { randomBytes } from 'node:crypto';
import { MovableClock } from '#infra/local/clock.ts';
import {
  AwsError,
  CredentialRefused,
  type Identities,
  type Operation,
  type Recorder,
  type Service,
} from '#infra/local/contract.ts';
import { Faults } from '#infra/local/faults.ts';
import { type AnsweredCall, startServer } from '#infra/local/server.ts';

export type Entry = Parameters<Recorder['record']>[0];

export const ACCESS_KEY_ID = `AKIA${'RIG0'.repeat(4)}`;

/** A server with one caller, who may do everything but what `denied` lists. */
export async function startRig(services: Service[], { denied = [] as string[] } = {}) {
  const secretAccessKey = randomBytes(30).toString('base64');
  const [entries, calls, errors]: [Entry[], AnsweredCall[], unknown[]] = [[], [], []];
  const [clock, faults] = [new MovableClock(), new Faults()];
  const state: { refuse?: CredentialRefused['why'] } = {};
  const server = await startServer({
    services,
    clock,
    faults,
    identities: identities(secretAccessKey, state),
    authorizer: {
      authorize: (call) => {
        if (denied.includes(call.operation))
          throw new AwsError('AccessDenied', `no ${call.operation} for you`, 403);
      },
    },
    recorder: { record: (entry) => void entries.push(entry) },
    onCall: (call) => void calls.push(call),
    onError: (error) => void errors.push(error),
  });
  const config = {
    region: 'eu-west-1',
    endpoint: server.url,
    maxAttempts: 1,
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey },
  };
  return { ...server, clock, faults, entries, calls, errors, config, state };
}

function identities(secretAccessKey: string, state: { refuse?: CredentialRefused['why'] }): Identities {
  return {
    find: (accessKeyId) => {
      if (state.refuse) throw new CredentialRefused(state.refuse, `refused: ${state.refuse}`);
      if (accessKeyId !== ACCESS_KEY_ID) throw new CredentialRefused('unknown', 'unknown key');
      const arn = 'arn:aws:iam::123456789012:user/rig';
      return {
        secretAccessKey,
        caller: { kind: 'user', accountId: '123456789012', arn, userId: 'AIDARIG', accessKeyId },
      };
    },
    used: () => undefined,
  };
}

/** A service whose operations do what they are given here. */
export const service = (
  name: string,
  client: string,
  operations: Record<string, Operation['run'] | Operation>,
): Service => ({
  name,
  client: `@aws-sdk/client-${client}`,
  eventSource: `${name}.amazonaws.com`,
  operations: Object.fromEntries(
    Object.entries(operations).map(([operation, does]) => [
      operation,
      typeof does === 'function' ? { readOnly: false, run: does } : does,
    ]),
  ),
});
