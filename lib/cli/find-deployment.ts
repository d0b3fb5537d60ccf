import { clientSettings } from '#lib/aws/clients.ts';
import { describeError, isError } from '#lib/aws/errors.ts';
import { config } from '#lib/platform/config.ts';
import {
  type DeployedSystem,
  deploymentParameter,
  readDeployedSystem,
} from '#lib/platform/deployed-system.ts';
import { callerIdentity } from './identity.ts';
import { refuseOfAnother } from './written-by-another.ts';

/**
 * Finds what is deployed where the terminal's credentials and Region point to.
 * @throws Error that names the account and the Region, ConfigError where the parameter is not ours or leads elsewhere
 */
export const findDeployment = async (): Promise<DeployedSystem> => {
  const { accountId } = await callerIdentity();
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const ssm = new SSMClient(clientSettings());
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: deploymentParameter }));
    const system = readDeployedSystem(Parameter?.Value ?? '');
    refuseOfAnother(system, { accountId, region: config.region(), endpoint: config.endpoint() });
    return system;
  } catch (error) {
    if (isError(error, 'ParameterNotFound'))
      throw new Error(
        `Tourniquet is not deployed in account ${accountId}, Region ${config.region()} (there is no parameter ${deploymentParameter}): set AWS_PROFILE and AWS_REGION to where it is, or deploy it`,
        { cause: error },
      );
    if (error instanceof Error && error.name === 'ConfigError') throw error;
    throw new Error(describeError('ssm:GetParameter', error), { cause: error });
  }
};
