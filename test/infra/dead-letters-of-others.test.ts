import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeAll } from '#infra/cloud/synthesize.ts';
import { resourcesOf } from '#infra/cloud/template/template.ts';
import { type Stage, setStage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { everything } from './settings-of.ts';

describe('every queue that is deployed', () => {
  it('is the dead-letter queue of none but our own', async () => {
    const templates = await synthesizeAll(everything({ guardDutyRegions: ['ap-south-1'] }));
    const permissions = Object.values(templates).flatMap((template) =>
      resourcesOf(template, 'AWS::SQS::Queue').map(([, { Properties }]) => [
        Properties.QueueName,
        Properties.RedriveAllowPolicy?.redrivePermission,
        Properties.RedriveAllowPolicy?.sourceQueueArns?.length,
      ]),
    );
    expect(permissions).toEqual([
      ['tourniquet-signals-dead-letters', 'byQueue', 2],
      ['tourniquet-signals', 'denyAll', undefined],
      ['tourniquet-incident-changes', 'denyAll', undefined],
      ['tourniquet-doctor', 'denyAll', undefined],
      ['tourniquet-undelivered', 'denyAll', undefined],
      ['tourniquet-undelivered', 'denyAll', undefined],
    ]);
  }, 60_000);

  it('is so in member accounts', () => {
    const member = readFileSync(new URL('../../infra/cloud/member.yaml', import.meta.url), 'utf8');
    expect(member.match(/AWS::SQS::Queue$/gm)).toHaveLength(1);
    expect(member).toMatch(/RedriveAllowPolicy:\s+redrivePermission: denyAll/);
  });
});

describe('somebody of the home account who may make queues', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(company, { webhookSecret: 'a secret of more than twenty characters' });
  }, 60_000);
  afterAll(() => stage.close());

  it('gets no forged signal to contain through a queue whose dead letters go there', async () => {
    const make = (deadLetterTargetArn: string) =>
      stage.aws.administer('sqs', 'CreateQueue', {
        QueueName: 'mine',
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) },
      });
    await expect(make(stage.deployed.signalsQueueArn)).rejects.toMatchObject({
      message: expect.stringContaining('does not permit this source queue'),
    });
  });
});
