import { DescribeOrganizationCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { DeployError } from './deploy-error.ts';

export interface Clients {
  sts: STSClient;
  ssm: SSMClient;
  organizations: OrganizationsClient;
}

export interface Deployer {
  accountId: string;
  arn: string;
}

/** Whose credentials these are. @throws DeployError where AWS refuses them, or there are none */
export const whoDeploys = async (sts: STSClient): Promise<Deployer> => {
  try {
    const { Account: accountId = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId, arn };
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new DeployError(
      `AWS does not say whose credentials these are (${why}). Sign in, with aws sso login or AWS_PROFILE, and run it again.`,
      { cause },
    );
  }
};

export interface FoundOrganization {
  id: string;
  isManagement: boolean;
}

/** The organization of the account, for a proposal: undefined where there is none, or it may not be asked. */
export const findOrganization = async (
  organizations: OrganizationsClient,
  accountId: string,
): Promise<FoundOrganization | undefined> => {
  try {
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    const { Id: id, MasterAccountId } = Organization ?? {};
    return id === undefined ? undefined : { id, isManagement: MasterAccountId === accountId };
  } catch {
    // A proposal that cannot be made is no reason not to ask.
    return undefined;
  }
};

/** The name that cdk bootstrap gives the parameter with its version, and the least that the templates ask for. */
const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version';
const leastVersion = 6;

/**
 * Whether the CDK can deploy to a Region of the account.
 * @returns what is wrong, or undefined
 * @throws DeployError where the credentials may not see it
 */
const bootstrapProblem = async (ssm: SSMClient, region: string): Promise<string | undefined> => {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: bootstrapParameter }));
    const version = Number(Parameter?.Value);
    return version >= leastVersion
      ? undefined
      : `${region} was bootstrapped by an old CDK (version ${version})`;
  } catch (cause) {
    if (cause instanceof ParameterNotFound) return `${region} is not bootstrapped for the CDK`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeployError(`Whether ${region} is bootstrapped for the CDK cannot be read: ${why}`, { cause });
  }
};

/** @throws DeployError naming each Region that the CDK cannot deploy to, with the command */
export const checkBootstrap = async (
  clientsIn: (region: string) => Pick<Clients, 'ssm'>,
  accountId: string,
  regions: readonly string[],
): Promise<void> => {
  const found = await Promise.all(
    regions.map(async (region) => ({
      region,
      problem: await bootstrapProblem(clientsIn(region).ssm, region),
    })),
  );
  const missing = found.filter(({ problem }) => problem !== undefined);
  if (missing.length === 0) return;
  const places = missing.map(({ region }) => `aws://${accountId}/${region}`).join(' ');
  throw new DeployError(
    `${missing.map(({ problem }) => problem).join('\n')}
Once for each account and Region:  node_modules/.bin/cdk bootstrap ${places}
Then again, with the same answers: npm run deploy
Or deploy without the CDK:         npm run deploy -- --template`,
  );
};
