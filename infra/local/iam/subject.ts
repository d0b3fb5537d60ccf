import type { Call, Operation, Shape } from '../contract.ts';
import { arnOfNobody, groupArn, roleArn, userArn } from './arns.ts';
import type { Collection } from './collection.ts';
import type { Entity, Group, Role, User } from './entities.ts';
import { unmodifiable, validationError } from './errors.ts';
import type { State } from './state.ts';

/** What the operations on users, roles and groups have in common. */
export interface Subject<T extends Entity> {
  readonly kind: 'user' | 'role' | 'group';
  /** As it stands in operation names: `AttachUserPolicy`, `RoleName`. */
  readonly label: 'User' | 'Role' | 'Group';
  readonly collection: Collection<T>;
  arn(entity: Entity): string;
}

export const users = ({ users: collection }: State): Subject<User> => ({
  kind: 'user',
  label: 'User',
  collection,
  arn: userArn,
});

export const roles = ({ roles: collection }: State): Subject<Role> => ({
  kind: 'role',
  label: 'Role',
  collection,
  arn: roleArn,
});

export const groups = ({ groups: collection }: State): Subject<Group> => ({
  kind: 'group',
  label: 'Group',
  collection,
  arn: groupArn,
});

/** The name in the request; a user's request that names no user is about the user itself. */
const nameIn = (subject: Subject<Entity>, input: Shape, call: Call): string | undefined =>
  input[`${subject.label}Name`] ?? (subject.kind === 'user' ? call.caller.userName : undefined);

/** @throws AwsError NoSuchEntity, or ValidationError when no name is given and none can be inferred */
export const subjectOf = <T extends Entity>(subject: Subject<T>, input: Shape, call: Call): T => {
  const name = nameIn(subject, input, call);
  if (name === undefined)
    throw validationError('Must specify userName when calling with non-User credentials');
  return subject.collection.get(call.caller.accountId, name);
};

/**
 * The same, to change it.
 *
 * @throws AwsError UnmodifiableEntity for a service-linked role or one of IAM Identity Center; AWS may change them
 */
export const changeableOf = <T extends Entity>(subject: Subject<T>, input: Shape, call: Call): T => {
  const entity = subjectOf(subject, input, call);
  const guarded = /^\/aws-(service-role|reserved)\//.test(entity.path);
  if (subject.kind === 'role' && guarded && call.caller.kind !== 'service') throw unmodifiable(entity.name);
  return entity;
};

const tagConditions = (entity: Entity | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(entity?.tags ?? [])].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );

type About = Required<Pick<Operation, 'resources' | 'conditions'>>;

/** What a request about an entity is authorised on: its ARN with its path, and its tags. */
export const about = <T extends Entity>(subject: Subject<T>): About => {
  const find = (input: Shape, call: Call) => {
    const name = nameIn(subject, input, call);
    return {
      name,
      entity: name === undefined ? undefined : subject.collection.find(call.caller.accountId, name),
    };
  };
  return {
    resources(input, call) {
      const { name, entity } = find(input, call);
      if (entity) return [subject.arn(entity)];
      return [name === undefined ? '*' : arnOfNobody(call.caller.accountId, subject.kind, name)];
    },
    conditions(input, call) {
      const { entity } = find(input, call);
      // Whoever decides sees a tag as late as any other change.
      return tagConditions(entity && subject.collection.seen(entity.id));
    },
  };
};

/**
 * The same for a change of its permissions, which also has iam:PolicyARN and iam:PermissionsBoundary: the boundary
 * that the request sets, else the one that stands.
 */
export const aboutPermissions = <T extends Entity>(subject: Subject<T>): About => {
  const { resources, conditions } = about(subject);
  return {
    resources,
    conditions(input, call) {
      const name = nameIn(subject, input, call) ?? '';
      const boundary =
        input.PermissionsBoundary ?? subject.collection.find(call.caller.accountId, name)?.boundary;
      return {
        ...conditions(input, call),
        ...(input.PolicyArn && { 'iam:PolicyARN': input.PolicyArn }),
        ...(boundary && { 'iam:PermissionsBoundary': boundary }),
      };
    },
  };
};
