import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import type { Clients } from '#infra/cloud/deploy/account.ts';
import { Interrupted, type Terminal } from '#infra/cloud/deploy/asked/terminal.ts';
import { type Assembly, assemble } from '#infra/cloud/deploy/assembly.ts';
import { type DeployDeps, type DeployOptions, deploy } from '#infra/cloud/deploy/deploy.ts';
import type { Outputs } from '#infra/cloud/deploy/run-cdk.ts';
import type { KeyPair } from '#infra/local/clients.ts';
import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';

export const clientsOf =
  (endpoint: string, credentials: KeyPair) =>
  (region: string): Clients => {
    const settings = { endpoint, region, credentials, maxAttempts: 1 };
    return {
      sts: new STSClient(settings),
      ssm: new SSMClient(settings),
      organizations: new OrganizationsClient(settings),
    };
  };

/** Somebody who may do all that deploying asks AWS for before it begins. */
export const newDeployer = async (aws: EmbeddedAws): Promise<KeyPair> => {
  const UserName = 'deployer';
  await aws.administer('iam', 'CreateUser', { UserName });
  await aws.administer('iam', 'AttachUserPolicy', {
    UserName,
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};

/** A folder that is gone after the test. */
export const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const scripted = (answers: string[], said: string[]): Terminal => ({
  say: (text) => void said.push(text),
  ask: async (question) => {
    said.push(question);
    const answer = answers.shift();
    if (answer === undefined) throw new Interrupted();
    return answer;
  },
  mustBeOpen: () => {},
  close: () => {},
});

/** What would be deployed, as far as the course of a deployment depends on it: synthesis takes seconds. */
const outlined: DeployDeps['assemble'] = async ({ region, guardDutyRegions }, folder): Promise<Assembly> => ({
  folder,
  stacks: [region, ...guardDutyRegions].map((each) => ({
    name: `Stack-${each}`,
    region: each,
    template: { Resources: {} },
    assets: {},
  })),
});

export interface Played {
  /** What deploy answered, or the error that it ended with. */
  ended: unknown;
  said: string;
  /** The folders that the CDK was run with. */
  cdkRuns: string[];
}

/** Runs it with the answers of a person; without any, in a pipeline. */
export const play = async (
  options: Partial<DeployOptions> & { config: string },
  deps: Pick<DeployDeps, 'clientsIn'> & {
    answers?: string[];
    outputs?: Outputs;
    synthesized?: boolean;
    onCdk?(assembly: string): void;
  },
): Promise<Played> => {
  const { answers, clientsIn, outputs = {}, synthesized = false, onCdk } = deps;
  const [said, cdkRuns]: [string[], string[]] = [[], []];
  const ended = await deploy(
    { yes: false, ...options },
    {
      terminal: scripted(answers ?? [], said),
      interactive: answers !== undefined,
      region: 'eu-central-1',
      clientsIn,
      assemble: synthesized ? assemble : outlined,
      runCdk: async (assembly) => {
        cdkRuns.push(assembly);
        onCdk?.(assembly);
        return outputs;
      },
    },
  ).catch((error: unknown) => error);
  return { ended, said: said.join('\n'), cdkRuns };
};
