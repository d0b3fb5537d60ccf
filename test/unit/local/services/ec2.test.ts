import { describe, expect, it } from 'vitest';
import { ec2 } from '#infra/local/services/ec2.ts';
import { accountId, caller, expectRefusal, newClock, region } from './rig.ts';

const setUp = () => {
  const machines = ec2({ clock: newClock() });
  return { machines, call: caller(machines.service) };
};

describe('EC2', () => {
  it('describes the 17 Regions that every account has, and the others on demand or once opted in', async () => {
    const { machines, call } = setUp();
    expect((await call('DescribeRegions')).Regions).toHaveLength(17);
    const all = (await call('DescribeRegions', { AllRegions: true })).Regions;
    expect(all).toContainEqual({
      RegionName: 'me-south-1',
      OptInStatus: 'not-opted-in',
      Endpoint: 'ec2.me-south-1.amazonaws.com',
    });
    machines.optIn(accountId, 'me-south-1');
    const Filters = [{ Name: 'opt-in-status', Values: ['opted-in'] }];
    expect((await call('DescribeRegions', { Filters })).Regions).toMatchObject([
      { RegionName: 'me-south-1' },
    ]);
  });

  it('runs, describes and terminates instances by state only', async () => {
    const { machines, call } = setUp();
    const { Instances } = await call('RunInstances', { ImageId: 'ami-1', MinCount: 2, MaxCount: 2 });
    expect(Instances).toMatchObject([{ State: { Name: 'pending' } }, { State: { Name: 'pending' } }]);
    const InstanceIds = [Instances[0].InstanceId];
    const described = await call('DescribeInstances', { InstanceIds });
    expect(described.Reservations[0].Instances).toMatchObject([{ State: { Name: 'running' } }]);
    expect(await call('TerminateInstances', { InstanceIds })).toMatchObject({
      TerminatingInstances: [{ CurrentState: { Code: 32 }, PreviousState: { Code: 16 } }],
    });
    const states = machines.instances(accountId, region).map(({ State }) => State.Name);
    expect(states).toEqual(['terminated', 'running']);
  });

  it('refuses a dry run with DryRunOperation, unknown ids, and a missing image', async () => {
    const { machines, call } = setUp();
    const input = { ImageId: 'ami-1', MinCount: 1, MaxCount: 1 };
    await expectRefusal(call('RunInstances', { ...input, DryRun: true }), 'DryRunOperation');
    await expectRefusal(call('TerminateInstances', { InstanceIds: ['i-1'] }), 'InvalidInstanceID.NotFound');
    await expectRefusal(call('RunInstances', { MinCount: 1, MaxCount: 1 }), 'MissingParameter');
    expect(machines.instances(accountId, region)).toEqual([]);
  });
});
