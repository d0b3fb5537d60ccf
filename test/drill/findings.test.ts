import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { clientsFor } from '#infra/local/clients.ts';
import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import { newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import { company } from '#infra/local/scenario/company.ts';
import { notesAbout } from './helpers.ts';
import {
  deadLetters,
  expectContained,
  expectNothingMutated,
  type Holder,
  incidentsOf,
  isDenied,
  newHolder,
  settle,
  shareStage,
  waiting,
  watch,
} from './recording.ts';
import { arePublishedFindingsThere, publishedFindings, sampleMarks } from './sample-findings.ts';

const shared = shareStage();
const { accountId, region } = company;

type Details = Parameters<typeof guardDutyFinding>[2] & { principalId?: string };

const finding = (
  details: Details,
  more: Record<string, unknown> = {},
): ReturnType<typeof guardDutyFinding> => {
  const made = guardDutyFinding(accountId, region, details, shared.stage.aws.clock.now());
  return { ...made, detail: { ...made.detail, ...more } };
};

const emit = (event: { detail: Record<string, unknown> }): void => {
  const envelope = { source: 'aws.guardduty', detailType: 'GuardDuty Finding' };
  shared.stage.aws.events.emit(accountId, region, { ...envelope, detail: event.detail });
};

const sequence = join(import.meta.dirname, '../fixtures/guardduty/attack-sequence.json');

describe('findings that GuardDuty generates as samples', () => {
  console.info(`Sent ${publishedFindings.length} published GuardDuty findings through EventBridge.`);

  test('all nine published ones are sent where their folder is', () => {
    expect(publishedFindings).toHaveLength(arePublishedFindingsThere ? 9 : 0);
  });

  // The users that the samples name exist here, and the account is ours: who believed a sample would do harm.
  const asOurs = (text: string) =>
    JSON.parse(text.replaceAll(/123456789012|111122223333|101010101111/g, accountId));

  test('leave every user and role as they were, also when they name our account', async () => {
    const { stage } = shared;
    for (const name of ['john_doe', 'GeneratedFindingUserName', 'IAMRole']) await newHolder(stage, name);
    const seen = await watch(stage, () => {
      for (const detail of publishedFindings) {
        emit({ detail });
        emit({ detail: { ...asOurs(JSON.stringify(detail)), id: `ours-${detail.id}` } });
      }
    });
    expectNothingMutated(seen);
    expect(seen.opened).toEqual([]);
    expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
  });

  test.for(sampleMarks)(
    'one that is a sample %s leaves a real user and its key alone',
    async ([, asSample]) => {
      const { stage } = shared;
      const { userName, key } = await newHolder(stage);
      const detail = asSample(finding({ accessKeyId: key.accessKeyId, userName }));
      const seen = await watch(stage, () => emit({ detail }));
      expectNothingMutated(seen);
      expect(seen).toMatchObject({ told: [], opened: [] });
      expect(deadLetters(stage)).toEqual([]);
    },
  );
});

describe('a finding about a key of ours', () => {
  test('is contained', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    emit(finding({ accessKeyId: holder.key.accessKeyId, userName: holder.userName }));
    await settle(stage);
    await expectContained(stage, holder);
  });

  test('that names another existing user contains the real owner and leaves the named one alone', async () => {
    const { stage } = shared;
    const [owner, named] = [await newHolder(stage), await newHolder(stage)];
    const seen = await watch(stage, () =>
      emit(finding({ accessKeyId: owner.key.accessKeyId, userName: named.userName })),
    );
    await settle(stage);
    await expectContained(stage, owner);
    const others = ({ users }: { users: { user: string }[] }) =>
      users.filter(({ user }) => user !== owner.userName);
    expect(others(seen.after)).toEqual(others(seen.before));
    expect(others(seen.after).map(({ user }) => user)).toContain(named.userName);
    expect(await incidentsOf(stage, named.key)).toEqual([]);
  });

  test('that comes again with the same id joins its incident; one with another id is a second signal of it', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const first = finding({ accessKeyId: holder.key.accessKeyId, userName: holder.userName });
    emit(first);
    await settle(stage);
    await expectContained(stage, holder);
    const again = await watch(stage, () => emit({ detail: { ...first.detail, service: { count: 2 } } }));
    expectNothingMutated(again);
    expect(again).toMatchObject({ told: [], opened: [] });
    expect((await incidentsOf(stage, holder.key))[0]?.signals).toHaveLength(1);
    const other = await watch(stage, () =>
      emit(finding({ accessKeyId: holder.key.accessKeyId, userName: holder.userName })),
    );
    expectNothingMutated(other);
    expect(other).toMatchObject({ told: [], opened: [] });
    expect((await incidentsOf(stage, holder.key))[0]?.signals).toHaveLength(2);
    expect(await incidentsOf(stage, holder.key)).toHaveLength(1);
  });

  test('that is an attack sequence is contained by its credentialUid', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const { detail } = JSON.parse(readFileSync(sequence, 'utf8'));
    const [actor] = detail.service.detection.sequence.actors;
    actor.user.name = holder.userName;
    actor.user.credentialUid = holder.key.accessKeyId;
    detail.service.detection.sequence.actors = [{ process: { name: 'curl' } }, actor];
    emit({ detail: { ...detail, accountId } });
    await settle(stage);
    await expectContained(stage, holder);
    const [incident] = await incidentsOf(stage, holder.key);
    expect(incident?.signals).toMatchObject([
      { where: 'GuardDuty finding AttackSequence:IAM/CompromisedCredentials in us-east-1' },
    ]);
  });
});

describe('a finding about a role session', () => {
  test('leaves the user alone whose name is that of the role', async () => {
    const { stage } = shared;
    const [alice] = stage.keys['alice'] ?? [];
    if (!alice) throw new Error('the company has no alice');
    const RoleArn = `arn:aws:iam::${accountId}:role/deployment`;
    const { sts } = clientsFor(stage.aws.url, region, alice);
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'build' }));
    const accessKeyId = Credentials?.AccessKeyId ?? '';
    await newHolder(stage, 'deployment');
    const seen = await watch(stage, () =>
      emit(finding({ accessKeyId, userName: 'deployment', userType: 'AssumedRole' })),
    );
    expectNothingMutated(seen);
    expect(await incidentsOf(stage, { ...alice, accessKeyId })).toMatchObject([
      { status: 'not-contained', principal: { kind: 'role' }, steps: [] },
    ]);
    const page = seen.told.find(({ topic }) => topic === 'pages');
    expect(page?.subject).toBe(`NOT CONTAINED: AWS session ${accessKeyId} of role deployment`);
  });
});

describe('a finding about a key that is deleted', () => {
  const deletedKeyOf = async ({ userName: UserName, key: { accessKeyId } }: Holder): Promise<string> => {
    await shared.stage.aws.administer('iam', 'DeleteAccessKey', { UserName, AccessKeyId: accessKeyId });
    return accessKeyId;
  };

  const principalIdOf = async ({ userName: UserName }: Holder): Promise<string> =>
    (await shared.stage.aws.administer('iam', 'GetUser', { UserName })).User.UserId;

  test('has its user denied when name and unique id are its own: its sessions may live on', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const [accessKeyId, principalId] = [await deletedKeyOf(holder), await principalIdOf(holder)];
    emit(finding({ accessKeyId, userName: holder.userName, principalId }));
    await settle(stage);
    expect(await isDenied(stage, holder.userName)).toBe(true);
  });

  test.for([
    ['role', { userType: 'AssumedRole', principalId: 'AROAY34FZKBOV6W7X2Y3Z:build' }],
    ['role, whatever its id', { userType: 'AssumedRole' }],
    ['user who is no more', { principalId: 'AIDAY34FZKBOB2C3D4E5F' }],
  ] as const)('leaves the user alone when the name in it is that of a %s', async ([, details]) => {
    const { stage } = shared;
    const accessKeyId = await deletedKeyOf(await newHolder(stage));
    const named = await newHolder(stage);
    const principalId = await principalIdOf(named);
    const event = finding({ accessKeyId, userName: named.userName, principalId, ...details });
    const seen = await watch(stage, () => emit(event));
    expectNothingMutated(seen);
    expect(seen.told.map(({ topic, subject }) => `${topic}: ${subject}`)).toContain(
      `pages: NOT CONTAINED: AWS key ${accessKeyId}`,
    );
  });
});

describe('a finding that is not ours to act on', () => {
  test('because the key belongs to another account opens an incident that says so', async () => {
    const { stage } = shared;
    const other = '998877665544';
    const accessKeyId = newAccessKeyId('AKIA', other);
    const named = await newHolder(stage);
    const seen = await watch(stage, () =>
      emit(finding({ accessKeyId, userName: named.userName }, { accountId: other })),
    );
    expectNothingMutated(seen);
    expect(seen.opened).toEqual([accessKeyId]);
    const [incident] = (await stage.incidents()).filter((each) => each.accessKeyId === accessKeyId);
    expect(incident).toMatchObject({ status: 'not-ours', accountId: other, steps: [] });
    expect(incident?.reason).toContain(other);
    expect(seen.told).toEqual([]);
    expect(await notesAbout(stage, accessKeyId)).toMatchObject([{ kind: 'not-ours' }]);
  });

  test.for([
    'Recon:IAMUser/TorIPCaller',
    'PrivilegeEscalation:IAMUser/AnomalousBehavior',
    'CryptoCurrency:EC2/BitcoinTool.B',
    'SomethingNew:IAMUser/NobodyKnows',
  ])('because nobody said that %s means a leak is told by mail and not acted on', async (type) => {
    const { stage } = shared;
    const { userName, key } = await newHolder(stage);
    const seen = await watch(stage, () =>
      emit(finding({ accessKeyId: key.accessKeyId, userName }, { type })),
    );
    expectNothingMutated(seen);
    expect(seen.opened).toEqual([]);
    expect(seen.told).toMatchObject([{ topic: 'mail', subject: 'Reported, not acted on' }]);
    expect(seen.told[0]?.message).toContain(type);
    expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
  });

  test('names a user and no key: the user is denied, and no key is switched off', async () => {
    const { stage } = shared;
    const { userName, key } = await newHolder(stage);
    const seen = await watch(stage, () => emit(finding({ accessKeyId: '', userName })));
    expect(seen.iamWrites).toEqual(['AttachUserPolicy']);
    const [incident] = (await stage.incidents()).filter((each) => each.principal?.name === userName);
    expect(incident).toMatchObject({
      incidentId: expect.stringMatching(/^user-/),
      accessKeyId: null,
      status: 'contained',
      alsoStopped: [key.accessKeyId],
    });
  });

  test('because neither a key nor a user stands in it pages people', async () => {
    const { stage } = shared;
    const seen = await watch(stage, () => emit(finding({ accessKeyId: '', userName: '' })));
    expectNothingMutated(seen);
    expect(seen.opened).toEqual([]);
    expect(seen.told).toMatchObject([
      { topic: 'pages', subject: expect.stringMatching(/^NOT CONTAINED/) },
      { topic: 'mail', message: expect.stringContaining('accessKeyId is empty') },
    ]);
  });
});
