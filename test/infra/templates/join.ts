import { globalRegion } from '#infra/deployed/forwarding.ts';
import type { DeployOptions } from '#infra/local/host/deploy-tourniquet.ts';
import { loadTemplate } from './load.ts';
import { readMember } from './member.ts';

type CreateMember = NonNullable<DeployOptions['createMember']>;

/**
 * Makes a member as the StackSet does: the roles with us-east-1, the rules in each of its Regions.
 * @param further Regions besides us-east-1 and the home Region
 */
export const joinByTemplates =
  (further: string[] = []): CreateMember =>
  async (aws, { accountId, externalId, roles }, home) => {
    const { deployment, roleArns } = home;
    const parameters = {
      HomeAccountId: deployment.accountId,
      HomeRegion: deployment.region,
      ExternalId: externalId ?? home.externalId,
      RevokeSessions: String(roleArns['revoke-sessions'] !== undefined),
      RestorableBoundaries: (deployment.restorableBoundaries ?? []).join(','),
      Guard: String(deployment.guard === true),
    };
    const regions = new Set([...(roles === false ? [] : [globalRegion]), deployment.region, ...further]);
    const template = await readMember();
    for (const region of regions) await loadTemplate(aws, template, { accountId, region, parameters });
  };

export const joinByTemplate = joinByTemplates();
