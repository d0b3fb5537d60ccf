import { describe, expect, it } from 'vitest';
import {
  from,
  office,
  otherAccount,
  roleSession,
  service,
  stranger,
  user,
  userIdOf,
  victim,
} from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction, registerTask, runInstances, runTask } from '#test/fixtures/cloudtrail/compute.ts';
import { createAccessKey, createRole, createUser, rewriteTrust } from '#test/fixtures/cloudtrail/iam.ts';
import { assumedByService, assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, found, investigated, leaked, linksOf, second, thief } from './lineage.ts';

const instance = 'i-0aa11bb22cc33dd44';
const task = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

const computes = [
  {
    via: 'RunInstances',
    started: [runInstances(thief, at(0), ['i-0123456789abcdef0', instance], 'worker')],
    session: instance,
    host: 'ec2.amazonaws.com',
  },
  {
    via: 'CreateFunction',
    started: [createFunction(thief, at(0), 'resize', 'worker')],
    session: 'resize',
    host: 'lambda.amazonaws.com',
  },
  {
    via: 'RunTask',
    started: [
      registerTask(thief, at(0), 'miner', 'worker'),
      runTask(thief, at(0.5), 'miner', task, 'worker'),
    ],
    session: task,
    host: 'ecs-tasks.amazonaws.com',
  },
];

describe.each(computes)('compute that the thief started by $via', ({ via, started, session, host }) => {
  const assumed = assumedByService(service(host), first, at(1), { role: 'worker', session });
  const link = { id: first, kind: 'role-session', issuedBy: leaked, via };

  it('has a certain session where the service itself took the role for it', () => {
    const acts = record(
      roleSession('worker', session, first, { creationDate: at(1) }),
      's3:ListBuckets',
      at(2),
    );
    const investigation = investigated([...started, assumed, acts]);
    expect(found(investigation, first)).toMatchObject({ ...link, certain: true, events: 1 });
    expect(investigation.credentials).toHaveLength(2);
  });

  it('has an inferred one where only its name tells', () => {
    const acts = record(roleSession('worker', session, first), 's3:ListBuckets', at(2));
    expect(linksOf([...started, acts])).toEqual([{ ...link, certain: false }]);
  });

  it('has none where nothing was started, or the start failed', () => {
    const acts = record(roleSession('worker', session, first), 's3:ListBuckets', at(2));
    expect(linksOf([assumed, acts])).toEqual([]);
    expect(linksOf([...started.map((call) => refused(call)), assumed, acts])).toEqual([]);
  });
});

it('EC2 says in the calls of a session that it delivered it: certain without a record of EC2', () => {
  const delivered = roleSession('worker', instance, first, { ec2RoleDelivery: '2.0' });
  expect(
    linksOf([runInstances(thief, at(0), [instance], 'worker'), record(delivered, 's3:ListBuckets', at(2))]),
  ).toEqual([{ id: first, kind: 'role-session', issuedBy: leaked, via: 'RunInstances', certain: true }]);
});

const ways = [
  { title: 'a role that the thief made', change: createRole },
  { title: 'a role whose trust the thief rewrote', change: rewriteTrust },
];

describe.each(ways)('$title', ({ change }) => {
  // So the account of the role sees a caller from another one: without a key id.
  const outsider = otherAccount(stranger, userIdOf('intruder'));
  const assume = (role: string) => ({
    role,
    session: 'x',
    account: victim,
    more: { recipientAccountId: victim, sharedEventID: 'f0e1d2c3-0000-4000-8000-b4a596877869' },
  });
  const opened = change(thief, at(10), 'helper', stranger);
  const taken = assumeRole(outsider, first, at(20), assume('helper'));
  const acts = record(roleSession('helper', 'x', first), 's3:ListBuckets', at(21));

  it('gives sessions to others, which are inferred', () => {
    const investigation = investigated([opened, taken, acts]);
    expect(found(investigation, first)).toMatchObject({
      kind: 'role-session',
      issuedBy: leaked,
      via: 'AssumeRole',
      certain: false,
      events: 1,
    });
    expect(investigation.events).toBe(1);
  });

  it('gives a certain one to the thief itself', () => {
    const own = assumeRole(thief, first, at(20), { role: 'helper', session: 'x' });
    expect(linksOf([opened, own])).toEqual([
      { id: first, kind: 'role-session', issuedBy: leaked, via: 'AssumeRole', certain: true },
    ]);
  });

  it('what an inferred session issues is inferred as well', () => {
    const made = createAccessKey(roleSession('helper', 'x', first), 'AKIAT3SKF7WXYMADEK2Y', at(22), 'dana');
    expect(found(investigated([opened, taken, made]), 'AKIAT3SKF7WXYMADEK2Y')).toMatchObject({
      issuedBy: first,
      via: 'CreateAccessKey',
      certain: false,
    });
  });

  it('gives none where it was taken before, or the change or the taking failed', () => {
    const before = assumeRole(from(colleague, office), second, at(5), { role: 'helper', session: 'y' });
    expect(linksOf([opened, before])).toEqual([]);
    expect(linksOf([refused(opened), taken, acts])).toEqual([]);
    expect(linksOf([opened, refused(taken)])).toEqual([]);
  });

  it('gives none where only another role of the like name was taken', () => {
    expect(linksOf([opened, assumeRole(outsider, first, at(20), assume('helper2'))])).toEqual([]);
  });
});

it('a role or a user that the thief made: what acts as it is inferred where no record issues it', () => {
  const inRole = record(roleSession('helper', 'x', first), 's3:ListBuckets', at(21));
  const key = 'AKIAT3SKF7WXYUNSEEN2';
  const asUser = record(user('backup-svc', key), 's3:ListBuckets', at(21));
  const opened = [createRole(thief, at(10), 'helper', stranger), createUser(thief, at(10), 'backup-svc')];
  const found = linksOf([...opened, inRole, asUser]).map(({ id, issuedBy, certain }) => ({
    id,
    issuedBy,
    certain,
  }));
  expect(found).toEqual([
    { id: key, issuedBy: leaked, certain: false },
    { id: first, issuedBy: leaked, certain: false },
  ]);
  const before = [inRole, asUser].map((call) => ({ ...call, eventTime: at(9) }));
  expect(linksOf([...opened, ...before])).toEqual([]);
});
