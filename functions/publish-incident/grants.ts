import {
  type DeployedDestinations,
  type Deployment,
  type Grant,
  type Grants,
  sendHtmlMail,
} from '#lib/platform/grants.ts';

/** The only function that tells others than our own people; it may change nothing that contains. */
export const grants: Grants = (deployment) => [
  {
    why: 'the incident that is told, and to note where it was told',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [deployment.tableArn],
  },
  ...(deployment.destinations ? toTell(deployment.destinations, deployment) : []),
];

const toTell = (destinations: DeployedDestinations, deployment: Deployment): Grant[] => {
  const { incidentChangesQueueArn, eventBus, github, chatTopicArn, opsCenter, securityHub } = destinations;
  const { busArn, githubAppSecretArn, partition, region, accountId } = deployment;
  return [
    {
      why: 'Lambda receives from the queue with the role of the function',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [incidentChangesQueueArn],
    },
    ...granted(eventBus, {
      why: 'events about incidents, and no others: a scanner’s event on this bus would contain a key',
      actions: ['events:PutEvents'],
      resources: [busArn],
      conditions: {
        StringEquals: {
          'events:source': 'tourniquet.incident',
          'events:detail-type': 'Tourniquet Incident Changed',
        },
      },
    }),
    ...granted(github, {
      why: 'closing the alert that reported a key, and opening it again after a restore',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [githubAppSecretArn],
    }),
    ...granted(chatTopicArn, {
      why: 'messages to the chat room',
      actions: ['sns:Publish'],
      resources: [chatTopicArn ?? ''],
    }),
    ...granted(opsCenter, {
      why: 'an OpsItem for each incident; no policy can tell ours from others',
      actions: ['ssm:CreateOpsItem', 'ssm:UpdateOpsItem'],
      resources: [`arn:${partition}:ssm:${region}:${accountId}:opsitem/*`],
    }),
    ...granted(securityHub, {
      why: 'a finding for each incident, of the default product of our own account alone',
      actions: ['securityhub:BatchImportFindings'],
      resources: [`arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`],
    }),
    ...sendHtmlMail(deployment),
  ];
};

/** The grant of a home that is switched on. */
const granted = (switchedOn: unknown, grant: Grant): Grant[] => (switchedOn ? [grant] : []);
