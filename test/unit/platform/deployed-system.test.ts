import { expect, it } from 'vitest';
import { readDeployedSystem } from '#lib/platform/deployed-system.ts';

const arn = 'arn:aws:sqs:eu-west-1:111122223333:tourniquet-x';
const written = {
  form: 1,
  deployment: {
    partition: 'aws',
    accountId: '111122223333',
    region: 'eu-west-1',
    tableArn: arn,
    signalsQueueArn: arn,
    deadLettersQueueArn: arn,
    mailTopicArn: arn,
    pagesTopicArn: arn,
    webhookSecretArn: arn,
    githubAppSecretArn: arn,
    investigateFunctionArn: arn,
    busArn: arn,
    memberRolePattern: arn,
  },
  functions: ['contain', 'revoke-sessions'],
  mode: 'contain',
  accounts: ['444455556666'],
  guardDutyRegions: ['us-east-1', 'us-gov-west-1'],
};

it('reads what a deployment has written', () => {
  expect(readDeployedSystem(JSON.stringify(written))).toEqual(written);
});

it.each([
  // The grants of a function are loaded from its folder.
  ['functions.0', { functions: ['../../../tmp/prepared'] }],
  ['functions.1', { functions: ['contain', 'a/b'] }],
  ['guardDutyRegions.0', { guardDutyRegions: ['collector.example/'] }],
  ['guardDutyRegions.0', { guardDutyRegions: ['us-east-1; rm'] }],
  ['accounts', { accounts: ['444455556666:role/x'] }],
])('refuses what would lead elsewhere, by the field %s', (field, over) => {
  const text = JSON.stringify({ ...written, ...over });
  expect(() => readDeployedSystem(text)).toThrow(`(${field}`);
});
