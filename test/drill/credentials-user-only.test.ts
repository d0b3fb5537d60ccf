import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { setTheStage } from './helpers.ts';
import { isDenied, keyIsOff, type LeakingUser, leaking, newUser, settled, tries, works } from './leaking.ts';
import { mailsOf, pagesOf } from './told.ts';

const { accountId, region } = company;
const quarantine = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const byAws = (user: string): string => `users/${user}/attached/${quarantine}: nothing -> "${quarantine}"`;

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage();
});
afterAll(() => stage.close());

const incidentsOfUser = async ({ userName }: LeakingUser) =>
  (await stage.incidents()).filter(({ principal }) => principal?.name === userName);

describe('a user whom AWS quarantines, and no key is named', () => {
  it('is denied, its keys are listed and none is switched off; a later report of one of them joins the incident', async () => {
    const user = await newUser(stage, { keys: 2 });
    const { userName, keys, key } = user;
    const { after, changes, told } = await leaking(stage, {
      credential: key,
      report: () => stage.aws.quarantine(accountId, userName, 'V3'),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes.toSorted()).toEqual([byAws(userName), planned.denied(userName)].toSorted());
    const ids = keys.map(({ accessKeyId }) => accessKeyId);
    expect(await incidentsOfUser(user)).toMatchObject([
      {
        incidentId: expect.stringMatching(/^user-/),
        accessKeyId: null,
        status: 'contained',
        steps: [{ id: 'deny-user', outcome: 'done' }],
        alsoStopped: expect.arrayContaining(ids),
      },
    ]);
    expect(pagesOf(told)).toEqual([]);
    for (const id of ids) expect(mailsOf(told)[0]?.message).toContain(id);

    const about = { accessKeyId: key.accessKeyId, userName };
    await stage.emit('guardduty', guardDutyFinding(accountId, region, about, stage.aws.clock.now()));
    await settled(stage);
    expect(await tries(stage, key)).toMatchObject(keyIsOff);
    expect(await incidentsOfUser(user)).toMatchObject([
      {
        incidentId: expect.stringMatching(/^user-/),
        accessKeyId: key.accessKeyId,
        status: 'contained',
        signals: [{ source: 'quarantine' }, { source: 'guardduty' }],
      },
    ]);
  });

  it('and who has no room for a policy gets the deny as the boundary', async () => {
    const user = await newUser(stage, { full: true });
    const { userName, userId } = user;
    const { after, changes } = await leaking(stage, {
      credential: user.key,
      report: () =>
        stage.emit(
          'quarantine',
          quarantineDetail({ userName, userId, accountId, at: stage.aws.clock.now() }),
        ),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toEqual([planned.bound(userName)]);
    expect(await incidentsOfUser(user)).toMatchObject([{ accessKeyId: null, status: 'contained' }]);
  });
});

describe('a service-specific credential', () => {
  const make = async (UserName: string): Promise<string> => {
    const input = { UserName, ServiceName: 'bedrock.amazonaws.com' };
    const made = await stage.aws.administer('iam', 'CreateServiceSpecificCredential', input);
    return made.ServiceSpecificCredential.ServiceSpecificCredentialId;
  };

  it('that was made after the leak is switched off with the key; one from before is told of and stays', async () => {
    const user = await newUser(stage);
    const before = await make(user.userName);
    await stage.aws.clock.advance(60_000);
    const about = { accessKeyId: user.key.accessKeyId, userName: user.userName };
    const finding = guardDutyFinding(accountId, region, about, stage.aws.clock.now());
    await stage.aws.clock.advance(60_000);
    const after = await make(user.userName);
    const { changes, incident, told } = await leaking(stage, {
      credential: user.key,
      report: () => stage.emit('guardduty', finding),
    });
    expect(changes.toSorted()).toEqual(
      [
        planned.keyOff(user.userName, user.key.accessKeyId),
        planned.denied(user.userName),
        planned.serviceOff(user.userName, after),
      ].toSorted(),
    );
    expect(incident).toMatchObject({ status: 'contained' });
    expect(incident?.steps.map(({ id, outcome }) => [id, outcome])).toContainEqual([
      `deactivate-service-credential:${after}`,
      'done',
    ]);
    expect(mailsOf(told)[0]?.message).toContain(before);

    const { payload } = await stage.aws.host.invoke('tourniquet-restore', {
      incidentId: incident?.incidentId,
    });
    expect(JSON.parse(payload)).toMatchObject({ status: 'restored' });
    const { ServiceSpecificCredentials } = await stage.aws.administer(
      'iam',
      'ListServiceSpecificCredentials',
      { UserName: user.userName },
    );
    expect(ServiceSpecificCredentials.map(({ Status }: { Status: string }) => Status)).toEqual([
      'Active',
      'Active',
    ]);
    expect(await works(stage, user.key)).toBe(true);
  });
});
