import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Incident } from '#lib/incident/incident.ts';
import { type Item, toIncident } from '#lib/incident/item.ts';
import type { KeyPair } from '../clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '../host/deploy-tourniquet.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type SeededKeys, seed } from '../scenario/seed.ts';
import { type BrokenOperation, breakOperation } from './break-operation.ts';
import { companyGithub, deliver } from './leak.ts';

export interface StageOptions {
  /** Milliseconds until a change of IAM takes effect, and until CloudTrail shows a call. */
  propagationDelay?: number;
  trailDelay?: number;
  webhookSecret: string;
}

/** A company on the embedded AWS with Tourniquet deployed into it, and a GitHub beside it. */
export interface Stage {
  aws: EmbeddedAws;
  github: Awaited<ReturnType<typeof companyGithub>>;
  deployed: DeployedTourniquet;
  keys: SeededKeys;
  leakedKey: KeyPair;
  /** Names of the deployed functions. */
  functions: string[];
  /** GitHub's webhook for an alert. @returns the HTTP status that was answered */
  deliver(alert: number): Promise<number>;
  incidents(): Promise<Incident[]>;
  /** The newest incident of a key. */
  incidentOf(accessKeyId: string): Promise<Incident | undefined>;
  /** Told of every AWS call of a deployed function, as `iam:UpdateAccessKey`. @returns how to stop it */
  onFunctionCall(told: (functionName: string, call: string) => void): () => void;
  /** Makes an operation fail, as if its permission were missing; reads from the second on. @throws DrillRefused */
  breakOperation(name: string): BrokenOperation;
  close(): Promise<void>;
}

/** Sets the stage for a drill. Everything runs on loopback and ends with `close`. */
export const setStage = async (scenario: Scenario, options: StageOptions): Promise<Stage> => {
  const { accountId, region } = scenario;
  const aws = await startEmbeddedAws({ accounts: [accountId], region, ...options });
  const github = await companyGithub(aws.clock);
  const close = async () => {
    await aws.close();
    await github.close();
  };
  try {
    return { ...(await furnish(aws, github, scenario, options.webhookSecret)), close };
  } catch (error) {
    // Servers that go on listening would keep the process.
    await close();
    throw error;
  }
};

const furnish = async (
  aws: EmbeddedAws,
  github: Stage['github'],
  scenario: Scenario,
  webhookSecret: string,
): Promise<Omit<Stage, 'close'>> => {
  const keys = await seed(scenario, aws.administer);
  const { app: githubApp, apiUrl: githubApiUrl } = github;
  const deployed = await deployTourniquet(aws, { webhookSecret, githubApp, githubApiUrl });
  const [leakedKey] = keys[scenario.leaks] ?? [];
  if (!leakedKey) throw new Error(`the user ${scenario.leaks} has no access key`);
  const incidents = () => readIncidents(aws);
  return {
    aws,
    github,
    deployed,
    keys,
    leakedKey,
    functions: Object.values(deployed.functionNames),
    deliver: (alert) => deliver(github, alert, { url: deployed.webhookUrl, secret: webhookSecret }),
    incidents,
    incidentOf: async (accessKeyId) =>
      (await incidents()).filter((incident) => incident.accessKeyId === accessKeyId).at(-1),
    onFunctionCall: (told) => onFunctionCall(aws, told),
    breakOperation: (name) => breakOperation(aws, name),
  };
};

const readIncidents = async (aws: EmbeddedAws): Promise<Incident[]> => {
  const { Items = [] } = await aws.administer('dynamodb', 'Scan', { TableName: 'tourniquet-incidents' });
  return Items.map((item: Parameters<typeof unmarshall>[0]) => toIncident(unmarshall(item) as Item)).sort(
    (a: Incident, b: Incident) => a.incidentId.localeCompare(b.incidentId),
  );
};

// The role of a deployed function names it: arn:aws:sts::…:assumed-role/tourniquet-contain/<session>.
const functionIn = (arn: string | undefined): string | undefined =>
  arn?.match(/:assumed-role\/(tourniquet-[\w-]+)\//)?.[1];

const onFunctionCall = (aws: EmbeddedAws, told: (functionName: string, call: string) => void): (() => void) =>
  aws.trail.onRecord(({ userIdentity, eventSource, eventName, errorCode }) => {
    const name = functionIn(userIdentity.arn);
    const failed = errorCode ? ` failed: ${errorCode}` : '';
    if (name) told(name, `${eventSource.split('.')[0]}:${eventName}${failed}`);
  });
