import {
  type IAMClient,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam';
import { guardTag } from '#lib/credential/guard-tag.ts';
import type { Before } from '#lib/incident/incident.ts';
import { type Standing, type Step, stepOn, type Target, type UserTarget } from './step.ts';

const tagged = (value: string) => ({ Tags: [{ Key: guardTag.key, Value: value }] });
const untagged = { TagKeys: [guardTag.key] };

/** What is common to both: another value that stood under the key is put back, and no tag is taken off again. */
const tagging = {
  // Two incidents may hold one user, and sessions of one role: the tag stays while one of them needs it.
  shared: true,
  guards: true,
  read: (_target: unknown, standing: { guardTag?: string }): Before => ({ tag: standing.guardTag ?? null }),
  inForce: (): Before => ({ tag: guardTag.value }),
} as const;

const valueBefore = ({ tag }: Before): string | undefined => (typeof tag === 'string' ? tag : undefined);

const tagUserWith = async ({ userName }: UserTarget, value: string, iam: IAMClient): Promise<void> => {
  await iam.send(new TagUserCommand({ UserName: userName, ...tagged(value) }));
};

/**
 * Tags the user as contained, so that the guard lets nobody but Tourniquet lift the other steps. Only where the guard is
 * on: without its service control policy a tag keeps nobody from anything.
 */
export const tagUser = stepOn('user', {
  ...tagging,
  id: 'tag-user',
  done: 'user tagged for the guard',
  operation: 'iam:TagUser',
  apply: (target, { iam }) => tagUserWith(target, guardTag.value, iam),
  undo: async (target, before, { iam }) => {
    const value = valueBefore(before);
    if (value !== undefined) return tagUserWith(target, value, iam);
    await iam.send(new UntagUserCommand({ UserName: target.userName, ...untagged }));
  },
});

// Of a role either all or one session is held: the tag is on the role in both cases.
const roleIn = (target: Target): string => {
  if (target.kind === 'user') throw new TypeError('tag-role works on a role, not on a user');
  return target.roleName;
};

const roleStanding = (standing: Standing): { guardTag?: string } => {
  if (standing.kind === 'user') throw new TypeError('tag-role reads a role, not a user');
  return standing;
};

const tagRoleWith = async (target: Target, value: string, iam: IAMClient): Promise<void> => {
  await iam.send(new TagRoleCommand({ RoleName: roleIn(target), ...tagged(value) }));
};

/** The same for a role, whether it is denied itself or sessions of it are. */
export const tagRole: Step = {
  ...tagging,
  read: (target, standing) => tagging.read(target, roleStanding(standing)),
  id: 'tag-role',
  done: 'role tagged for the guard',
  operation: 'iam:TagRole',
  apply: (target, { iam }) => tagRoleWith(target, guardTag.value, iam),
  undo: async (target, before, { iam }) => {
    const value = valueBefore(before);
    if (value !== undefined) return tagRoleWith(target, value, iam);
    await iam.send(new UntagRoleCommand({ RoleName: roleIn(target), ...untagged }));
  },
};

/** The step that tags a principal, by what is read of it. */
export const tagStepFor = ({ kind }: Standing): string => (kind === 'user' ? tagUser.id : tagRole.id);
