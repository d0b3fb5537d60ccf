import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import type { TourniquetFunction } from './function.ts';

/** Where GitHub's webhook goes, below the address of the API. */
const webhookPath = '/webhooks/github';

export interface FrontDoor {
  api: apigateway.HttpApi;
  webhookUrl: string;
}

/** Nothing that a stranger chose but his address and what he was answered. */
const accessLog = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  error: '$context.error.responseType',
});

/**
 * The one public address. Beyond its rate a request is answered 429 and runs no function: a flood cannot use up the
 * concurrency that containment needs (docs/decisions/0022-webhooks-through-an-http-api.md).
 */
export const createFrontDoor = (
  scope: Construct,
  receiver: TourniquetFunction,
  { webhookRate, logRetentionDays }: Settings,
  key: IKey | undefined,
): FrontDoor => {
  const api = new apigateway.HttpApi(scope, 'Api', {
    apiName: 'tourniquet',
    description: 'Takes the webhooks of GitHub for Tourniquet',
    createDefaultStage: false,
  });
  const logGroup = new logs.LogGroup(scope, 'ApiLog', {
    logGroupName: '/aws/vendedlogs/tourniquet-webhook',
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(key && { encryptionKey: key }),
  });
  const stage = new apigateway.HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: webhookRate.perSecond, burstLimit: webhookRate.burst },
    accessLogSettings: {
      destination: new apigateway.LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(accessLog),
    },
  });
  api.addRoutes({
    path: webhookPath,
    methods: [apigateway.HttpMethod.POST],
    integration: new HttpLambdaIntegration('Receive', receiver.fn),
  });
  return { api, webhookUrl: `${stage.url.replace(/\/$/, '')}${webhookPath}` };
};
