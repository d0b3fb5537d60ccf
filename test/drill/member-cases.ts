import { afterEach, describe, expect, it } from 'vitest';
import type { Stage, StageOptions } from '#infra/local/drill/stage.ts';
import { setTheStageForContain } from './helpers.ts';
import { contained, free, member, organization, report, standingOf, victimIn } from './member-rig.ts';

type Made = Pick<StageOptions, 'createMember' | 'createForwarding'>;

/**
 * What holds for members however they were made.
 * @param made how they are made
 */
export const memberCases = (made: Made): void => {
  let stage: Stage;
  afterEach(() => stage.close());

  describe('a key of a member account', () => {
    it('is contained there, under a session that carries the incident, and restored', async () => {
      stage = await setTheStageForContain({ ...made, organization, members: [{ accountId: member }] });
      const victim = await victimIn(stage, member);
      // The finding is in the member's own account, whose rule forwards it.
      await report(stage, victim, member);
      expect(await standingOf(stage, victim)).toEqual(contained);
      const incident = await stage.incidentOf(victim.key.accessKeyId);
      expect(incident).toMatchObject({ status: 'contained', accountId: member });
      const [change] = stage.aws.trail
        .records(member)
        .filter(({ eventName }) => eventName === 'UpdateAccessKey');
      expect(change?.userIdentity.arn).toBe(
        `arn:aws:sts::${member}:assumed-role/tourniquet-member/${incident?.incidentId}`,
      );

      const { functionError, payload } = await stage.aws.host.invoke('tourniquet-restore', {
        incidentId: incident?.incidentId,
      });
      expect(functionError, payload).toBeUndefined();
      expect(await standingOf(stage, victim)).toEqual(free);
    });

    it.each([
      ['its role is not there', { roles: false as const }],
      ['its role expects another external id', { externalId: 'of-somebody-else' }],
    ])('is not contained where %s, and the page says what to mend', async (_, fault) => {
      const members = [{ accountId: member, ...fault }];
      stage = await setTheStageForContain({ ...made, organization, members });
      const victim = await victimIn(stage, member);
      await report(stage, victim);
      expect(await standingOf(stage, victim)).toEqual(free);
      const incident = await stage.incidentOf(victim.key.accessKeyId);
      expect(incident).toMatchObject({ status: 'not-contained' });
      expect(incident?.reason).toContain('tourniquet-member');
      expect(incident?.reason).toMatch(/ExternalId/i);
      expect(incident?.reason).not.toContain(stage.deployed.memberExternalId);
      const page = stage.aws.sns.mailbox(stage.deployed.pagesTopicArn).at(-1);
      expect(page?.subject).toMatch(/^NOT CONTAINED/);
      expect(page?.message).toContain('tourniquet-member');
    });
  });
};
