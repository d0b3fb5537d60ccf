import path from 'node:path';
import { MovableClock } from '#infra/local/clock.ts';
import type { FunctionDefinition } from '#infra/local/host/definition.ts';
import { createHost } from '#infra/local/host/host.ts';
import type { DeadLetter } from '#infra/local/host/queues.ts';
import { sqs } from '#infra/local/services/sqs/sqs.ts';

export const accountId = '210987654321';
export const region = 'eu-west-1';
export const queueArn = `arn:aws:sqs:${region}:${accountId}:work`;

export const fixture = (name: string): string =>
  path.resolve(import.meta.dirname, '../../fixtures/functions', name, 'handler.ts');

/** A host over real queues and a movable clock, with sessions that no AWS ever checks. */
export const startHost = (execArgv: string[] = []) => {
  const clock = new MovableClock();
  const queues = sqs({ clock, baseUrl: () => 'http://127.0.0.1:1' });
  queues.create(queueArn, { VisibilityTimeout: '60' });
  const deadLetters: { roleArn: string; letter: DeadLetter & { QueueUrl: string } }[] = [];
  let sessions = 0;
  const host = createHost({
    clock,
    region,
    execArgv,
    endpoint: () => 'http://127.0.0.1:1',
    queues,
    issueSession: (roleArn, sessionName, seconds) => {
      sessions += 1;
      return {
        accessKeyId: `ASIASESSION${sessions}`,
        secretAccessKey: `${roleArn}/${sessionName}`,
        sessionToken: `token-${sessions}`,
        expiresAt: new Date(clock.now().getTime() + seconds * 1000),
      };
    },
    roles: {
      run: async (roleArn, _service, _operation, _region, letter) => deadLetters.push({ roleArn, letter }),
      demand: () => undefined,
    },
  });
  const register = (more: Partial<FunctionDefinition> = {}) =>
    host.register({
      name: 'scripted',
      entry: fixture('scripted'),
      roleArn: `arn:aws:iam::${accountId}:role/scripted`,
      timeoutSeconds: 20,
      ...more,
    });
  const call = async (script: unknown) => {
    const { payload, ...rest } = await host.invoke('scripted', script);
    return { ...rest, answer: JSON.parse(payload) };
  };
  return { clock, queues, host, register, call, deadLetters, sessions: () => sessions };
};
