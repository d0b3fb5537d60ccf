import type { Json } from '#lib/investigation/detail.ts';
import { user, withIdentity } from '#test/fixtures/cloudtrail/callers.ts';
import { credentials } from '#test/fixtures/cloudtrail/issuing.ts';
import { record } from '#test/fixtures/cloudtrail/record.ts';
import { issue } from './issuing.ts';
import type { Change, Lure } from './steps.ts';
import type { Actor, World } from './world.ts';

/** What somebody can write into a call to make another credential look like one of the lineage. */
const lures = {
  'user agent': (id: string) => ({ userAgent: `{"accessKeyId":"${id}"}` }),
  request: (id: string, time: string) => ({ requestParameters: { credentials: credentials(id, time) } }),
  'error message': (id: string) => ({
    errorCode: 'AccessDenied',
    errorMessage: `accessKeyId ${id} may not do this`,
  }),
  'failed response': (id: string, time: string) => ({
    errorCode: 'InternalFailure',
    responseElements: { credentials: credentials(id, time) },
  }),
  'text in a response': (id: string, time: string) => ({
    responseElements: { note: JSON.stringify({ credentials: credentials(id, time) }) },
  }),
  metadata: (id: string) => ({
    responseElements: { accessKeyMetadata: { accessKeyId: id, status: 'Active' } },
  }),
} satisfies Record<Lure, (id: string, time: string) => Json>;

/** A call that names the credential of another one without having issued it. */
export const lure = (world: World, by: Actor, about: Actor, into: Lure): void => {
  const time = world.wait(1);
  world.write(record(by.caller, 'iam:UpdateAccessKey', time, lures[into](about.id, time)));
};

/**
 * A session that is named like a key id, or a role that is. Well apart from others of the name: sessions that share it
 * and began at the same moment would be taken for one.
 */
export const namesake = (world: World, by: Actor, about: Actor, role: boolean): void => {
  world.wait(5);
  issue(world, by, { how: 'AssumeRole', ...(role ? { role: `role-${about.id}` } : { session: about.id }) });
};

const changes = {
  'another last letter': (id: string) => `${id.slice(0, -1)}${id.endsWith('9') ? '8' : '9'}`,
  'another first letter': (id: string) => `${id.slice(0, 4)}R${id.slice(5)}`,
  'lower case': (id: string) => id.toLowerCase(),
  'one more': (id: string) => `${id}A`,
  'one less': (id: string) => id.slice(0, -1),
  'a blank behind it': (id: string) => `${id} `,
} satisfies Record<Change, (id: string) => string>;

/** Somebody with a key id that is nearly the one of another, who works and issues as well. */
export const twin = (world: World, of: Actor, change: Change): void => {
  const id = changes[change](of.id);
  if (world.counts.has(id) || world.links.has(id) || world.actors.some((each) => each.id === id)) return;
  const caller = withIdentity(user('twin', id), { userName: 'twin' });
  const actor: Actor = { id, caller, side: 'other' };
  world.actors.push(actor);
  world.write(record(caller, 's3:ListBuckets', world.wait(1)));
  issue(world, actor, { how: 'CreateAccessKey' });
};
