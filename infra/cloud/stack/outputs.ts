import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { functionName } from '#infra/deployed/names.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { FrontDoor } from './front-door.ts';

/** What a person, and npm run deploy, need to go on. */
export const createOutputs = (
  scope: Construct,
  deployment: Deployment,
  frontDoor: FrontDoor | undefined,
): void => {
  const outputs: Record<string, [value: string | undefined, description: string]> = {
    WebhookUrl: [frontDoor?.webhookUrl, 'Give this to GitHub as the address of the webhook'],
    WebhookSecretArn: [deployment.webhookSecretArn, 'What GitHub signs with: the field current'],
    GithubAppSecretArn: [deployment.githubAppSecretArn, 'Put the id and the private key of the App in here'],
    MailTopicArn: [deployment.mailTopicArn, 'Every mail'],
    PagesTopicArn: [deployment.pagesTopicArn, 'What a person must act on now'],
    IncidentsTableArn: [deployment.tableArn, 'The incidents'],
    BusArn: [
      deployment.busArn,
      'Scanners put their events here, and other Regions and accounts forward theirs',
    ],
    EvidenceBucketArn: [deployment.evidenceBucketArn, 'The evidence'],
    ContainFunction: [functionName('contain'), 'Invoke it to contain a key'],
    RestoreFunction: [functionName('restore'), 'Invoke it to undo an incident'],
  };
  for (const [name, [value, description]] of Object.entries(outputs))
    if (value !== undefined) new CfnOutput(scope, name, { value, description });
};
