import type { MadeThing } from '#lib/investigation/made-things.ts';
import { partitionOf } from '#lib/investigation/regions.ts';
import { plainName, shellSafe } from '#lib/platform/shell-safe.ts';

const plainPolicy = /^arn:[\w-]+:iam::\w+:policy\/[\w+=,.@/-]+$/;
const plainProvider = /^arn:[\w-]+:iam::\d+:(?:oidc|saml)-provider\/[\w.:/-]+$/;

const denyAll = (region: string): string => `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll`;

type Owned = MadeThing & { owner: { name: string } };

interface Command {
  write: (thing: Owned) => string;
  /** What the id has to look like, where it is no plain name. */
  shape?: RegExp;
  /** The owner stands in it as well. */
  ofOwner?: true;
}

const detaching = ({ id, owner, eventName }: Owned): string => {
  const whose = eventName.replace(/^Attach|Policy$/g, '').toLowerCase();
  return `aws iam detach-${whose}-policy --${whose}-name ${owner.name} --policy-arn ${id}`;
};

// A user or role that has keys or policies cannot be deleted in one call, but the deny stops it at once. A scaling group,
// a fleet or a cluster starts machines again: it goes before they do.
const commands: Record<string, Command> = {
  user: {
    write: ({ id, region }) => `aws iam attach-user-policy --user-name ${id} --policy-arn ${denyAll(region)}`,
  },
  role: {
    write: ({ id, region }) => `aws iam attach-role-policy --role-name ${id} --policy-arn ${denyAll(region)}`,
  },
  'access key': {
    write: ({ id, owner }) => `aws iam delete-access-key --user-name ${owner.name} --access-key-id ${id}`,
    ofOwner: true,
  },
  'console login': { write: ({ id }) => `aws iam delete-login-profile --user-name ${id}` },
  'SSH key': {
    write: ({ id, owner }) =>
      `aws iam delete-ssh-public-key --user-name ${owner.name} --ssh-public-key-id ${id}`,
    ofOwner: true,
  },
  'attached policy': { write: detaching, shape: plainPolicy, ofOwner: true },
  'OIDC provider': {
    write: ({ id }) => `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${id}`,
    shape: plainProvider,
  },
  'SAML provider': {
    write: ({ id }) => `aws iam delete-saml-provider --saml-provider-arn ${id}`,
    shape: plainProvider,
  },
  'trust anchor': {
    write: ({ id, region }) =>
      `aws rolesanywhere disable-trust-anchor --region ${region} --trust-anchor-id ${id}`,
  },
  function: {
    write: ({ id, region }) => `aws lambda delete-function --region ${region} --function-name ${id}`,
  },
  'event source': {
    write: ({ id, region }) => `aws lambda delete-event-source-mapping --region ${region} --uuid ${id}`,
  },
  'scaling group': {
    write: ({ id, region }) =>
      `aws autoscaling delete-auto-scaling-group --region ${region} --auto-scaling-group-name ${id} --force-delete`,
  },
  fleet: {
    write: ({ id, region }) =>
      `aws ec2 delete-fleets --region ${region} --fleet-ids ${id} --terminate-instances`,
  },
  'spot fleet': {
    write: ({ id, region }) =>
      `aws ec2 cancel-spot-fleet-requests --region ${region} --spot-fleet-request-ids ${id} --terminate-instances`,
  },
  'Lightsail instance': {
    write: ({ id, region }) => `aws lightsail delete-instance --region ${region} --instance-name ${id}`,
  },
  'EMR cluster': {
    write: ({ id, region }) => `aws emr terminate-clusters --region ${region} --cluster-ids ${id}`,
  },
  activation: {
    write: ({ id, region }) => `aws ssm delete-activation --region ${region} --activation-id ${id}`,
  },
};

const commandFor = (thing: MadeThing): string[] => {
  const command = Object.hasOwn(commands, thing.kind) ? commands[thing.kind] : undefined;
  const name = thing.owner?.name ?? '';
  if (!command || !shellSafe(thing.id, command.shape ?? plainName)) return [];
  if (!shellSafe(thing.region) || (command.ofOwner && !shellSafe(name))) return [];
  return [command.write({ ...thing, owner: { kind: thing.owner?.kind ?? 'user', name } })];
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
