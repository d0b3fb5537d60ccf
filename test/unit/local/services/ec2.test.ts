import { describe, expect, it } from 'vitest';
import { startEc2 } from './ec2-rig.ts';
import { accountId, expectRefusal, region } from './rig.ts';

describe('EC2', () => {
  it('describes the 17 Regions that every account has, and the others on demand or once opted in', async () => {
    const { machines, call } = startEc2();
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
    const { machines, call } = startEc2();
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

  it('stops and starts what runs, and nothing that is gone', async () => {
    const { machines, call } = startEc2();
    const { Instances } = await call('RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1 });
    const InstanceIds = [Instances[0].InstanceId];
    const stateNow = () => machines.instances(accountId, region)[0]?.State.Name;
    expect(await call('StopInstances', { InstanceIds })).toMatchObject({
      StoppingInstances: [{ CurrentState: { Code: 64 }, PreviousState: { Code: 16 } }],
    });
    expect(stateNow()).toBe('stopped');
    expect(await call('StartInstances', { InstanceIds })).toMatchObject({
      StartingInstances: [{ CurrentState: { Code: 0 }, PreviousState: { Code: 80 } }],
    });
    expect(stateNow()).toBe('running');
    await call('TerminateInstances', { InstanceIds });
    await expectRefusal(call('StopInstances', { InstanceIds }), 'IncorrectInstanceState');
    await expectRefusal(call('StartInstances', { InstanceIds }), 'IncorrectInstanceState');
    // Terminating twice is no mistake.
    expect(await call('TerminateInstances', { InstanceIds })).toMatchObject({
      TerminatingInstances: [{ PreviousState: { Name: 'terminated' }, CurrentState: { Name: 'terminated' } }],
    });
  });

  it('finds instances by state, and names a filter that it does not know', async () => {
    const { call } = startEc2();
    const { Instances } = await call('RunInstances', { ImageId: 'ami-1', MinCount: 2, MaxCount: 2 });
    const [first, second] = Instances.map(({ InstanceId }: { InstanceId: string }) => InstanceId);
    await call('TerminateInstances', { InstanceIds: [first] });
    const running = { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] };
    const { Reservations } = await call('DescribeInstances', running);
    expect(Reservations).toMatchObject([{ OwnerId: accountId, Instances: [{ InstanceId: second }] }]);
    const unknown = { Filters: [{ Name: 'colour', Values: ['red'] }] };
    await expectRefusal(call('DescribeInstances', unknown), 'InvalidParameterValue');
  });

  it('refuses a dry run with DryRunOperation, unknown ids, and a missing image', async () => {
    const { machines, call } = startEc2();
    const input = { ImageId: 'ami-1', MinCount: 1, MaxCount: 1 };
    await expectRefusal(call('RunInstances', { ...input, DryRun: true }), 'DryRunOperation');
    await expectRefusal(call('TerminateInstances', { InstanceIds: ['i-1'] }), 'InvalidInstanceID.NotFound');
    await expectRefusal(call('RunInstances', { MinCount: 1, MaxCount: 1 }), 'MissingParameter');
    expect(machines.instances(accountId, region)).toEqual([]);
  });
});
