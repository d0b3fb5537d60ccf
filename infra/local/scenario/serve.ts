import type { Deployment } from '#lib/platform/grants.ts';
import type { KeyPair } from '../clients.ts';
import { type EmbeddedAws, type EmbeddedAwsOptions, startEmbeddedAws } from '../embedded-aws.ts';
import type { Administrator } from '../host/administrator.ts';
import { company } from './company.ts';
import { responderPolicy } from './responder.ts';
import { accountsOf, readScenario, type Scenario } from './scenario.ts';
import { newKey, type SeededKeys, seed, seedMembers, seedRootKeys } from './seed.ts';

export interface ServedCompany {
  aws: EmbeddedAws;
  /** What to export: the endpoint, the responder's credentials and the leaked key. */
  environment: Record<string, string>;
  /** The keys of the users of further accounts, by account id. */
  members: Record<string, SeededKeys>;
  /** By account id. */
  rootKeys: Record<string, KeyPair[]>;
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
  const aws = await startEmbeddedAws({ ...embeddedAwsFor(scenario), port: options.port ?? 0 });
  try {
    return await open(aws, scenario);
  } catch (error) {
    // A server that goes on listening would keep the process, with nothing to serve.
    await aws.close();
    throw error;
  }
};

/** The accounts, the Region and the organization that a scenario needs. */
export const embeddedAwsFor = (
  scenario: Scenario,
): Pick<EmbeddedAwsOptions, 'accounts' | 'region' | 'organization'> => ({
  accounts: accountsOf(scenario),
  region: scenario.region,
  ...(scenario.organization && { organization: { ...scenario.organization, scps: {} } }),
});

const open = async (aws: EmbeddedAws, scenario: Scenario): Promise<ServedCompany> => {
  // The responder comes first, so that a user of the scenario who has that name is told so.
  const responder = await createResponder(aws, scenario.organization?.id);
  // Roles that only AWS makes may be in a scenario, so its IAM is filled as AWS would.
  const { run } = aws.iam.setUp(scenario.accountId);
  const asAws: Administrator = async (service, operation, input) =>
    service === 'iam' ? run(operation, input) : aws.administer(service, operation, input);
  const keys = await seed(scenario, asAws);
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
    members: await seedMembers(scenario, aws.iam.setUp),
    rootKeys: seedRootKeys(scenario, aws.iam.setUp),
    close: () => aws.close(),
  };
};

// Somebody with the rights that the docs ask for, and the right to look around.
const createResponder = async (
  { administer, home }: EmbeddedAws,
  organizationId: string | undefined,
): Promise<KeyPair> => {
  const UserName = 'incident-responder';
  await administer('iam', 'CreateUser', { UserName, Path: '/security/' });
  const document = responderPolicy(deploymentOf(home, organizationId));
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
const deploymentOf = (
  { accountId, region }: EmbeddedAws['home'],
  organizationId: string | undefined,
): Deployment => ({
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
  busArn: '',
  memberRolePattern: 'arn:aws:iam::*:role/tourniquet-member',
  ...(organizationId !== undefined && { organizationId }),
});
