import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { awsError } from './world.ts';

const ec2 = mockClient(EC2Client);
beforeEach(() => {
  ec2.reset();
});

test('the regions are those that AWS names as enabled', async () => {
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'af-south-1' }] });
  expect(await enabledRegions('us-east-1')).toEqual({ regions: ['af-south-1', 'us-east-1'] });
  expect(ec2.commandCalls(DescribeRegionsCommand)[0]?.args[0].input.AllRegions).toBeUndefined();
});

test('when AWS refuses, the look goes to the 17 default regions and says why', async () => {
  ec2.on(DescribeRegionsCommand).rejects(awsError('UnauthorizedOperation', 'not you'));
  const { regions, unknown } = await enabledRegions('eu-west-1');
  expect(regions).toHaveLength(17);
  expect(regions).toContain('sa-east-1');
  expect(unknown).toBe('ec2:DescribeRegions failed: UnauthorizedOperation: not you');
});

test('an answer without regions is no answer', async () => {
  ec2.on(DescribeRegionsCommand).resolves({});
  const { regions, unknown } = await enabledRegions('us-east-1');
  expect(regions).toHaveLength(17);
  expect(unknown).toBe('ec2:DescribeRegions named no Region');
});

test('the home region is looked at even when it is an opt-in region', async () => {
  ec2.on(DescribeRegionsCommand).rejects(awsError('AccessDenied'));
  expect((await enabledRegions('eu-south-2')).regions).toContain('eu-south-2');
});

test.each([
  ['cn-north-1', ['cn-north-1', 'cn-northwest-1']],
  ['us-gov-west-1', ['us-gov-east-1', 'us-gov-west-1']],
])('the default regions of %s are those of its partition', async (home, expected) => {
  ec2.on(DescribeRegionsCommand).rejects(awsError('AccessDenied'));
  expect((await enabledRegions(home)).regions).toEqual(expected);
});
