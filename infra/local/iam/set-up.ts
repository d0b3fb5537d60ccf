import { randomUUID } from 'node:crypto';
import type { Caller, Operation, Service, Shape } from '../contract.ts';
import { newAccessKeyId, newSecret } from './access-key-id.ts';
import { rootArn } from './arns.ts';
import { accountOf, type State } from './state.ts';
import { toSecond } from './unique-id.ts';

export interface SetUp {
  /** Runs an IAM operation as AWS itself would, which may also make service-linked roles. */
  run(operation: string, input: Shape): Shape;
  /** Root keys are made in the console alone; in the API only root itself can make another. */
  createRootKey(): { accessKeyId: string; secretAccessKey: string };
}

/** Who fills an account: AWS, acting for its root user. */
const aws = (accountId: string): Caller => ({
  kind: 'service',
  accountId,
  arn: rootArn(accountId),
  userId: accountId,
  accessKeyId: '',
});

export const createSetUp =
  (state: State, iam: Service) =>
  (accountId: string): SetUp => ({
    run(operation, input) {
      const known: Operation | undefined = iam.operations[operation];
      if (!known) throw new Error(`IAM has no operation ${operation} here`);
      return known.run(input, {
        service: 'iam',
        operation,
        region: 'us-east-1',
        caller: aws(accountId),
        now: state.clock.now(),
        requestId: randomUUID(),
        sourceIp: 'iam.amazonaws.com',
        userAgent: 'iam.amazonaws.com',
      });
    },
    createRootKey() {
      const [id, secret] = [newAccessKeyId('AKIA', accountId), newSecret()];
      const createDate = toSecond(state.clock.now());
      state.keys.set(id, { id, secret, accountId, status: 'Active', createDate });
      accountOf(state, accountId).rootKeyIds.push(id);
      return { accessKeyId: id, secretAccessKey: secret };
    },
  });
