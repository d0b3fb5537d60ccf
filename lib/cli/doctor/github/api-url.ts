import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { lambdaClient } from '#lib/aws/clients.ts';
import { type Finding, notChecked } from '../check.ts';

const poller = 'tourniquet-poll-github';

/**
 * Where GitHub is asked as the App: what the function is set to ask. Whoever can change that has the App's key already,
 * which is more than may be said of the parameter that tells of the deployment.
 * @returns the address, or a finding where the function does not tell
 */
export const deployedApiUrl = async (): Promise<string | Finding> => {
  const lambda = await lambdaClient();
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: poller }));
  if (!Environment?.Variables)
    return notChecked(
      'GitHub',
      `the settings of ${poller} cannot be read: which GitHub it asks is not known`,
    );
  return Environment.Variables['TOURNIQUET_GITHUB_API_URL'] ?? 'https://api.github.com';
};
