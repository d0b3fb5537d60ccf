import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { keepsDrawing } from '#lib/investigation/keeps-drawing.ts';
import { callOf } from '#lib/investigation/lineage/call.ts';
import { Lineage } from '#lib/investigation/lineage/lineage.ts';
import { otherAccount, roleSession, stranger, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction, runInstances, runTask } from '#test/fixtures/cloudtrail/compute.ts';
import { createRole, remove } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { session } from './descendants.ts';
import { colleague, first, investigated, leaked, thief } from './lineage.ts';

const instance = 'i-0aa11bb22cc33dd44';
const task = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

const lineageOf = (...records: Json[]): Lineage => {
  const lineage = new Lineage(leaked);
  for (const each of JSON.parse(JSON.stringify(records))) lineage.link(callOf(each));
  return lineage;
};
const drawing = (records: Json[], ...more: [Parameters<typeof keepsDrawing>[1]?, Set<string>?]) =>
  keepsDrawing(lineageOf(...records), more[0] ?? [], more[1] ?? new Set());

const started = runInstances(thief, at(0), [instance], 'worker');
const associated = record(thief, 'ec2:AssociateIamInstanceProfile', at(0), {
  requestParameters: {
    AssociateIamInstanceProfileRequest: { InstanceId: instance, IamInstanceProfile: { Name: 'worker' } },
  },
  responseElements: {},
});
const startedTask = {
  ...runTask(thief, at(0), 'miner', task, 'worker'),
  eventName: 'StartTask',
};

describe('compute of the lineage', () => {
  it.each([
    [
      'an instance',
      started,
      `${instance}, which RunInstances started, draws new sessions of its role until it is stopped`,
      `aws ec2 terminate-instances --region eu-west-1 --instance-ids ${instance}`,
    ],
    [
      'a function',
      createFunction(thief, at(0), 'resize', 'worker'),
      'resize, which CreateFunction started, draws new sessions of role worker until it is stopped',
      'aws lambda delete-function --region eu-west-1 --function-name resize',
    ],
    [
      'a task',
      runTask(thief, at(0), 'miner', task, 'worker'),
      `${task}, which RunTask started, draws new sessions of its role until it is stopped`,
      `aws ecs stop-task --region eu-west-1 --task ${task}`,
    ],
    [
      'a task on a machine of its own',
      startedTask,
      `${task}, which StartTask started, draws new sessions of its role until it is stopped`,
      `aws ecs stop-task --region eu-west-1 --task ${task}`,
    ],
    [
      'an instance that was given a role',
      associated,
      `${instance}, which AssociateIamInstanceProfile gave a role, draws new sessions of its role until it is stopped`,
      `aws ec2 describe-iam-instance-profile-associations --region eu-west-1 --filters Name=instance-id,Values=${instance}`,
    ],
  ])('%s is told with what stops it', (_, opened, what, command) => {
    expect(drawing([opened])).toEqual([{ what, by: leaked, command }]);
  });

  it('is told without a command where a name is none', () => {
    const named = (functionName: string, awsRegion = 'eu-west-1') => [
      { ...createFunction(thief, at(0), functionName, 'worker'), awsRegion },
    ];
    for (const records of [named('$(id)'), named('--debug'), named('resize', 'eu; ls')]) {
      expect(drawing(records)).toHaveLength(1);
      expect(drawing(records)[0]).not.toHaveProperty('command');
    }
  });

  it('of an unknown kind of call has no command', () => {
    const doors = lineageOf(started)
      .doors()
      .map((door) => ({ ...door, via: 'constructor' }));
    const lineage = { doors: () => doors, hasEnded: () => false, isCertain: () => true };
    expect(keepsDrawing(lineage, [], new Set())).toHaveLength(1);
    expect(keepsDrawing(lineage, [], new Set())[0]).not.toHaveProperty('command');
  });

  it('is named with the role that its sessions show', () => {
    const sessions = [session(1, 'other', 'i-other'), session(2, 'worker', instance)];
    expect(drawing([started], sessions)[0]?.what).toContain('draws new sessions of role worker until');
    const console = { ...session(2, 'worker', instance), kind: 'console-session' } as const;
    expect(drawing([started], [console])[0]?.what).toContain('of its role until');
  });

  it('draws nothing once its role is denied as a whole', () => {
    const sessions = [session(2, 'worker', instance)];
    expect(drawing([started], sessions, new Set(['worker']))).toEqual([]);
    expect(drawing([createFunction(thief, at(0), 'resize', 'worker')], [], new Set(['worker']))).toEqual([]);
    expect(drawing([started], sessions, new Set(['helper']))).toHaveLength(1);
  });

  it.each([
    ['by the thief', remove(thief, 'TerminateInstances', at(5), {})],
    ['by anybody', remove(colleague, 'TerminateInstances', at(5), {})],
  ])('draws nothing once it was ended %s', (_, call) => {
    const ended = {
      ...call,
      eventSource: 'ec2.amazonaws.com',
      awsRegion: 'eu-west-1',
      requestParameters: { instancesSet: { items: [{ instanceId: instance }] } },
    };
    expect(drawing([started, ended])).toEqual([]);
    expect(drawing([ended, started])).toEqual([]);
    expect(drawing([started, refused(ended)])).toHaveLength(1);
    expect(drawing([started, { ...ended, eventTime: at(-5) }])).toHaveLength(1);
    expect(drawing([started, { ...ended, recipientAccountId: stranger }])).toHaveLength(1);
  });

  it('that only perhaps is of the lineage is left to whoever looks at that', () => {
    const outsider = otherAccount(stranger, 'AIDAINTRUDER');
    const taken = assumeRole(outsider, first, at(11), {
      role: 'helper',
      session: 'x',
      account: victim,
      more: { recipientAccountId: victim },
    });
    const inside = runInstances(roleSession('helper', 'x', first), at(12), [instance], 'worker');
    const records = [createRole(thief, at(10), 'helper', stranger), taken, inside];
    expect(
      lineageOf(...records)
        .doors()
        .map(({ kind }) => kind),
    ).toContain('compute');
    expect(drawing(records)).toEqual([]);
  });

  it('is none where nothing was started with a role', () => {
    expect(
      drawing([runInstances(thief, at(0), [instance]), createRole(thief, at(0), 'helper', stranger)]),
    ).toEqual([]);
  });
});

it('an investigation tells it, and not where the lineage made the role as well', () => {
  const resize = createFunction(thief, at(1), 'resize', 'helper');
  expect(investigated([resize]).keepsDrawing).toMatchObject([{ by: leaked }]);
  expect(investigated([createRole(thief, at(0), 'helper', victim), resize]).keepsDrawing).toEqual([]);
  const gone = remove(thief, 'DeleteRole', at(2), { roleName: 'helper' });
  expect(investigated([createRole(thief, at(0), 'helper', victim), resize, gone]).keepsDrawing).toHaveLength(
    1,
  );
});
