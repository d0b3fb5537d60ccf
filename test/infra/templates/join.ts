import { globalRegion } from '#infra/deployed/forwarding.ts';
import type { DeployOptions } from '#infra/local/host/deploy-tourniquet.ts';
import { loadTemplate } from './load.ts';
import { readMember } from './member.ts';

type CreateMember = NonNullable<DeployOptions['createMember']>;

/** Makes a member as the StackSet does: the roles with us-east-1, the rules in each of its Regions. */
export const joinByTemplate: CreateMember = async (aws, { accountId, externalId, roles }, home) => {
  const { deployment, roleArns } = home;
  const parameters = {
    HomeAccountId: deployment.accountId,
    HomeRegion: deployment.region,
    ExternalId: externalId ?? home.externalId,
    RevokeSessions: String(roleArns['revoke-sessions'] !== undefined),
  };
  const regions = new Set([...(roles === false ? [] : [globalRegion]), deployment.region]);
  const template = await readMember();
  for (const region of regions) await loadTemplate(aws, template, { accountId, region, parameters });
};
