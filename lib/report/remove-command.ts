import type { MadeThing } from '#lib/investigation/made-things.ts';
import { partitionOf } from '#lib/investigation/regions.ts';
import { plainName, shellSafe } from '#lib/platform/shell-safe.ts';

const plainPolicy = /^arn:[\w-]+:iam::\w+:policy\/[\w+=,.@/-]+$/;

const denyAll = (region: string): string => `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll`;

// A user or role that has keys or policies cannot be deleted in one call, but the deny stops it at once.
const commands: Record<string, (thing: MadeThing & { owner: { name: string } }) => string> = {
  user: ({ id, region }) => `aws iam attach-user-policy --user-name ${id} --policy-arn ${denyAll(region)}`,
  role: ({ id, region }) => `aws iam attach-role-policy --role-name ${id} --policy-arn ${denyAll(region)}`,
  'access key': ({ id, owner }) =>
    `aws iam delete-access-key --user-name ${owner.name} --access-key-id ${id}`,
  'console login': ({ id }) => `aws iam delete-login-profile --user-name ${id}`,
  'attached policy': ({ id, owner, eventName }) =>
    eventName === 'AttachRolePolicy'
      ? `aws iam detach-role-policy --role-name ${owner.name} --policy-arn ${id}`
      : `aws iam detach-user-policy --user-name ${owner.name} --policy-arn ${id}`,
  function: ({ id, region }) => `aws lambda delete-function --region ${region} --function-name ${id}`,
};

const ownerNeeded: ReadonlySet<string> = new Set(['access key', 'attached policy']);

const commandFor = (thing: MadeThing): string[] => {
  const write = Object.hasOwn(commands, thing.kind) ? commands[thing.kind] : undefined;
  const name = thing.owner?.name ?? '';
  if (!write || !shellSafe(thing.id, thing.kind === 'attached policy' ? plainPolicy : plainName)) return [];
  if (!shellSafe(thing.region) || (ownerNeeded.has(thing.kind) && !shellSafe(name))) return [];
  return [write({ ...thing, owner: { kind: thing.owner?.kind ?? 'user', name } })];
};

// So many ids still make a line that can be read over before it is pasted.
const idsInCommand = 20;

const chunks = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / idsInCommand) }, (_, index) =>
    ids.slice(index * idsInCommand, (index + 1) * idsInCommand),
  );

const terminations = (things: readonly MadeThing[]): string[] => {
  const instances = things.filter(
    ({ kind, id, region }) => kind === 'instance' && shellSafe(id) && shellSafe(region),
  );
  return [...Map.groupBy(instances, ({ region }) => region)].flatMap(([region, here]) =>
    chunks(here.map(({ id }) => id)).map(
      (ids) => `aws ec2 terminate-instances --region ${region} --instance-ids ${ids.join(' ')}`,
    ),
  );
};

// The deny on a user that the key made stops the keys, logins and policies of that user as well.
export const holderOf = ({ kind, id, owner }: MadeThing): string =>
  kind === 'console login' ? `user ${id}` : `${owner?.kind} ${owner?.name}`;

/**
 * A command for each thing that stands and can be stopped or removed with one; the instances of a Region share
 * theirs. Names are the thief's choice: only those that a shell leaves alone become part of a command.
 */
export const removeCommands = (things: readonly MadeThing[]): string[] => {
  const standing = things.filter(({ removedAt }) => !removedAt);
  const users = standing.filter(({ kind, id }) => /^(user|role)$/.test(kind) && shellSafe(id));
  const denied = new Set(users.map(({ kind, id }) => `${kind} ${id}`));
  const others = standing.filter((thing) => !denied.has(holderOf(thing)));
  return [...others.flatMap(commandFor), ...terminations(standing)];
};
