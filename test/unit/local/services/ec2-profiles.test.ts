import { describe, expect, it } from 'vitest';
import type { Shape } from '#infra/local/contract.ts';
import { startEc2 } from './ec2-rig.ts';
import { accountId, caller, expectRefusal, otherAccountId, refusal, region, user } from './rig.ts';

const trustOf = (Service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });

const root = { ...user(), kind: 'root' as const, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
const profileArn = `arn:aws:iam::${accountId}:instance-profile/server`;
const roleArn = `arn:aws:iam::${accountId}:role/server`;

/** EC2 as root sees it, with a role and its profile, both called `server`. */
const setUp = (service = 'ec2.amazonaws.com') => {
  const rig = startEc2();
  const run = rig.iam.setUp(accountId).run;
  run('CreateRole', { RoleName: 'server', AssumeRolePolicyDocument: trustOf(service) });
  run('CreateInstanceProfile', { InstanceProfileName: 'server' });
  run('AddRoleToInstanceProfile', { InstanceProfileName: 'server', RoleName: 'server' });
  const call = caller(rig.machines.service, { caller: root });
  const start = async (more: Shape = { IamInstanceProfile: { Name: 'server' } }): Promise<Shape> =>
    (await call('RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, ...more })).Instances[0];
  return { ...rig, run, call, start };
};

describe('the profile of an instance', () => {
  it('is named by name or ARN, and shown by ARN and id', async () => {
    const { call, start } = setUp();
    const byName = await start();
    const byArn = await start({ IamInstanceProfile: { Arn: profileArn } });
    expect(byName.IamInstanceProfile).toEqual({ Arn: profileArn, Id: expect.stringMatching(/^AIPA/) });
    expect(byArn.IamInstanceProfile).toEqual(byName.IamInstanceProfile);
    const Filters = [{ Name: 'iam-instance-profile.arn', Values: [profileArn] }];
    await start({});
    const { Reservations } = await call('DescribeInstances', { Filters });
    expect(Reservations.map(({ Instances }: Shape) => Instances[0].InstanceId)).toEqual([
      byName.InstanceId,
      byArn.InstanceId,
    ]);
  });

  it('must be there and hold a role', async () => {
    const { run, start } = setUp();
    const wrong: [Shape, string][] = [
      [{ Name: 'nobody' }, 'Value (nobody) for parameter iamInstanceProfile.name is invalid'],
      [{ Arn: `${profileArn}2` }, 'for parameter iamInstanceProfile.arn is invalid'],
      [
        { Arn: profileArn.replace('/server', '/x/server') },
        'for parameter iamInstanceProfile.arn is invalid',
      ],
      [{ Name: 'empty' }, 'has no associated IAM Roles'],
    ];
    run('CreateInstanceProfile', { InstanceProfileName: 'empty' });
    for (const [IamInstanceProfile, message] of wrong) {
      const refused = await refusal(start({ IamInstanceProfile }));
      expect(refused).toMatchObject({ code: 'InvalidParameterValue' });
      expect(refused.message).toContain(message);
    }
  });

  it('is given and taken later, one at a time, and goes with the instance', async () => {
    const { call, start } = setUp();
    const { InstanceId } = await start({});
    const input = { InstanceId, IamInstanceProfile: { Name: 'server' } };
    const given = (await call('AssociateIamInstanceProfile', input)).IamInstanceProfileAssociation;
    expect(given).toMatchObject({
      InstanceId,
      State: 'associating',
      IamInstanceProfile: { Arn: profileArn },
    });
    await expectRefusal(call('AssociateIamInstanceProfile', input), 'IncorrectState');
    const { AssociationId } = given;
    const listed = async (more: Shape = {}) =>
      (await call('DescribeIamInstanceProfileAssociations', more)).IamInstanceProfileAssociations;
    expect(await listed({ AssociationIds: [AssociationId] })).toMatchObject([{ State: 'associated' }]);
    expect(await call('DisassociateIamInstanceProfile', { AssociationId })).toMatchObject({
      IamInstanceProfileAssociation: { AssociationId, State: 'disassociating' },
    });
    expect(await listed()).toEqual([]);
    await expectRefusal(
      call('DisassociateIamInstanceProfile', { AssociationId }),
      'InvalidAssociationID.NotFound',
    );
    const other = await start();
    const Filters = [{ Name: 'instance-id', Values: [other.InstanceId] }];
    expect(await listed({ Filters })).toMatchObject([{ InstanceId: other.InstanceId }]);
    await call('TerminateInstances', { InstanceIds: [other.InstanceId] });
    expect(await listed()).toEqual([]);
    const gone = { InstanceId: other.InstanceId, IamInstanceProfile: { Name: 'server' } };
    await expectRefusal(call('AssociateIamInstanceProfile', gone), 'IncorrectInstanceState');
  });

  it('is that of its own account', async () => {
    const { machines } = setUp();
    const there = caller(machines.service, { caller: { ...root, accountId: otherAccountId } });
    const input = { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: 'server' } };
    await expectRefusal(there('RunInstances', input), 'InvalidParameterValue');
  });
});

describe('the credentials of an instance', () => {
  it('are new at every call, of a session that has the name of the instance', async () => {
    const { iam, machines, records, start } = setUp();
    const { InstanceId } = await start();
    const [first, second] = [
      machines.instanceCredentials(InstanceId),
      machines.instanceCredentials(InstanceId),
    ];
    expect(first.accessKeyId).not.toBe(second.accessKeyId);
    const { caller: session } = iam.identities.find(second.accessKeyId, second.sessionToken);
    expect(session).toMatchObject({
      kind: 'role-session',
      arn: `arn:aws:sts::${accountId}:assumed-role/server/${InstanceId}`,
      ec2RoleDelivery: '2.0',
    });
    expect(records.records()).toHaveLength(2);
    expect(records.records().at(-1)).toMatchObject({
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      awsRegion: region,
      sourceIPAddress: 'ec2.amazonaws.com',
      userAgent: 'ec2.amazonaws.com',
      requestParameters: { roleArn, roleSessionName: InstanceId },
      responseElements: {
        credentials: { accessKeyId: second.accessKeyId, sessionToken: second.sessionToken },
      },
      resources: [{ ARN: roleArn, accountId, type: 'AWS::IAM::Role' }],
      sharedEventID: expect.any(String),
    });
    expect(JSON.stringify(records.records())).not.toContain(second.secretAccessKey);
  });

  it('end with the instance, with its profile and with the trust of its role', async () => {
    const { call, machines, run, start } = setUp();
    const [stopped, parted, gone] = [await start(), await start(), await start()];
    const get = (id: string) => async () => machines.instanceCredentials(id);
    const { IamInstanceProfileAssociations } = await call('DescribeIamInstanceProfileAssociations', {
      Filters: [{ Name: 'instance-id', Values: [parted.InstanceId] }],
    });
    const { AssociationId } = IamInstanceProfileAssociations[0];
    await call('DisassociateIamInstanceProfile', { AssociationId });
    await expect(get(parted.InstanceId)).rejects.toThrow('has no instance profile');
    const InstanceIds = [stopped.InstanceId];
    await call('StopInstances', { InstanceIds });
    await expect(get(stopped.InstanceId)).rejects.toThrow(`${stopped.InstanceId} is stopped`);
    await call('StartInstances', { InstanceIds });
    await expect(get(stopped.InstanceId)()).resolves.toBeDefined();
    await call('TerminateInstances', { InstanceIds: [gone.InstanceId] });
    await expect(get(gone.InstanceId)).rejects.toThrow(`${gone.InstanceId} is terminated`);
    const PolicyDocument = trustOf('lambda.amazonaws.com');
    run('UpdateAssumeRolePolicy', { RoleName: 'server', PolicyDocument });
    await expect(get(stopped.InstanceId)).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
    await expect(get('i-0')).rejects.toThrow("The instance ID 'i-0' does not exist");
  });

  it('are not there for a role that does not trust EC2', async () => {
    const { machines, start } = setUp('lambda.amazonaws.com');
    const { InstanceId } = await start();
    await expectRefusal((async () => machines.instanceCredentials(InstanceId))(), 'AccessDenied');
  });
});
