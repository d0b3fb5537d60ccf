import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardDutyFinding, leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { setTheStage } from './helpers.ts';
import {
  isDenied,
  keyIsOff,
  type LeakingUser,
  leaking,
  type NewUser,
  newUser,
  sessionToken,
  tries,
  works,
} from './leaking.ts';
import { mailsOf, pagesOf } from './told.ts';

const { accountId, region } = company;

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage();
});
afterAll(() => stage.close());

const byGithub = (credential: { accessKeyId: string; secretAccessKey: string }) => async () =>
  expect(await stage.deliver(leak(stage.github, credential))).toBe(202);

const byGuardDuty =
  ({ userName, key: { accessKeyId } }: LeakingUser) =>
  () =>
    stage.emit(
      'guardduty',
      guardDutyFinding(accountId, region, { accessKeyId, userName }, stage.aws.clock.now()),
    );

describe('a long-term key of a user stops working, and nothing else of the account is changed', () => {
  it.for<[string, NewUser, (user: string) => string]>([
    ['of a user', {}, planned.denied],
    ['of a user with a path', { path: '/ci/eu/' }, planned.denied],
    ['of a user with a boundary and room for a policy', { boundary: 'PowerUserAccess' }, planned.denied],
    ['of a user with no room for a policy: the deny is its boundary', { full: true }, planned.bound],
    [
      'of a user with no room for a policy and a boundary: the deny takes its place',
      { full: true, boundary: 'PowerUserAccess' },
      (user) => planned.bound(user, 'arn:aws:iam::aws:policy/PowerUserAccess'),
    ],
  ])('%s', async ([, kind, denied]) => {
    const user = await newUser(stage, kind);
    const { userName, key } = user;
    const { after, incident, changes, told } = await leaking(stage, {
      credential: key,
      report: kind.path ? byGuardDuty(user) : byGithub(key),
    });
    expect(after).toMatchObject(keyIsOff);
    expect(changes.toSorted()).toEqual(
      [planned.keyOff(userName, key.accessKeyId), denied(userName)].toSorted(),
    );
    expect(incident).toMatchObject({ status: 'contained', principal: { kind: 'user', name: userName } });
    expect(pagesOf(told)).toEqual([]);
    expect(mailsOf(told)[0]?.subject).toBe(`Contained: AWS key ${key.accessKeyId} of ${userName}`);
  });
});

describe('both keys of a user', () => {
  it('one leaks: the other stays on and the deny stops it all the same, which plan and mail say with its last use', async () => {
    const user = await newUser(stage, { keys: 2 });
    const [leaked, other] = user.keys;
    if (!leaked || !other) throw new Error('the user has two keys');
    expect(await works(stage, other)).toBe(true);
    const { changes, incident, told } = await leaking(stage, {
      credential: leaked,
      report: byGithub(leaked),
    });
    expect(changes.toSorted()).toEqual(
      [planned.keyOff(user.userName, leaked.accessKeyId), planned.denied(user.userName)].toSorted(),
    );
    expect(await tries(stage, other)).toMatchObject(isDenied);
    expect(incident).toMatchObject({
      alsoStopped: [other.accessKeyId],
      alsoDenied: [
        { kind: 'access-key', id: other.accessKeyId, lastUsedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
      ],
    });
    const day = incident?.alsoDenied?.[0]?.lastUsedAt?.slice(0, 10);
    expect(mailsOf(told)[0]?.message).toContain(
      `The deny also stops: access key ${other.accessKeyId} (last used ${day})`,
    );

    // Only now the other one is off as well; the deny stands already.
    const second = await stage.emit(
      'guardduty',
      guardDutyFinding(
        accountId,
        region,
        { accessKeyId: other.accessKeyId, userName: user.userName },
        stage.aws.clock.now(),
      ),
    );
    expect(second).toEqual(expect.any(String));
    await stage.aws.host.idle();
    expect(await tries(stage, other)).toMatchObject(keyIsOff);
    expect((await stage.incidentOf(other.accessKeyId))?.steps).toMatchObject([
      { id: 'deactivate-key', outcome: 'done' },
      { id: 'deny-user', outcome: 'already' },
    ]);
  });
});

describe('a deleted key', () => {
  const remove = ({ userName, key }: LeakingUser) =>
    stage.aws.administer('iam', 'DeleteAccessKey', { UserName: userName, AccessKeyId: key.accessKeyId });

  it('whose user the report names by name and unique id: the user is denied, for sessions of it live on', async () => {
    const user = await newUser(stage);
    const session = await sessionToken(stage, user.key);
    await remove(user);
    const about = {
      accessKeyId: user.key.accessKeyId,
      userName: user.userName,
      principalId: user.userId,
    };
    const { after, changes } = await leaking(stage, {
      credential: session,
      report: () =>
        stage.emit('guardduty', guardDutyFinding(accountId, region, about, stage.aws.clock.now())),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toEqual([planned.denied(user.userName)]);
    expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({
      status: 'contained',
      decidedBy: 'deleted-key-of-named-user',
    });
  });

  it('whose user nobody names: nothing is changed, and the page says how to find and deny the user', async () => {
    const user = await newUser(stage);
    const other = await newUser(stage);
    await remove(user);
    const { changes, told } = await leaking(stage, {
      credential: other.key,
      report: byGithub(user.key),
    });
    expect(changes).toEqual([]);
    expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({
      status: 'not-contained',
      decidedBy: 'deleted-key',
    });
    const [page] = pagesOf(told);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    expect(page?.message).toContain(`AttributeKey=AccessKeyId,AttributeValue=${user.key.accessKeyId}`);
    expect(page?.message).toContain('aws iam attach-user-policy --user-name USER');
  });
});
