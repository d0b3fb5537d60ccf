import { ConfigError } from '#lib/platform/config-error.ts';
import { type DeployedSystem, deploymentParameter } from '#lib/platform/deployed-system.ts';

/** Where the terminal's credentials and settings point to. */
export interface Here {
  accountId: string;
  region: string;
  /** Where AWS answers, when it is not the real one. */
  endpoint?: string | undefined;
}

/** What the commands read, write and sign with, by the names that every deployment gives. */
const namesOf = ({ accountId, region }: Here, partition: string): Record<string, RegExp> => {
  const named = (service: string, name: string) =>
    new RegExp(`^arn:${partition}:${service}:${region}:${accountId}:${name}$`);
  return {
    tableArn: named('dynamodb', 'table/tourniquet-incidents'),
    signalsQueueArn: named('sqs', 'tourniquet-signals'),
    deadLettersQueueArn: named('sqs', 'tourniquet-signals-dead-letters'),
    mailTopicArn: named('sns', 'tourniquet-mail'),
    pagesTopicArn: named('sns', 'tourniquet-pages'),
    // Secrets Manager adds six characters of its own (its user guide, "What's in a secret").
    webhookSecretArn: named('secretsmanager', 'secret:tourniquet/webhook-[A-Za-z0-9]{6}'),
    githubAppSecretArn: named('secretsmanager', 'secret:tourniquet/github-app-[A-Za-z0-9]{6}'),
    busArn: named('events', 'event-bus/tourniquet'),
  };
};

/** The address of an HTTP API; on another AWS than the real one, whatever that host serves. */
const isFrontDoor = (url: string, { region, endpoint }: Here): boolean => {
  if (endpoint !== undefined && URL.canParse(endpoint))
    return new URL(url).hostname === new URL(endpoint).hostname;
  const host = String.raw`[a-z0-9]{4,32}\.execute-api\.${region}\.amazonaws\.com(?:\.cn)?`;
  return new RegExp(`^https://${host}/webhooks/github$`).test(url);
};

/** The first field that no deployment to this place has written. */
const strangeIn = ({ deployment, webhookUrl }: DeployedSystem, here: Here): string | undefined => {
  const { partition, accountId, region } = deployment;
  if (accountId !== here.accountId) return 'deployment.accountId';
  if (region !== here.region) return 'deployment.region';
  if (!/^aws(?:-[a-z]+)*$/.test(partition)) return 'deployment.partition';
  const values: Readonly<Record<string, unknown>> = { ...deployment };
  for (const [field, name] of Object.entries(namesOf(here, partition)))
    if (!name.test(String(values[field]))) return `deployment.${field}`;
  return webhookUrl === undefined || isFrontDoor(webhookUrl, here) ? undefined : 'webhookUrl';
};

/**
 * A right to write parameters is given away more lightly than one to change functions. Whoever has it must not get to
 * choose where the terminal sends what it signs, or whose incidents it restores.
 * @throws ConfigError naming the field that does not lead to what is deployed in this account and Region
 */
export const refuseOfAnother = (system: DeployedSystem, here: Here): void => {
  const field = strangeIn(system, here);
  if (field === undefined) return;
  throw new ConfigError(
    deploymentParameter,
    `names something else than what is deployed in account ${here.accountId}, Region ${here.region} (${field}). Nothing was sent there. Find out in CloudTrail who has written it (ssm:PutParameter), and deploy again`,
  );
};
