import type { Deployment } from '#lib/platform/grants.ts';
import type { KeyPair } from '../clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded-aws.ts';
import { company } from './company.ts';
import { responderPolicy } from './responder.ts';
import { readScenario, type Scenario } from './scenario.ts';
import { newKey, seed } from './seed.ts';

export interface ServedCompany {
  aws: EmbeddedAws;
  /** What to export: the endpoint, the responder's credentials and the leaked key. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Serves the embedded AWS with a company and a person who may respond.
 * @param scenario see docs/scenario.md; the drill's own company by default
 * @throws ScenarioError that names the wrong field; the error of `listen`
 */
export const serveCompany = async (options: {
  port?: number | undefined;
  scenario?: unknown;
}): Promise<ServedCompany> => {
  const scenario = options.scenario === undefined ? company : readScenario(options.scenario);
  const { accountId, region } = scenario;
  const aws = await startEmbeddedAws({ accounts: [accountId], region, port: options.port ?? 0 });
  try {
    return await open(aws, scenario);
  } catch (error) {
    // A server that goes on listening would keep the process, with nothing to serve.
    await aws.close();
    throw error;
  }
};

const open = async (aws: EmbeddedAws, scenario: Scenario): Promise<ServedCompany> => {
  // The responder comes first, so that a user of the scenario who has that name is told so.
  const responder = await createResponder(aws);
  const keys = await seed(scenario, aws.administer);
  const [leaked] = keys[scenario.leaks] ?? [];
  if (!leaked) throw new Error(`the user ${scenario.leaks} has no access key`);
  return {
    aws,
    environment: {
      ...aws.environmentFor(responder),
      // boto3 and the AWS CLI of version 1 read the region from here only.
      AWS_DEFAULT_REGION: scenario.region,
      LEAKED_ACCESS_KEY_ID: leaked.accessKeyId,
      LEAKED_SECRET_ACCESS_KEY: leaked.secretAccessKey,
    },
    close: () => aws.close(),
  };
};

// Somebody with the rights that the docs ask for, and the right to look around.
const createResponder = async ({ administer, home }: EmbeddedAws): Promise<KeyPair> => {
  const UserName = 'incident-responder';
  await administer('iam', 'CreateUser', { UserName, Path: '/security/' });
  const document = responderPolicy(deploymentOf(home));
  const { Policy } = await administer('iam', 'CreatePolicy', {
    PolicyName: 'tourniquet-terminal',
    PolicyDocument: JSON.stringify(document),
  });
  for (const PolicyArn of [Policy.Arn, 'arn:aws:iam::aws:policy/ReadOnlyAccess']) {
    await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  }
  return newKey(UserName, administer);
};

// Only the IAM and STS grants are taken from it, and those do not name what is deployed.
const deploymentOf = ({ accountId, region }: EmbeddedAws['home']): Deployment => ({
  partition: 'aws',
  accountId,
  region,
  tableArn: '',
  signalsQueueArn: '',
  deadLettersQueueArn: '',
  mailTopicArn: '',
  pagesTopicArn: '',
  webhookSecretArn: '',
  githubAppSecretArn: '',
  investigateFunctionArn: '',
});
