import { describe, expect, it } from 'vitest';
import { refuseOfAnother } from '#lib/cli/written-by-another.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';

const here = { accountId: '111122223333', region: 'eu-central-1' };
const arn = (service: string, name: string, account = here.accountId, region = here.region) =>
  `arn:aws:${service}:${region}:${account}:${name}`;
const webhookUrl = 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/webhooks/github';

const deployment = {
  partition: 'aws',
  ...here,
  tableArn: arn('dynamodb', 'table/tourniquet-incidents'),
  signalsQueueArn: arn('sqs', 'tourniquet-signals'),
  deadLettersQueueArn: arn('sqs', 'tourniquet-signals-dead-letters'),
  mailTopicArn: arn('sns', 'tourniquet-mail'),
  pagesTopicArn: arn('sns', 'tourniquet-pages'),
  webhookSecretArn: arn('secretsmanager', 'secret:tourniquet/webhook-AbCd12'),
  githubAppSecretArn: arn('secretsmanager', 'secret:tourniquet/github-app-AbCd12'),
  investigateFunctionArn: arn('lambda', 'function:tourniquet-investigate:live'),
  busArn: arn('events', 'event-bus/tourniquet'),
  memberRolePattern: 'arn:aws:iam::*:role/tourniquet-member',
};
const system = (more: Partial<DeployedSystem> = {}): DeployedSystem => ({
  form: 1,
  deployment,
  functions: ['contain'],
  mode: 'contain',
  accounts: [],
  guardDutyRegions: [],
  webhookUrl,
  ...more,
});
const refused = (more: Partial<DeployedSystem>, where: object = {}): string => {
  try {
    refuseOfAnother(system(more), { ...here, ...where });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
};

describe('what the deployment tells of itself', () => {
  it('is believed where everything lies in the account and Region that were asked', () => {
    expect(refused({})).toBe('');
    const { webhookUrl: _, ...withoutDoor } = system();
    expect(() => refuseOfAnother(withoutDoor, here)).not.toThrow();
  });

  it.each([
    ['accountId', { accountId: '999988887777' }],
    ['region', { region: 'us-west-2' }],
    ['partition', { partition: '.*' }],
    ['tableArn', { tableArn: arn('dynamodb', 'table/prepared') }],
    ['tableArn', { tableArn: arn('dynamodb', 'table/tourniquet-incidents', '999988887777') }],
    ['busArn', { busArn: arn('events', 'event-bus/tourniquet', '999988887777') }],
    ['webhookSecretArn', { webhookSecretArn: arn('secretsmanager', 'secret:prod/database-AbCd12') }],
    ['webhookSecretArn', { webhookSecretArn: arn('secretsmanager', 'secret:tourniquet/github-app-AbCd12') }],
    ['githubAppSecretArn', { githubAppSecretArn: arn('secretsmanager', 'secret:prod/key-AbCd12') }],
    ['mailTopicArn', { mailTopicArn: arn('sns', 'tourniquet-mail', here.accountId, 'us-west-2') }],
  ])('is refused by the field %s, and says that nothing was sent', (field, over) => {
    const said = refused({ deployment: { ...deployment, ...over } });
    expect(said).toContain(`(deployment.${field})`);
    expect(said).toContain('Nothing was sent there');
  });

  it.each([
    'https://collector.example/webhooks/github',
    'http://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/webhooks/github',
    'https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/webhooks/github',
    'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com.collector.example/webhooks/github',
    'https://user@a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/webhooks/github',
    'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/other',
    'http://127.0.0.1:8080/webhooks/github',
  ])('is refused where the front door is %s', (elsewhere) => {
    expect(refused({ webhookUrl: elsewhere })).toContain('(webhookUrl)');
  });

  it('may have its front door on the host of an embedded AWS, and there only', () => {
    const endpoint = 'http://127.0.0.1:4566';
    expect(refused({ webhookUrl: 'http://127.0.0.1:9000/' }, { endpoint })).toBe('');
    expect(refused({ webhookUrl: 'http://collector.example/' }, { endpoint })).toContain('(webhookUrl)');
  });
});
