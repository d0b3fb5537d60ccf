import type { Json } from '#lib/investigation/detail.ts';
import { createRole, createUser, rewriteTrust } from '#test/fixtures/cloudtrail/iam.ts';
import { record } from '#test/fixtures/cloudtrail/record.ts';
import { startCompute } from './compute.ts';
import { logIn, signIn } from './console.ts';
import { ended, issue, issueAcross, useUnderAnotherId } from './issuing.ts';
import { lure, namesake, twin } from './lures.ts';
import type { Delivery, Outcome, Step } from './steps.ts';
import { type Actor, World } from './world.ts';

const chain = (world: World, by: Actor, hops: number): void => {
  let holder = by;
  for (let hop = 0; hop < hops; hop += 1) {
    world.wait(1);
    // There and back again: the chain is a loop of roles.
    holder = issue(world, holder, { how: 'AssumeRole', role: hop % 2 === 0 ? 'prod' : 'deploy' });
  }
  world.write(record(holder.caller, 's3:ListBuckets', world.wait(1)));
};

const makeUsers = (world: World, by: Actor, users: number): void => {
  let holder = by;
  for (let made = 0; made < users; made += 1) {
    const userName = world.name('svc');
    world.write(createUser(holder.caller, world.wait(1), userName));
    world.make('AWS::IAM::User', userName, holder);
    holder = issue(world, holder, { how: 'CreateAccessKey', userName });
  }
};

interface Opening {
  role: number;
  made: boolean;
  outcome: Outcome;
}

const open = (world: World, by: Actor, { role, made, outcome }: Opening): void => {
  const name = made ? world.name('helper') : world.role(role);
  const change = made ? createRole : rewriteTrust;
  world.write(ended(change(by.caller, world.wait(5), name, '905418237716'), outcome));
  world.wait(5);
  if (outcome !== 'done') return;
  if (made) {
    world.roles.push(name);
    world.make('AWS::IAM::Role', name, by);
  }
  world.open(by, name);
};

const twice = (world: World, by: Actor, role: string): void => {
  const session = world.name('tf');
  world.wait(1);
  issue(world, by, { how: 'AssumeRole', role, session });
  const used = issue(world, by, { how: 'AssumeRole', role, session });
  world.write(record(used.caller, 'ec2:DescribeInstances', world.wait(1)));
};

const happen = (world: World, step: Step): unknown => {
  const by = world.actor(step.by);
  switch (step.does) {
    case 'act':
      return world.write(ended(record(by.caller, 's3:ListBuckets', world.wait(1)), step.outcome));
    case 'issue':
      world.wait(1);
      return issue(world, by, { how: step.how, outcome: step.outcome, role: world.role(step.role) });
    case 'issue twice':
      return twice(world, by, world.role(step.role));
    case 'use under another id':
      return useUnderAnotherId(world, by, step.outcome);
    case 'chain':
      return chain(world, by, step.hops);
    case 'fan':
      return Array.from({ length: step.width }, () => issue(world, by, { how: step.how }));
    case 'make users with keys':
      return makeUsers(world, by, step.users);
    case 'open a role':
      return open(world, by, step);
    case 'issue across accounts':
      world.wait(1);
      return issueAcross(world, by, step.seen, step.outcome);
    case 'log in':
      return logIn(world, by, step);
    case 'sign in':
      return signIn(world, by, step.follow, step.outcome);
    case 'start compute':
      return startCompute(world, by, step);
    case 'lure':
      return lure(world, by, world.actor(step.about), step.into);
    case 'name like a key':
      return namesake(world, by, world.actor(step.about), step.role);
    case 'twin':
      return twin(world, by, step.change);
  }
};

export const worldOf = (steps: readonly Step[]): World => {
  const world = new World();
  for (const step of steps) happen(world, step);
  return world;
};

/** The records as they arrive: in another order, and some of them twice. */
export const delivered = (records: readonly Json[], { twice, moved }: Delivery): Json[] => {
  const again = twice.flatMap((at) => records.slice(at % Math.max(records.length, 1)).slice(0, 1));
  const all = [...records, ...again];
  for (const at of moved) all.unshift(...all.splice(at % Math.max(all.length, 1), 1));
  return all;
};
