import { afterEach, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import { noLimits, notesAbout, setTheStageForContain } from './helpers.ts';
import { memberCases } from './member-cases.ts';
import { contained, free, member, organization, report, standingOf, victimIn } from './member-rig.ts';

const stranger = '333344445555';

memberCases({});

let stage: Stage;
const closing = () => afterEach(() => stage.close());

describe('a key of a member account, besides', () => {
  closing();

  it('is contained although STS throttles', async () => {
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }] });
    const victim = await victimIn(stage, member);
    stage.aws.faults.inject({
      service: 'sts',
      operation: 'AssumeRole',
      times: 3,
      effect: { kind: 'throttle' },
    });
    await report(stage, victim);
    expect(await standingOf(stage, victim)).toEqual(contained);
  });

  it('is known as one by the organization where the rules say so', async () => {
    const rules = { ...noLimits, accounts: [], organization: true };
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }], rules });
    const victim = await victimIn(stage, member);
    await report(stage, victim);
    expect(await standingOf(stage, victim)).toEqual(contained);
  });
});

describe('a key of an account outside of the organization', () => {
  closing();

  it.each([
    ['listed accounts', {}],
    ['the organization', { accounts: [], organization: true }],
  ])('is named and never touched, by %s', async (_, rules) => {
    stage = await setTheStageForContain({
      organization,
      accounts: [stranger],
      members: [{ accountId: member }],
      rules: { ...noLimits, ...rules },
    });
    const victim = await victimIn(stage, stranger);
    await report(stage, victim);
    expect(await standingOf(stage, victim)).toEqual(free);
    expect(await stage.incidentOf(victim.key.accessKeyId)).toMatchObject({
      status: 'not-ours',
      accountId: stranger,
      steps: [],
    });
    expect(await notesAbout(stage, victim.key.accessKeyId)).toMatchObject([{ kind: 'not-ours' }]);
    // A role that the stranger has planted never learns the external id.
    expect(stage.aws.calls.filter(({ operation }) => operation === 'AssumeRole')).toEqual([]);
  });
});
