import { IAMClient, SimulateCustomPolicyCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { simulateCustomOperations } from '#infra/local/iam/simulate-custom.ts';
import type { DangerousAction } from '#lib/investigation/could/dangerous-actions.ts';
import { decideAll } from '#lib/investigation/could/decide.ts';
import { knownKeysOf } from '#lib/investigation/could/known-keys.ts';
import { readPolicy } from '#lib/investigation/could/policy.ts';
import { type Simulate, simulateWith } from '#lib/investigation/could/simulate.ts';

export const account = '111122223333';
export const ada = {
  kind: 'user',
  name: 'ada',
  arn: `arn:aws:iam::${account}:user/ada`,
  id: 'AIDATOURNIQUETTEST01',
  accountId: account,
  tags: { team: 'blue' },
};

/** The simulator of the embedded AWS, without a server. */
export const simulator = (): { simulate: Simulate; calls: () => number } => {
  const mock = mockClient(IAMClient);
  mock.on(SimulateCustomPolicyCommand).callsFake((input) =>
    simulateCustomOperations['SimulateCustomPolicy']?.run(input, {
      service: 'iam',
      operation: 'SimulateCustomPolicy',
      region: 'us-east-1',
      caller: { kind: 'user', accountId: account, arn: ada.arn, userId: ada.id, accessKeyId: 'AKIA' },
      now: new Date(),
      requestId: 'request',
      sourceIp: '203.0.113.9',
      userAgent: 'test',
    }),
  );
  const iam = new IAMClient({ region: 'us-east-1' });
  return {
    simulate: simulateWith(iam, new AbortController().signal),
    calls: () => mock.commandCalls(SimulateCustomPolicyCommand).length,
  };
};

export interface Given {
  identity?: string[];
  boundary?: string;
  scps?: string[][];
}

const policies = (documents: string[] = []) =>
  documents.map((document, at) => readPolicy(`policy ${at}`, document));

export const decideOn = (
  actions: readonly DangerousAction[],
  { identity, boundary, scps = [] }: Given,
  simulate: Simulate = simulator().simulate,
) =>
  decideAll(actions, {
    layers: {
      identity: policies(identity),
      boundary: boundary === undefined ? undefined : readPolicy('boundary', boundary),
      scps: scps.map(policies),
    },
    known: knownKeysOf(ada),
    partition: 'aws',
    accountId: account,
    simulate,
  });
