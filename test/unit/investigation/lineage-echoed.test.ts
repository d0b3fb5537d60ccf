import { describe, expect, it } from 'vitest';
import { callOf } from '#lib/investigation/lineage/call.ts';
import { Lineage } from '#lib/investigation/lineage/lineage.ts';
import { service } from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction } from '#test/fixtures/cloudtrail/compute.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { first, leaked, linksOf, thief } from './lineage.ts';

const production = 'AKIAT3SKF7WXYPRQDK2Y';
const forged = { accessKeyId: production, secretKey: '', expiration: 'never' };

const lineageOf = (...records: object[]): Lineage => {
  const lineage = new Lineage(leaked);
  for (const each of JSON.parse(JSON.stringify(records))) lineage.link(callOf(each));
  return lineage;
};
const ended = (...records: object[]): boolean[] => {
  const lineage = lineageOf(...records);
  return lineage.doors().map((door) => door.kind === 'compute' && lineage.hasEnded(door));
};

describe('a key that a caller wrote into a call', () => {
  it.each([
    ['ecs:RegisterTaskDefinition', { taskDefinition: { containerDefinitions: [{ dockerLabels: forged }] } }],
    ['eks:CreateCluster', { cluster: { tags: forged } }],
    ['foreign:Echo', { credentials: forged }],
    ['sts:Tomorrow', { tags: forged }],
  ])('is not issued by %s, which echoes it', (action, responseElements) => {
    expect(linksOf([record(thief, action, at(1), { responseElements })])).toEqual([]);
  });

  it('is inferred where an issuing service answers in a call that is not known', () => {
    const call = record(thief, 'sts:Tomorrow', at(1), { responseElements: { credentials: forged } });
    expect(linksOf([call])).toMatchObject([{ id: production, certain: false }]);
  });
});

describe('compute that goes on', () => {
  const made = createFunction(thief, at(0), 'resize', 'worker');
  const deleted = (more: object) =>
    record(thief, 'lambda:DeleteFunction', at(1), { requestParameters: { functionName: 'resize', ...more } });

  it('has not ended with one version of it', () => {
    expect(ended(made, deleted({ qualifier: '1' }))).toEqual([false]);
    expect(ended(made, deleted({}))).toEqual([true]);
  });

  it('has not ended where it was opened again after its end', () => {
    expect(ended(made, deleted({}), createFunction(thief, at(2), 'resize', 'worker'))).toEqual([false]);
  });

  it('has not ended with its namesake in another Region', () => {
    expect(ended(made, { ...made, awsRegion: 'eu-north-1' }, deleted({}))).toEqual([true, false]);
  });

  it('is found where only the answer names the profile of a launch template', () => {
    const items = [{ instanceId: 'i-0aa11bb22cc33dd44', iamInstanceProfile: { arn: 'arn:aws:iam::1:x/y' } }];
    const call = record(thief, 'ec2:RunInstances', at(0), {
      requestParameters: { launchTemplate: { launchTemplateId: 'lt-1' } },
      responseElements: { instancesSet: { items } },
    });
    expect(lineageOf(call).doors()).toHaveLength(1);
  });
});

describe('a function of the thief with the name of one in production', () => {
  const made = createFunction(thief, at(0), 'prod-api', 'low');
  const issued = (role: string) =>
    assumeRole(service('lambda.amazonaws.com'), first, at(1), {
      role,
      session: 'prod-api',
      account: '264875319082',
      more: { recipientAccountId: '264875319082', awsRegion: 'eu-west-1' },
    });

  it('takes the sessions of its own role in its own Region', () => {
    expect(linksOf([made, issued('low')])).toMatchObject([{ id: first, certain: true }]);
  });

  it('takes none of another role, or in another Region', () => {
    expect(linksOf([made, issued('prod-role')])).toEqual([]);
    expect(linksOf([{ ...made, awsRegion: 'eu-north-1' }, issued('low')])).toEqual([]);
  });
});
