import { resolverOf } from '#infra/cloud/template/resolve.ts';
import { type Resource, resourcesOf, roleStatements, type Template } from '#infra/cloud/template/template.ts';
import type { PolicyStatement } from '#infra/local/contract.ts';
import type { DeployOptions } from '#infra/local/host/deploy-tourniquet.ts';
import { company } from '#infra/local/scenario/company.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import { everything } from '../settings-of.ts';

export const organizationId = 'o-a1b2c3d4e5';
export const restorableBoundaries = ['arn:aws:iam::aws:policy/PowerUserAccess'];

/** All that can be switched on, where the company of the drills is. Keys of the customer's own are granted by their own policy. */
export const settings = (changes: object = {}) =>
  everything({
    region: company.region,
    organizationId,
    kms: 'aws',
    rules: { restorableBoundaries },
    guard: {
      homeAccountId: company.accountId,
      breakGlass: [`arn:aws:iam::${company.accountId}:role/break-glass`],
    },
    ...changes,
  });

const logicalId = (
  template: Template,
  type: string,
  fits: (properties: Resource['Properties']) => boolean,
) => {
  const found = resourcesOf(template, type).find(([, { Properties }]) => fits(Properties ?? {}));
  if (!found) throw new Error(`the template has no such ${type}`);
  return found[0];
};

/** What only AWS names, or the embedded AWS names in another way. */
const given = (template: Template, deployment: Deployment): Record<string, string> => {
  const secret = (name: string) =>
    logicalId(template, 'AWS::SecretsManager::Secret', ({ Name }) => Name === name);
  const bucket = logicalId(template, 'AWS::S3::Bucket', () => true);
  const signing = logicalId(template, 'AWS::KMS::Key', ({ KeyUsage }) => KeyUsage === 'SIGN_VERIFY');
  return {
    [secret('tourniquet/webhook')]: deployment.webhookSecretArn,
    [secret('tourniquet/github-app')]: deployment.githubAppSecretArn,
    [`${bucket}.Arn`]: deployment.evidenceBucketArn ?? '',
    [`${signing}.Arn`]: deployment.evidenceKeyArn ?? '',
  };
};

const foldersOf = (template: Template): string[] =>
  resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) =>
    String(Properties.FunctionName).replace('tourniquet-', ''),
  );

/** The statements of every function's role as CloudFormation would make them for a deployment, by folder. */
export const policiesFrom =
  (template: Template): NonNullable<DeployOptions['policies']> =>
  (deployment) => {
    const { partition, accountId, region } = deployment;
    const resolve = resolverOf(template, {
      partition,
      accountId,
      region,
      given: given(template, deployment),
    });
    return Object.fromEntries(
      foldersOf(template).map((folder) => [
        folder,
        resolve(roleStatements(template, folder)) as PolicyStatement[],
      ]),
    );
  };
