import { randomBytes } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { clientSettings, iamClient } from '#lib/aws/clients.ts';
import { describeError } from '#lib/aws/errors.ts';
import { canaryPath } from '#lib/evidence/audit/drills.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { RunFile } from './run-file.ts';

/** By path and tag a user is known as a canary of ours: nothing else is ever removed. */
export { canaryPath };
export const canaryTag = 'tourniquet-drill';
const policyName = 'read-itself';

/**
 * What bounds a canary. Whoever may drill may write its policies, and would else be an administrator: the rights of the
 * docs (docs/policies/drill-live.json) let him write those of a user with this boundary alone.
 */
const boundaryIn = (partition: string): string => `arn:${partition}:iam::aws:policy/IAMReadOnlyAccess`;

/** Names a drill: `20261128t1830-9f3c21aa`. */
export const newRun = (): string =>
  `${timestamp().slice(0, 16).replaceAll(/[-:]/g, '').toLowerCase()}-${randomBytes(4).toString('hex')}`;

export const userNameOf = (run: string): string => `tourniquet-drill-${run}`;

export interface Canary {
  userName: string;
  accessKeyId: string;
  /** IAM with the canary's own key. One attempt a call: what is asked for is whether it is refused now. */
  iam: IAMClient;
}

// It can do one thing, which changes nothing and which a deny stops.
const policyFor = (arn: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:GetUser', Resource: arn }],
  });

const did = async <T>(operation: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw new Error(describeError(operation, error), { cause: error });
  }
};

/**
 * Makes the canary: a user that can read itself, with a key. What is about to be made is written down first, so that
 * whatever ends this process leaves somebody who knows. The secret stays in memory.
 */
export const makeCanary = async (file: RunFile, partition: string, signal: AbortSignal): Promise<Canary> => {
  const { run } = file.known();
  const UserName = userNameOf(run);
  const iam = iamClient();
  await file.note({ userName: UserName });
  signal.throwIfAborted();
  const { User } = await did(
    'iam:CreateUser',
    iam.send(
      new CreateUserCommand({
        UserName,
        Path: canaryPath,
        PermissionsBoundary: boundaryIn(partition),
        Tags: [{ Key: canaryTag, Value: run }],
      }),
    ),
  );
  const PolicyDocument = policyFor(User?.Arn ?? '');
  signal.throwIfAborted();
  await did(
    'iam:PutUserPolicy',
    iam.send(new PutUserPolicyCommand({ UserName, PolicyName: policyName, PolicyDocument })),
  );
  signal.throwIfAborted();
  const { AccessKey } = await did('iam:CreateAccessKey', iam.send(new CreateAccessKeyCommand({ UserName })));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
  if (!accessKeyId || !secretAccessKey) throw new Error('iam:CreateAccessKey gave no key');
  await file.note({ accessKeyId });
  const credentials = { accessKeyId, secretAccessKey };
  return {
    userName: UserName,
    accessKeyId,
    iam: new IAMClient({ ...clientSettings(), maxAttempts: 1, credentials }),
  };
};
