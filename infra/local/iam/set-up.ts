import { randomBytes, randomUUID } from 'node:crypto';
import type { Caller, Operation, Service, Shape } from '../contract.ts';
import { issueRoleSession } from '../sts/assume-role.ts';
import type { ServiceSession } from '../sts/service-session.ts';
import { newAccessKeyId, newSecret } from './access-key-id.ts';
import { rootArn } from './arns.ts';
import { accountOf, type State } from './state.ts';
import { toSecond } from './unique-id.ts';

export interface SetUp {
  /** Runs an IAM operation as AWS itself would, which may also make service-linked roles. */
  run(operation: string, input: Shape): Shape;
  /** Root keys are made in the console alone; in the API only root itself can make another. */
  createRootKey(): { accessKeyId: string; secretAccessKey: string };
  /** The role of a permission set, as IAM Identity Center makes it: nobody else can make one or change it. */
  createIdentityCenterRole(permissionSet: string): Shape;
  /** A session of any role, as if whoever it trusts (an identity provider, a service of AWS) had asked for it. */
  issueRoleSession(roleName: string, sessionName: string, seconds?: number): ServiceSession;
  /** What GetUser shows as PasswordLastUsed. */
  signInToConsole(userName: string): void;
}

/** Who fills an account: AWS, acting for its root user. */
const aws = (accountId: string): Caller => ({
  kind: 'service',
  accountId,
  arn: rootArn(accountId),
  userId: accountId,
  accessKeyId: '',
});

const run = (state: State, iam: Service, accountId: string, operation: string, input: Shape): Shape => {
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
};

/** Path and name: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const identityCenterRole = (accountId: string, permissionSet: string) => ({
  Path: '/aws-reserved/sso.amazonaws.com/',
  RoleName: `AWSReservedSSO_${permissionSet}_${randomBytes(8).toString('hex')}`,
  MaxSessionDuration: 43_200,
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${accountId}:saml-provider/AWSSSO_DO_NOT_DELETE` },
        Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      },
    ],
  }),
});

export const createSetUp =
  (state: State, iam: Service) =>
  (accountId: string): SetUp => ({
    run: (operation, input) => run(state, iam, accountId, operation, input),
    createIdentityCenterRole(permissionSet) {
      return run(state, iam, accountId, 'CreateRole', identityCenterRole(accountId, permissionSet)).Role;
    },
    issueRoleSession(roleName, sessionName, seconds = 3600) {
      const role = state.roles.get(accountId, roleName);
      const session = issueRoleSession(state, role, { sessionName, seconds, now: state.clock.now() });
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
      return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
    },
    signInToConsole(userName) {
      const { id } = state.users.get(accountId, userName);
      const passwordLastUsed = toSecond(state.clock.now());
      state.users.update(id, (known) => ({ ...known, passwordLastUsed }));
    },
    createRootKey() {
      const [id, secret] = [newAccessKeyId('AKIA', accountId), newSecret()];
      const createDate = toSecond(state.clock.now());
      state.keys.set(id, { id, secret, accountId, status: 'Active', createDate });
      accountOf(state, accountId).rootKeyIds.push(id);
      return { accessKeyId: id, secretAccessKey: secret };
    },
  });
