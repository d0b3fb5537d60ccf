import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind } from './binding.ts';

/**
 * The webhook's secret is made when it is deployed and read by nobody but the function and whoever sets GitHub up. The
 * App is filled in by a person: `{}` until then, and CloudFormation never writes it again.
 */
export const createSecrets = (scope: Construct, { github }: Settings, key: IKey | undefined): Binding => {
  const common = {
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(key && { encryptionKey: key }),
  };
  const webhook = new secretsmanager.Secret(scope, 'WebhookSecret', {
    ...common,
    secretName: 'tourniquet/webhook',
    description: 'What GitHub signs its webhooks with: current and, while it is rotated, previous',
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'current',
      passwordLength: 48,
      excludePunctuation: true,
    },
  });
  const githubApp = new secretsmanager.Secret(scope, 'GithubApp', {
    ...common,
    secretName: 'tourniquet/github-app',
    description: 'The GitHub App: {"appId":1,"privateKey":"-----BEGIN ..."}; docs/settings.md',
    secretStringValue: SecretValue.unsafePlainText('{}'),
  });
  return bind(
    { webhookSecretArn: webhook.secretArn, githubAppSecretArn: githubApp.secretArn },
    {
      TOURNIQUET_WEBHOOK_SECRET_ID: webhook.secretArn,
      TOURNIQUET_GITHUB_APP_SECRET_ID: githubApp.secretArn,
      ...(github?.apiUrl && { TOURNIQUET_GITHUB_API_URL: github.apiUrl }),
    },
  );
};
