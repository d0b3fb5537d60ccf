import type { Operation } from '../contract.ts';
import type { Entity } from './entities.ts';
import { noSuchEntity } from './errors.ts';
import type { State } from './state.ts';
import { aboutPermissions, changeableOf, type Subject } from './subject.ts';

/** @throws AwsError NoSuchEntity when there is no such policy to be the boundary */
export const checkBoundary = (state: State, arn: string, accountId: string): string => {
  const policy = state.policies.find(arn);
  if (!policy || ![accountId, 'aws'].includes(policy.accountId)) {
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  }
  return arn;
};

/** PutUserPermissionsBoundary replaces one that stands, without a word; the same for roles. */
export const boundaries = <T extends Entity>(
  state: State,
  subject: Subject<T>,
): Record<string, Operation> => ({
  [`Put${subject.label}PermissionsBoundary`]: {
    readOnly: false,
    ...aboutPermissions(subject),
    run(input: { PermissionsBoundary: string }, call) {
      const { id, accountId } = changeableOf(subject, input, call);
      const boundary = checkBoundary(state, input.PermissionsBoundary, accountId);
      subject.collection.update(id, (known) => ({ ...known, boundary }));
      return {};
    },
  },
  [`Delete${subject.label}PermissionsBoundary`]: {
    readOnly: false,
    ...aboutPermissions(subject),
    run(input: object, call) {
      const { id } = changeableOf(subject, input, call);
      subject.collection.update(id, (known) => withoutBoundary(known));
      return {};
    },
  },
});

const withoutBoundary = <T extends Entity>(entity: T): T => {
  const { boundary, ...rest } = entity;
  return rest as T;
};
