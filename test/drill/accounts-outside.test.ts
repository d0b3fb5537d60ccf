import { afterAll, describe, expect, it } from 'vitest';
import { leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { notesAbout, setTheStage } from './helpers.ts';
import { keyIsOff, leaking, newUser } from './leaking.ts';

const { accountId: home } = company;
const member = '222233334444';
const outside = '999988887777';
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: home, members: [member], scps: {} };

const stages: Stage[] = [];
const newStage = async (rules: object): Promise<Stage> => {
  const stage = await setTheStage({
    members: [{ accountId: member }],
    accounts: [outside],
    organization,
    rules,
  });
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

/** Every time that we asked for a role there, and whether that account saw anything of it. */
const attemptsAt = ({ aws }: Stage, accountId: string) => ({
  asked: aws.trail
    .records(home)
    .filter(({ eventName }) => eventName === 'AssumeRole')
    .filter(({ requestParameters }) => JSON.stringify(requestParameters ?? {}).includes(`::${accountId}:`))
    .map(({ errorCode }) => errorCode ?? 'allowed'),
  seen: aws.trail
    .records(accountId)
    .filter(({ userIdentity }) => /tourniquet/.test(userIdentity.arn ?? ''))
    .map(({ eventName }) => eventName),
});

describe('an account outside of the organization is named and never touched', () => {
  it('where the rules say that every account of the organization is ours: a member is, it is not', async () => {
    const stage = await newStage({ accounts: [], organization: true });
    const inside = await newUser(stage, { accountId: member });
    const contained = await leaking(stage, {
      credential: inside.key,
      accountId: member,
      report: () => stage.deliver(leak(stage.github, inside.key)),
    });
    expect(contained.after).toMatchObject(keyIsOff);

    const user = await newUser(stage, { accountId: outside });
    const { after, incident, changes, told } = await leaking(stage, {
      credential: user.key,
      accountId: outside,
      report: () => stage.deliver(leak(stage.github, user.key)),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-ours', accountId: outside, steps: [] });
    expect(incident?.reason).toContain(outside);
    expect(told).toEqual([]);
    expect(await notesAbout(stage, user.key.accessKeyId)).toMatchObject([{ kind: 'not-ours' }]);
    expect(attemptsAt(stage, outside)).toEqual({ asked: [], seen: [] });
  });

  it('nor where the rules list it by mistake: our own policy does not let the ExternalId out', async () => {
    const stage = await newStage({ accounts: [member, outside] });
    const user = await newUser(stage, { accountId: outside });
    const { after, incident, changes } = await leaking(stage, {
      credential: user.key,
      accountId: outside,
      report: () => stage.deliver(leak(stage.github, user.key)),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'owner-undecided' });
    expect(incident?.reason).toContain(outside);
    const { asked, seen } = attemptsAt(stage, outside);
    expect([...new Set(asked)]).toEqual(['AccessDenied']);
    expect(seen).toEqual([]);
  });
});
