import { type StatusType, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { keyStatus } from './key-status.ts';
import { stepOn, type UserTarget } from './step.ts';

// UserName is always passed: without it IAM takes the user from the key that signs the call, which is ours.
const setStatus = ({ accessKeyId, userName }: UserTarget, status: StatusType) => {
  if (accessKeyId === null) throw new TypeError('no key is known that could be switched');
  return new UpdateAccessKeyCommand({ AccessKeyId: accessKeyId, UserName: userName, Status: status });
};

/** Switches the leaked key off. Sessions that it issued go on living: denyUser is for those. */
export const deactivateKey = stepOn('user', {
  id: 'deactivate-key',
  done: 'key switched off',
  shared: false,
  operation: 'iam:UpdateAccessKey',
  read: ({ accessKeyId }, { keys }) => ({
    status: keys.find((key) => key.accessKeyId === accessKeyId)?.status ?? 'deleted',
  }),
  inForce: () => ({ status: 'Inactive' }),
  gone: { status: 'deleted' },
  apply: async (target, { iam }) => {
    await iam.send(setStatus(target, 'Inactive'));
  },
  undo: async (target, before, { iam }) => {
    await iam.send(setStatus(target, keyStatus(before)));
  },
});
