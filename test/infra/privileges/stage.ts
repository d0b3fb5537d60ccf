import { synthesize } from '#infra/cloud/synthesize.ts';
import type { Template } from '#infra/cloud/template/template.ts';
import { everywhere } from '#infra/local/drill/elsewhere.ts';
import type { Stage, StageOptions } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { noLimits, setTheStage, setTheStageForContain } from '#test/drill/helpers.ts';
import { joinByTemplate } from '../templates/join.ts';
import { organizationId, policiesFrom, restorableBoundaries, settings } from './everything-deployed.ts';

export const home = company.accountId;
export const member = '222233334444';
/** Nobody's: no role of ours is there. */
export const outside = '999988887777';

let synthesized: Promise<Template> | undefined;
/** The home template with all that can be switched on. */
export const homeTemplate = (): Promise<Template> => {
  synthesized ??= synthesize(settings());
  return synthesized;
};

const allowing = (Effect: 'Allow' | 'Deny', Action: string) => ({
  Version: '2012-10-17',
  Statement: { Effect, Action, Resource: '*' },
});

const organization = {
  id: organizationId,
  managementAccountId: home,
  members: [home, member],
  scps: { [member]: [allowing('Allow', '*'), allowing('Deny', 'ec2:*')] },
};

/** The company with a member account, whose roles at home and there hold exactly what the templates say. */
export const deployedByTemplates = async (
  options: Partial<StageOptions> = {},
): Promise<Partial<StageOptions>> => ({
  organization,
  accounts: [outside],
  members: [{ accountId: member }],
  createMember: joinByTemplate,
  policies: policiesFrom(await homeTemplate()),
  destinations: everywhere,
  guard: true,
  trailDelay: 60_000,
  rules: { ...noLimits, accounts: [], organization: true, restorableBoundaries },
  ...options,
});

/** @param investigates whether the investigation runs; else it ends at once */
export const setStoryStage = async (investigates: boolean): Promise<Stage> => {
  const options = await deployedByTemplates();
  return investigates ? setTheStage(options) : setTheStageForContain(options);
};
