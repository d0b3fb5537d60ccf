import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recordOf } from '#infra/local/trail/record.ts';
import { userNameOf } from '#infra/local/trail/user-identity.ts';
import { accountId, otherAccountId, region, user } from '../services/rig.ts';
import { type EntryParts, entryOf, federated, newTrail, role, service } from './entries.ts';

const record = (parts?: EntryParts) => recordOf(entryOf(parts));

describe('a record', () => {
  it('has the fields of a CloudTrail record, of a call that changed something', () => {
    const entry = entryOf({
      operation: 'CreateUser',
      input: { UserName: 'mallory', Tags: [{ Key: 'A', Value: 'b' }] },
      output: { User: { UserName: 'mallory', CreateDate: new Date('2026-11-02T13:33:28Z'), Path: '/' } },
    });
    const { eventID, ...rest } = recordOf(entry);
    expect(eventID).toMatch(/^[0-9a-f-]{36}$/);
    expect(rest).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: 'AIDAEXAMPLEUSERID0001',
        arn: `arn:aws:iam::${accountId}:user/ci`,
        accountId,
        accessKeyId: 'AKIAEXAMPLEKEYID0001',
        userName: 'ci',
      },
      eventTime: '2026-11-02T10:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.31.0',
      requestParameters: { userName: 'mallory', tags: [{ key: 'A', value: 'b' }] },
      responseElements: {
        user: { userName: 'mallory', createDate: 'Nov 2, 2026 1:33:28 PM', path: '/' },
      },
      requestID: entry.call.requestId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
    });
  });

  it('of a read has no response, and none of empty parameters', () => {
    const read = record({ operation: 'ListUsers', readOnly: true, output: { Users: [{ UserName: 'a' }] } });
    expect([read.requestParameters, read.responseElements]).toEqual([null, null]);
  });

  it('of a failure has the code and the message, and no response', () => {
    const error = { code: 'AccessDenied', message: 'no' };
    expect(record({ error, input: { UserName: 'x' } })).toMatchObject({
      errorCode: 'AccessDenied',
      errorMessage: 'no',
      responseElements: null,
      requestParameters: { userName: 'x' },
    });
  });

  it('of a call that issues credentials says which, though it only reads, but never the secret', () => {
    const secret = randomUUID();
    const issued = record({
      service: 'sts',
      operation: 'GetSessionToken',
      readOnly: true,
      output: {
        Credentials: {
          AccessKeyId: 'ASIAEXAMPLEKEYID0003',
          SecretAccessKey: secret,
          SessionToken: 'token',
          Expiration: new Date('2026-11-02T20:07:33Z'),
        },
      },
    });
    expect(issued.awsRegion).toBe(region);
    expect(issued.responseElements).toEqual({
      credentials: {
        accessKeyId: 'ASIAEXAMPLEKEYID0003',
        sessionToken: 'token',
        expiration: 'Nov 2, 2026, 8:07:33 PM',
      },
    });
    const made = record({
      operation: 'CreateAccessKey',
      output: { AccessKey: { AccessKeyId: 'AKIAEXAMPLEKEYID0004', SecretAccessKey: secret, UserName: 'x' } },
    });
    expect(made.responseElements).toEqual({
      accessKey: { accessKeyId: 'AKIAEXAMPLEKEYID0004', userName: 'x' },
    });
  });

  it('leaves out passwords, secret values, payloads and variables, and keeps policy documents', () => {
    const secret = randomUUID();
    const bytes = new TextEncoder().encode(secret);
    const calls: EntryParts[] = [
      { operation: 'CreateLoginProfile', input: { UserName: 'x', Password: secret } },
      { operation: 'ChangePassword', input: { OldPassword: secret, NewPassword: secret } },
      { service: 'secretsmanager', operation: 'CreateSecret', input: { Name: 'x', SecretString: secret } },
      { service: 'secretsmanager', operation: 'CreateSecret', input: { Name: 'x', SecretBinary: bytes } },
      {
        service: 'lambda',
        operation: 'CreateFunction',
        input: { Environment: { Variables: { A: secret } } },
      },
      {
        service: 'lambda',
        operation: 'CreateFunction',
        output: { Environment: { Variables: { A: secret } } },
      },
      { service: 'ec2', operation: 'RunInstances', input: { ImageId: 'ami', UserData: secret } },
      { service: 's3', operation: 'PutObject', recorded: 'data', input: { Bucket: 'b', Body: bytes } },
      { service: 'sns', operation: 'Publish', recorded: 'data', input: { Message: secret, Subject: secret } },
      { service: 'sqs', operation: 'SendMessage', recorded: 'data', input: { MessageBody: secret } },
      { service: 'dynamodb', operation: 'PutItem', recorded: 'data', input: { Item: { a: { S: secret } } } },
    ];
    const inner = Buffer.from(bytes).toString('base64');
    for (const parts of calls) {
      const text = JSON.stringify(record(parts));
      expect(text.includes(secret) || text.includes(inner), parts.operation).toBe(false);
    }
    const kept = record({ operation: 'PutUserPolicy', input: { PolicyDocument: '{"Statement":[]}' } });
    expect(kept.requestParameters).toEqual({ policyDocument: '{"Statement":[]}' });
  });

  it('carries Lambda’s dated event names and S3’s old one', () => {
    expect(record({ service: 'lambda', operation: 'CreateFunction' }).eventName).toBe(
      'CreateFunction20150331',
    );
    const list = record({ service: 's3', operation: 'ListObjectsV2', recorded: 'data' });
    expect(list).toMatchObject({ eventName: 'ListObjects', managementEvent: false, eventCategory: 'Data' });
  });

  it('names the role that was assumed, and nothing where the call was refused', () => {
    const RoleArn = `arn:aws:iam::${accountId}:role/deploy`;
    const assume: EntryParts = {
      service: 'sts',
      operation: 'AssumeRole',
      readOnly: true,
      input: { RoleArn, RoleSessionName: 's' },
    };
    expect(record(assume).resources).toEqual([{ ARN: RoleArn, accountId, type: 'AWS::IAM::Role' }]);
    const refused = record({ ...assume, error: { code: 'AccessDenied', message: 'no' } });
    expect(refused).not.toHaveProperty('resources');
    expect(record()).not.toHaveProperty('resources');
  });

  it('writes EC2’s changes of state, and its later operations as their XML', () => {
    const stopped = record({
      service: 'ec2',
      operation: 'StopInstances',
      input: { InstanceIds: ['i-1'] },
      output: { StoppingInstances: [{ InstanceId: 'i-1', CurrentState: { Code: 64, Name: 'stopping' } }] },
    });
    expect(stopped.requestParameters).toEqual({ instancesSet: { items: [{ instanceId: 'i-1' }] } });
    expect(stopped.responseElements).toMatchObject({
      instancesSet: { items: [{ instanceId: 'i-1', currentState: { code: 64, name: 'stopping' } }] },
    });
    const profile = { Arn: `arn:aws:iam::${accountId}:instance-profile/server`, Id: 'AIPA1' };
    const associated = entryOf({
      service: 'ec2',
      operation: 'AssociateIamInstanceProfile',
      input: { InstanceId: 'i-1', IamInstanceProfile: { Name: 'server' } },
      output: {
        IamInstanceProfileAssociation: {
          AssociationId: 'iip-assoc-1',
          InstanceId: 'i-1',
          IamInstanceProfile: profile,
          State: 'associating',
        },
      },
    });
    expect(recordOf(associated)).toMatchObject({
      requestParameters: {
        AssociateIamInstanceProfileRequest: { InstanceId: 'i-1', IamInstanceProfile: { Name: 'server' } },
      },
      responseElements: {
        AssociateIamInstanceProfileResponse: {
          xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
          iamInstanceProfileAssociation: {
            associationId: 'iip-assoc-1',
            instanceId: 'i-1',
            iamInstanceProfile: { arn: profile.Arn, id: profile.Id },
            state: 'associating',
          },
          requestId: associated.call.requestId,
        },
      },
    });
    const listed = (ids: string[]) =>
      record({
        service: 'ec2',
        operation: 'DescribeIamInstanceProfileAssociations',
        readOnly: true,
        input: { AssociationIds: ids },
      }).requestParameters?.['DescribeIamInstanceProfileAssociationsRequest'];
    expect(listed(['a'])).toEqual({ AssociationId: { tag: 1, content: 'a' } });
    expect(listed(['a', 'b'])).toEqual({
      AssociationId: [
        { tag: 1, content: 'a' },
        { tag: 2, content: 'b' },
      ],
    });
  });

  it('writes the profile that an instance is started with', () => {
    const Arn = `arn:aws:iam::${accountId}:instance-profile/server`;
    const run = record({
      service: 'ec2',
      operation: 'RunInstances',
      input: { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: 'server' } },
      output: { Instances: [{ InstanceId: 'i-1', IamInstanceProfile: { Arn, Id: 'AIPA1' } }] },
    });
    expect(run.requestParameters).toMatchObject({ iamInstanceProfile: { name: 'server' } });
    expect(run.responseElements).toMatchObject({
      instancesSet: { items: [{ instanceId: 'i-1', iamInstanceProfile: { arn: Arn, id: 'AIPA1' } }] },
    });
  });

  it('writes EC2’s lists as sets of items', () => {
    const run = record({
      service: 'ec2',
      operation: 'RunInstances',
      input: { ImageId: 'ami-1', MinCount: 1, MaxCount: 2, InstanceType: 'p2.xlarge' },
      output: { Instances: [{ InstanceId: 'i-1', State: { Code: 0 }, LaunchTime: new Date(5) }] },
    });
    expect(run.requestParameters).toEqual({
      instanceType: 'p2.xlarge',
      instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 2 }] },
    });
    expect(run.responseElements).toMatchObject({
      instancesSet: { items: [{ instanceId: 'i-1', instanceState: { code: 0 }, launchTime: 5 }] },
    });
  });
});

describe('userIdentity', () => {
  const identity = (caller = user()) => record({ call: { caller } }).userIdentity;
  const attributes = { creationDate: '2026-11-02T09:30:00Z', mfaAuthenticated: 'false' };

  it('of a role session names the role that issued it', () => {
    expect(identity(role)).toEqual({
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEROLEID0001:laptop',
      arn: role.arn,
      accountId,
      accessKeyId: role.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEROLEID0001',
          arn: `arn:aws:iam::${accountId}:role/deploy`,
          accountId,
          userName: 'deploy',
        },
        webIdFederationData: {},
        attributes,
      },
    });
  });

  it('of a federated user names the IAM user that issued it, with what IAM knows of that user', () => {
    const arn = `arn:aws:iam::${accountId}:user/team/ci`;
    const { userIdentity } = recordOf(entryOf({ call: { caller: federated } }), () => ({
      principalId: 'AIDA1',
      arn,
    }));
    expect(userIdentity).toMatchObject({ type: 'FederatedUser', principalId: `${accountId}:guest` });
    expect(userIdentity).not.toHaveProperty('userName');
    expect(userIdentity.sessionContext).toEqual({
      sessionIssuer: { type: 'IAMUser', principalId: 'AIDA1', arn, accountId, userName: 'ci' },
      webIdFederationData: {},
      attributes,
    });
  });

  it('of a session token is its user, with another key and a session', () => {
    const issuedAt = new Date('2026-11-02T09:30:00Z');
    const caller = { ...user(), kind: 'session-token' as const, accessKeyId: 'ASIA1', issuedAt, mfa: true };
    expect(identity(caller)).toMatchObject({
      type: 'IAMUser',
      userName: 'ci',
      accessKeyId: 'ASIA1',
      sessionContext: { attributes: { mfaAuthenticated: 'true' } },
    });
  });

  it('of a service is its name, which is the source address too', () => {
    const called = record({ service: 'sts', operation: 'AssumeRole', call: { caller: service } });
    expect(called.userIdentity).toEqual({ type: 'AWSService', invokedBy: 'lambda.amazonaws.com' });
    expect(called.sourceIPAddress).toBe('lambda.amazonaws.com');
  });

  it('of an instance and of the console says how the session came about', () => {
    const { sessionContext } = identity({ ...role, ec2RoleDelivery: '2.0' });
    expect(sessionContext).toMatchObject({ attributes, ec2RoleDelivery: '2.0' });
    expect(identity(role).sessionContext).not.toHaveProperty('ec2RoleDelivery');
    const inConsole = record({ call: { caller: { ...role, fromConsole: true } } });
    expect(inConsole.sessionCredentialFromConsole).toBe('true');
    expect(record({ call: { caller: role } })).not.toHaveProperty('sessionCredentialFromConsole');
  });

  it('gives the user name that LookupEvents knows', () => {
    const root = { ...user(), kind: 'root' as const, arn: `arn:aws:iam::${accountId}:root` };
    const { userName: _, ...bare } = root;
    const names = [user(), bare, role, federated, service].map((caller) => userNameOf(identity(caller)));
    expect(names).toEqual(['ci', 'root', 'laptop', 'guest', 'lambda.amazonaws.com']);
  });
});

describe('a role assumed from another account', () => {
  const assume: EntryParts = {
    service: 'sts',
    operation: 'AssumeRole',
    readOnly: true,
    input: { RoleArn: `arn:aws:iam::${otherAccountId}:role/member`, RoleSessionName: 's' },
    output: { Credentials: { AccessKeyId: 'ASIAEXAMPLEKEYID0005', SessionToken: 't' } },
  };

  it('is recorded in both, joined by sharedEventID, without the key in the role’s account', () => {
    const { records } = newTrail();
    records.record(entryOf(assume));
    const [mine] = records.records(accountId);
    const [theirs] = records.records(otherAccountId);
    expect(mine?.sharedEventID).toBe(theirs?.sharedEventID);
    expect(mine?.sharedEventID).toBeTypeOf('string');
    expect(mine?.eventID).not.toBe(theirs?.eventID);
    expect(theirs?.userIdentity).toEqual({
      type: 'AWSAccount',
      principalId: 'AIDAEXAMPLEUSERID0001',
      accountId,
    });
    expect(theirs?.responseElements).toEqual(mine?.responseElements);
  });

  it('by a service is recorded once, and says that there is another record', () => {
    const { records } = newTrail();
    const own = { RoleArn: `arn:aws:iam::${accountId}:role/own`, RoleSessionName: 'i-1' };
    records.record(entryOf({ ...assume, input: own, call: { caller: service } }));
    expect(records.records()).toMatchObject([{ sharedEventID: expect.any(String) }]);
  });

  it('is recorded once when it was refused, or when the role is in the same account', () => {
    const { records } = newTrail();
    const { output: _, ...refused } = assume;
    records.record(entryOf({ ...refused, error: { code: 'AccessDenied', message: 'no' } }));
    records.record(entryOf({ ...assume, input: { RoleArn: `arn:aws:iam::${accountId}:role/own` } }));
    expect(records.records()).toHaveLength(2);
    expect(records.records().filter(({ sharedEventID }) => sharedEventID)).toEqual([]);
  });
});
