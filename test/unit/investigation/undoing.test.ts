import { beforeEach, describe, expect, it } from 'vitest';
import type { Incident, Principal } from '#lib/incident/incident.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { type UndoingQuestion, undoneBy } from '#lib/investigation/undoing.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import {
  type Caller,
  onBehalfOf,
  roleArn,
  roleIdOf,
  roleSession,
  service,
  user,
  userArn,
  userIdOf,
  victim,
} from '#test/fixtures/cloudtrail/callers.ts';
import { remove } from '#test/fixtures/cloudtrail/iam.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, leaked, second, thief } from './lineage.ts';
import { type Asked, recordsStand } from './live-trail.ts';
import { awsError, cloudTrail, testTrail } from './world.ts';

const ci: Principal = { kind: 'user', name: 'ci', arn: userArn('ci'), id: userIdOf('ci') };
const deploy: Principal = { kind: 'role', name: 'deploy', arn: roleArn('deploy'), id: roleIdOf('deploy') };
const incident = (principal: Principal | null, more: Partial<Incident> = {}): Incident => ({
  incidentId: 'i-1',
  accessKeyId: leaked,
  accountId: victim,
  principal,
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: at(0),
  ...more,
});

const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

let asked: Asked[];
beforeEach(() => void cloudTrail.reset());

const undone = async (records: Json[], more: Partial<UndoingQuestion> = {}) => {
  asked = recordsStand(records);
  return undoneBy(
    {
      incidents: [incident(ci), incident(deploy)],
      to: new Date(at(60)),
      regions: ['eu-west-1', 'us-east-1'],
      isOfLineage: (id) => id === leaked || id === first,
      ...more,
    },
    testTrail(),
  );
};
const undoings = async (...asked: Parameters<typeof undone>) => (await undone(...asked)).undoings;

describe('a call takes off', () => {
  it.each<[string, string, Json]>([
    ['deny-user', 'DetachUserPolicy', { userName: 'ci', policyArn: denyAll }],
    ['deactivate-key', 'UpdateAccessKey', { userName: 'ci', accessKeyId: leaked, status: 'Active' }],
    [
      'deactivate-service-credential:ACCAT3SKF7WXYSERVICE2',
      'UpdateServiceSpecificCredential',
      { userName: 'ci', serviceSpecificCredentialId: 'ACCAT3SKF7WXYSERVICE2', status: 'Active' },
    ],
    ['bound-user', 'DeleteUserPermissionsBoundary', { userName: 'ci' }],
    ['bound-user', 'PutUserPermissionsBoundary', { userName: 'ci', permissionsBoundary: readOnly }],
    ['deny-role', 'DetachRolePolicy', { roleName: 'deploy', policyArn: denyAll }],
    ['bound-role', 'DeleteRolePermissionsBoundary', { roleName: 'deploy' }],
    ['bound-role', 'PutRolePermissionsBoundary', { roleName: 'deploy', permissionsBoundary: readOnly }],
    ['deny-session', 'DeleteRolePolicy', { roleName: 'deploy', policyName: 'TourniquetDeny-7f3a' }],
    ['tag-user', 'UntagUser', { userName: 'ci', tagKeys: ['team', 'Tourniquet-Contained'] }],
    ['tag-user', 'TagUser', { userName: 'ci', tags: [{ key: 'tourniquet-contained', value: 'no' }] }],
    ['tag-role', 'UntagRole', { roleName: 'deploy', tagKeys: ['tourniquet-contained'] }],
    ['tag-role', 'TagRole', { roleName: 'deploy', tags: [{ key: 'TOURNIQUET-CONTAINED', value: '' }] }],
  ])('%s: %s', async (step, name, parameters) => {
    const principalId = 'userName' in parameters ? userIdOf('ci') : roleIdOf('deploy');
    const found = await undoings([remove(colleague, name, at(5), parameters)]);
    expect(found).toEqual([
      {
        principalId,
        step,
        ...(step === 'deactivate-key' && { accessKeyId: leaked }),
        by: userArn('dana'),
        byLineage: false,
        at: at(5).replace('Z', '.000Z'),
      },
    ]);
    const message = { kind: 'sweep', incidentId: 'i-1', number: 1, changes: found };
    expect(readQueueMessage(JSON.stringify(message), defaultRules())).toEqual(message);
  });
});

describe('nothing is taken off by', () => {
  const detach = remove(thief, 'DetachUserPolicy', at(5), { userName: 'ci', policyArn: denyAll });
  it.each<[string, Json]>([
    ['a call that was refused', refused(detach)],
    ['a call without a time', { ...detach, eventTime: 'soon' }],
    ['another policy', remove(thief, 'DetachUserPolicy', at(5), { userName: 'ci', policyArn: readOnly })],
    [
      'our own boundary',
      remove(thief, 'PutUserPermissionsBoundary', at(5), { userName: 'ci', permissionsBoundary: denyAll }),
    ],
    [
      'switching a key off',
      remove(thief, 'UpdateAccessKey', at(5), { userName: 'ci', accessKeyId: leaked, status: 'Inactive' }),
    ],
    [
      'switching on a key that nobody had switched off',
      remove(thief, 'UpdateAccessKey', at(5), { userName: 'ci', accessKeyId: 'AKIAOTHER', status: 'Active' }),
    ],
    ['a call without a key', remove(thief, 'UpdateAccessKey', at(5), { userName: 'ci', status: 'Active' })],
    [
      'a call without a credential',
      remove(thief, 'UpdateServiceSpecificCredential', at(5), { userName: 'ci', status: 'Active' }),
    ],
    [
      'a policy that is not ours',
      remove(thief, 'DeleteRolePolicy', at(5), { roleName: 'deploy', policyName: 'own' }),
    ],
    ['another tag', remove(thief, 'UntagUser', at(5), { userName: 'ci', tagKeys: ['team'] })],
    [
      "the guard's tag as it should be",
      remove(thief, 'TagUser', at(5), {
        userName: 'ci',
        tags: [{ key: 'tourniquet-contained', value: 'true' }],
      }),
    ],
    ['tags that are none', remove(thief, 'UntagRole', at(5), { roleName: 'deploy', tagKeys: 'all' })],
    ['a policy without a name', remove(thief, 'DeleteRolePolicy', at(5), { roleName: 'deploy' })],
    [
      'a call that only names it',
      remove(thief, 'DetachUserPolicy', at(5), { userName: 'dana', policyArn: denyAll, note: 'ci' }),
    ],
    [
      'a call of another kind',
      record(thief, 'iam:constructor', at(5), { requestParameters: { userName: 'ci' } }),
    ],
  ])('%s', async (_, call) => {
    expect(await undoings([{ ...call, awsRegion: 'us-east-1' }])).toEqual([]);
  });
});

describe('who did it', () => {
  const by = async (caller: Caller, more: Json = { userName: 'ci' }) =>
    (await undoings([remove(caller, 'DetachUserPolicy', at(5), { policyArn: denyAll, ...more })]))[0];

  it.each<[string, Caller, string, boolean]>([
    ['the leaked key', thief, userArn('ci'), true],
    [
      'a session of the lineage',
      roleSession('deploy', 'a', first),
      `arn:aws:sts::${victim}:assumed-role/deploy/a`,
      true,
    ],
    [
      'another session of the same role',
      roleSession('deploy', 'a', second),
      `arn:aws:sts::${victim}:assumed-role/deploy/a`,
      false,
    ],
    ['a service', service('AWS Internal'), 'AWS-Internal', false],
    ['nobody who is named', { ...thief, identity: { type: 'AWSService' } }, 'unknown', false],
  ])('is %s', async (_, caller, who, byLineage) => {
    expect(await by(caller)).toMatchObject({ by: who, byLineage });
  });

  it('is of the lineage, too, where a service acts in the name of its session or of who is held', async () => {
    const session = roleSession('admin', 's', first);
    const signed = 'ASIAT3SKF7WXYFASID2A';
    const detach = { policyArn: denyAll, userName: 'ci' };
    const lineageArns = new Set([`arn:aws:sts::${victim}:assumed-role/admin/s`]);
    for (const caller of [
      onBehalfOf(session, 'ssm.amazonaws.com', signed),
      onBehalfOf(thief, 'cloudformation.amazonaws.com', signed),
    ])
      expect(
        await undoings([remove(caller, 'DetachUserPolicy', at(5), detach)], { lineageArns }),
      ).toMatchObject([{ byLineage: true }]);
    const whole = [incident(ci), incident(deploy, { accessKeyId: null })];
    const another = remove(roleSession('deploy', 'z', second), 'DetachUserPolicy', at(5), detach);
    expect(await undoings([another], { incidents: whole })).toMatchObject([{ byLineage: true }]);
    expect(await undoings([another])).toMatchObject([{ byLineage: false }]);
  });

  it('without a name it is the user of the key that signed', async () => {
    const records = [
      remove(user('ci', second), 'UpdateAccessKey', at(5), {
        accessKeyId: leaked,
        status: 'Active',
        about: 'ci',
      }),
    ];
    expect(await undoings(records)).toMatchObject([{ step: 'deactivate-key', by: userArn('ci') }]);
  });
});

describe('of several', () => {
  it('the last one of each step is told', async () => {
    const detach = (caller: Caller, minutes: number) =>
      remove(caller, 'DetachUserPolicy', at(minutes), { userName: 'ci', policyArn: denyAll });
    const found = await undoings([
      detach(colleague, 9),
      detach(thief, 5),
      remove(thief, 'DeleteUserPermissionsBoundary', at(7), { userName: 'ci' }),
    ]);
    expect(found.map(({ step, by, at: when }) => [step, by, when])).toEqual([
      ['deny-user', userArn('dana'), at(9).replace('Z', '.000Z')],
      ['bound-user', userArn('ci'), at(7).replace('Z', '.000Z')],
    ]);
  });

  it('sessions of a role each is told for itself', async () => {
    const off = (caller: Caller, id: string) =>
      remove(caller, 'DeleteRolePolicy', at(5), { roleName: 'deploy', policyName: `TourniquetDeny-${id}` });
    expect(await undoings([off(colleague, first), off(thief, second)])).toMatchObject([
      { accessKeyId: first, byLineage: false },
      { accessKeyId: second, byLineage: true },
    ]);
  });

  it('what the lineage switched on is not hidden by what others did to another key', async () => {
    const on = (caller: Caller, accessKeyId: string, minutes: number) =>
      remove(caller, 'UpdateAccessKey', at(minutes), { userName: 'ci', accessKeyId, status: 'Active' });
    const other = 'AKIAT3SKF7WXYSECONDK';
    const incidents = [incident(ci), incident(ci, { accessKeyId: other, openedAt: at(-5) })];
    for (const calls of [
      [on(thief, leaked, 5), on(colleague, other, 6)],
      [on(colleague, other, 4), on(thief, leaked, 5)],
    ])
      expect(await undoings(calls, { incidents })).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ accessKeyId: leaked, byLineage: true }),
          expect.objectContaining({ accessKeyId: other, byLineage: false }),
        ]),
      );
    expect(await undoings([on(colleague, leaked, 5)], { incidents })).toMatchObject([{ byLineage: false }]);
  });
});

describe('it is asked', () => {
  it('once for each principal, where IAM stands, from when the first of its incidents was opened', async () => {
    const incidents = [
      incident(ci),
      incident(ci, { accessKeyId: null, openedAt: at(-30) }),
      incident(ci, { openedAt: at(10) }),
      incident(deploy),
      incident(null),
      incident({ kind: 'user', name: 'nobody', arn: userArn('nobody') }),
    ];
    await undone([], { incidents });
    expect(asked).toEqual(['us-east-1 ResourceName ci', 'us-east-1 ResourceName deploy']);
    expect(cloudTrail.calls()[0]?.args[0].input).toMatchObject({
      StartTime: new Date(at(-30)),
      EndTime: new Date(at(60)),
    });
  });

  it('and what could not be read is said', async () => {
    recordsStand([], () => awsError('AccessDeniedException'));
    const incidents = [incident(ci)];
    const question = { incidents, to: new Date(at(60)), regions: ['us-east-1'], isOfLineage: () => false };
    expect(await undoneBy(question, testTrail())).toMatchObject({
      undoings: [],
      unread: [{ region: 'us-east-1', complete: false, reason: expect.stringContaining('AccessDenied') }],
    });
  });

  it('no more is told than a message may name', async () => {
    const incidents = Array.from({ length: 510 }, (_, number) =>
      incident({ ...ci, name: `u${number}`, id: userIdOf(`u${number}`) }),
    );
    const records = incidents.map(({ principal }, number) =>
      remove(colleague, 'DeleteUserPermissionsBoundary', at(number / 10), { userName: principal?.name }),
    );
    const found = await undoings(records, { incidents });
    expect(found).toHaveLength(500);
    expect(found.at(-1)).toMatchObject({ principalId: userIdOf('u509') });
  });
});
