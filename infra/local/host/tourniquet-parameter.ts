import { type DeployedSystem, deploymentParameter } from '#lib/platform/deployed-system.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import type { DeployOptions } from './tourniquet-options.ts';

interface Deployed {
  deployment: Deployment;
  folders: readonly string[];
  webhookUrl: string;
}

/** Writes the parameter by which the terminal finds the deployment. */
export const tellOfItself = async (
  { administer }: EmbeddedAws,
  { deployment, folders, webhookUrl }: Deployed,
  { rules, members = [] }: DeployOptions,
): Promise<void> => {
  const system: DeployedSystem = {
    form: 1,
    deployment,
    functions: folders,
    mode: rules?.mode ?? 'contain',
    accounts: members.map(({ accountId }) => accountId),
    guardDutyRegions: [],
    webhookUrl,
  };
  await administer('ssm', 'PutParameter', {
    Name: deploymentParameter,
    Type: 'String',
    Tier: 'Intelligent-Tiering',
    Value: JSON.stringify(system),
    Overwrite: true,
  });
};
