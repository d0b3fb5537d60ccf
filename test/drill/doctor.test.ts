import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stage, setStage } from '#infra/local/drill/stage.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { company } from '#infra/local/scenario/company.ts';
import { type DeployedSystem, deploymentParameter } from '#lib/platform/deployed-system.ts';
import { tourniquet, tourniquetJson } from '#test/unit/cli/terminal.ts';

const root = resolve(import.meta.dirname, '../..');
const member = '333344445555';
const webhookSecret = 'a secret of more than twenty characters';
const { accountId, region } = company;

let stage: Stage;

const allow = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

/** Somebody with the policy of the docs and nothing else, who may take one role in the member account. */
const newDoctor = async () => {
  const { administer, administerIn } = stage.aws;
  const UserName = 'doctor';
  const { User } = await administer('iam', 'CreateUser', { UserName });
  const PolicyDocument = await readFile(resolve(root, 'docs/policies/doctor.json'), 'utf8');
  const { Policy } = await administer('iam', 'CreatePolicy', { PolicyName: 'doctor', PolicyDocument });
  await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: Policy.Arn });
  const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  const RoleName = 'auditor';
  await administerIn(member)('iam', 'CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { AWS: User.Arn },
      Action: 'sts:AssumeRole',
    }),
  });
  await administerIn(member)('iam', 'PutRolePolicy', {
    RoleName,
    PolicyName: 'test',
    PolicyDocument: document({ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }),
  });
  const through = allow('sts:AssumeRole', `arn:aws:iam::${member}:role/${RoleName}`);
  await administer('iam', 'PutUserPolicy', { UserName, PolicyName: 'through', PolicyDocument: through });
  const { AccessKey } = await administer('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};

beforeAll(async () => {
  stage = await setStage(company, { webhookSecret, members: [{ accountId: member }], schedules: true });
  const { aws, github, deployed } = stage;
  const alarms = `arn:aws:sns:us-east-1:${accountId}:tourniquet-undelivered`;
  for (const TopicArn of [deployed.mailTopicArn, deployed.pagesTopicArn, alarms]) {
    await aws.administer('sns', 'Subscribe', {
      TopicArn,
      Protocol: 'email',
      Endpoint: 'oncall@company.example',
    });
    aws.sns.confirm(TopicArn);
  }
  await aws.administer('cloudtrail', 'CreateTrail', {
    Name: 'all',
    IsMultiRegionTrail: true,
    S3BucketName: 'trail',
  });
  await aws.administer('cloudtrail', 'StartLogging', { Name: 'all' });
  aws.guardDuty.setDetector(aws.home, 'ENABLED');
  github.setHook(deployed.webhookUrl);
  const environment = aws.environmentFor(await newDoctor());
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.close();
});

interface Found {
  verdict: string;
  subject: string;
  says: string;
  mend?: string;
}
interface Document {
  checks: { id: string; verdict: string; findings: Found[] }[];
}

const ask = (...args: string[]): Promise<{ exitCode: unknown; document: Document }> =>
  tourniquetJson('doctor', '--wait', '3', '--through', 'auditor', ...args);
const wrongIn = ({ checks }: Document) =>
  checks.flatMap(({ id, findings }) =>
    findings.filter(({ verdict }) => verdict === 'wrong').map((found) => ({ id, ...found })),
  );

const admin = (service: string, operation: string, input: object) =>
  stage.aws.administer(service, operation, input);
const inUsEast1 = (service: string, operation: string, input: object) =>
  stage.aws.administerIn(accountId, 'us-east-1')(service, operation, input);
const inMember = (service: string, operation: string, input: object, where = region) =>
  stage.aws.administerIn(member, where)(service, operation, input);

/** Changes a secret. @returns how to put back what it was */
const secret = async (SecretId: string, SecretString: string) => {
  const { SecretString: before } = await admin('secretsmanager', 'GetSecretValue', { SecretId });
  await admin('secretsmanager', 'PutSecretValue', { SecretId, SecretString });
  return async () => {
    await admin('secretsmanager', 'PutSecretValue', { SecretId, SecretString: before });
    // Functions keep a secret for minutes.
    stage.aws.host.renew();
  };
};

/** Changes what the deployment tells of itself. @returns how to put back what it was */
const deployedAs = async (change: (system: DeployedSystem) => Partial<DeployedSystem>) => {
  const { Parameter } = await admin('ssm', 'GetParameter', { Name: deploymentParameter });
  const system: DeployedSystem = JSON.parse(Parameter.Value);
  const put = (value: DeployedSystem) =>
    admin('ssm', 'PutParameter', {
      Name: deploymentParameter,
      Value: JSON.stringify(value),
      Overwrite: true,
      Tier: 'Intelligent-Tiering',
    });
  await put({ ...system, ...change(system) });
  return () => put(system);
};

const queuePolicy = async (name: string, Attributes: Record<string, string>) => {
  const { QueueUrl } = await admin('sqs', 'GetQueueUrl', { QueueName: name });
  const before = (
    await admin('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: Object.keys(Attributes) })
  ).Attributes;
  await admin('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
  return async () => void (await admin('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: before }));
};

const disabled = async (run: typeof admin, Name: string, EventBusName = 'default') => {
  await run('events', 'DisableRule', { Name, EventBusName });
  return async () => void (await run('events', 'EnableRule', { Name, EventBusName }));
};

const installation = (
  change: Parameters<Stage['github']['setInstallation']>[0] extends infer T ? Partial<T> : never,
) => {
  const { github } = stage;
  github.setInstallation({ id: github.installationId, ...change });
  return async () =>
    github.setInstallation({
      id: github.installationId,
      permissions: { metadata: 'read', secret_scanning_alerts: 'read', contents: 'read' },
      suspended: false,
      events: ['secret_scanning_alert'],
    });
};

interface Case {
  /** What is broken. */
  broken: string;
  /** @returns how to mend it again */
  breaks(): Promise<() => Promise<unknown>> | (() => Promise<unknown>);
  /** The check that must name it, with the words of the finding and of its mend. */
  check: string;
  says: string;
  mend: string;
}

const cases: Case[] = [
  {
    broken: 'a function is gone',
    breaks: () => deployedAs(({ functions }) => ({ functions: [...functions, 'publish-incident'] })),
    check: 'functions',
    says: 'it is not there',
    mend: 'npm run deploy',
  },
  {
    broken: 'nothing feeds contain',
    breaks: async () => {
      const name = 'tourniquet-contain';
      const { EventSourceMappings } = await admin('lambda', 'ListEventSourceMappings', {
        FunctionName: name,
      });
      for (const { UUID } of EventSourceMappings) await admin('lambda', 'DeleteEventSourceMapping', { UUID });
      return async () => stage.aws.host.addSqsSource(name, { queueArn: stage.deployed.signalsQueueArn });
    },
    check: 'functions',
    says: 'nothing hands it what is on the queue tourniquet-signals',
    mend: 'npm run deploy',
  },
  {
    broken: 'a role may do more',
    breaks: async () => {
      const RoleName = 'tourniquet-contain';
      const PolicyDocument = allow('iam:CreateAccessKey', '*');
      await admin('iam', 'PutRolePolicy', { RoleName, PolicyName: 'more', PolicyDocument });
      return () => admin('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'more' });
    },
    check: 'roles',
    says: 'it has besides: Allow iam:CreateAccessKey on *',
    mend: 'CloudTrail',
  },
  {
    broken: 'a role may do less',
    breaks: async () => {
      const RoleName = 'tourniquet-remind';
      const { PolicyNames } = await admin('iam', 'ListRolePolicies', { RoleName });
      const [PolicyName] = PolicyNames;
      const { PolicyDocument: before } = await admin('iam', 'GetRolePolicy', { RoleName, PolicyName });
      await admin('iam', 'PutRolePolicy', {
        RoleName,
        PolicyName,
        PolicyDocument: allow('sns:Publish', '*'),
      });
      const PolicyDocument = decodeURIComponent(before);
      return () => admin('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
    },
    check: 'roles',
    says: 'it lacks: Allow dynamodb:Scan',
    mend: 'npm run deploy',
  },
  {
    broken: 'a managed policy is attached to a role',
    breaks: async () => {
      const attached = {
        RoleName: 'tourniquet-restore',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      };
      await admin('iam', 'AttachRolePolicy', attached);
      return () => admin('iam', 'DetachRolePolicy', attached);
    },
    check: 'roles',
    says: 'AdministratorAccess is attached to it',
    mend: 'aws iam detach-role-policy --role-name tourniquet-restore',
  },
  {
    broken: 'somebody else may take a role',
    breaks: async () => {
      const RoleName = 'tourniquet-contain';
      const { Role } = await admin('iam', 'GetRole', { RoleName });
      const trust = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument));
      const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
      const wider = { ...trust, Statement: [...trust.Statement, { ...trust.Statement[0], Principal }] };
      const set = (document: object) =>
        admin('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: JSON.stringify(document) });
      await set(wider);
      return () => set(trust);
    },
    check: 'roles',
    says: 'somebody else than Lambda may take it',
    mend: 'npm run deploy',
  },
  {
    broken: 'anybody may send to the queue of signals',
    breaks: () => queuePolicy('tourniquet-signals', { Policy: '' }),
    check: 'queues',
    says: 'its policy does not deny everybody',
    mend: 'npm run deploy',
  },
  {
    broken: 'another service may send to the queue of signals',
    breaks: async () => {
      const name = 'tourniquet-signals';
      const { QueueUrl } = await admin('sqs', 'GetQueueUrl', { QueueName: name });
      const AttributeNames = ['Policy'];
      const { Attributes } = await admin('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames });
      const { Statement, ...policy } = JSON.parse(Attributes.Policy);
      const topic = { ...Statement[0], Sid: 'Topic', Principal: { Service: 'sns.amazonaws.com' } };
      return queuePolicy(name, { Policy: JSON.stringify({ ...policy, Statement: [...Statement, topic] }) });
    },
    check: 'queues',
    says: 'or lets in others',
    mend: 'npm run deploy',
  },
  {
    broken: 'another queue may have its dead letters in the queue of signals',
    breaks: () => queuePolicy('tourniquet-signals', { RedriveAllowPolicy: '' }),
    check: 'queues',
    says: 'any queue may name it as its dead-letter queue',
    mend: 'npm run deploy',
  },
  {
    broken: 'a message is in the dead letters',
    breaks: async () => {
      const { QueueUrl } = await admin('sqs', 'GetQueueUrl', {
        QueueName: 'tourniquet-signals-dead-letters',
      });
      await admin('sqs', 'SendMessage', { QueueUrl, MessageBody: 'x' });
      return () => admin('sqs', 'PurgeQueue', { QueueUrl });
    },
    check: 'queues',
    says: '1 message could not be handled',
    mend: 'contain by hand what they name',
  },
  {
    broken: 'an address has not confirmed',
    breaks: async () => {
      const TopicArn = stage.deployed.mailTopicArn;
      await admin('sns', 'Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'new@company.example' });
      return async () => stage.aws.sns.confirm(TopicArn);
    },
    check: 'mail',
    says: 'new@company.example has not confirmed',
    mend: 'Subscription Confirmation',
  },
  {
    broken: 'a rule is switched off',
    breaks: () => disabled(admin, 'tourniquet-scanner', 'tourniquet'),
    check: 'rules',
    says: 'it is switched off',
    mend: `aws events enable-rule --region ${region} --event-bus-name tourniquet --name tourniquet-scanner`,
  },
  {
    broken: 'a rule waits for something else',
    breaks: async () => {
      const Name = 'tourniquet-guardduty';
      const { EventPattern } = await admin('events', 'DescribeRule', { Name });
      await admin('events', 'PutRule', { Name, EventPattern: '{"source":["none"]}' });
      return () => admin('events', 'PutRule', { Name, EventPattern });
    },
    check: 'rules',
    says: 'it waits for something else',
    mend: 'npm run deploy',
  },
  {
    broken: 'a rule leads nowhere',
    breaks: async () => {
      const rule = { Rule: 'tourniquet-securityhub' };
      const { Targets } = await admin('events', 'ListTargetsByRule', rule);
      await admin('events', 'RemoveTargets', { ...rule, Ids: ['signals'] });
      return () => admin('events', 'PutTargets', { ...rule, Targets });
    },
    check: 'rules',
    says: 'it does not lead to',
    mend: 'npm run deploy',
  },
  {
    broken: 'somebody has a rule write an event of his own as well',
    breaks: async () => {
      const rule = { Rule: 'tourniquet-securityhub' };
      const { Targets } = await admin('events', 'ListTargetsByRule', rule);
      const forged = { InputTransformer: { InputTemplate: '{"kind":"guardduty","event":{}}' } };
      await admin('events', 'PutTargets', { ...rule, Targets: [{ ...Targets[0], Id: 'second', ...forged }] });
      return () => admin('events', 'RemoveTargets', { ...rule, Ids: ['second'] });
    },
    check: 'rules',
    says: 'it does not write the kind of its source beside the event',
    mend: 'npm run deploy',
  },
  {
    broken: 'nobody is reminded',
    breaks: () => disabled(admin, 'tourniquet-remind'),
    check: 'rules',
    says: 'it is switched off',
    mend: 'enable-rule',
  },
  {
    broken: 'a stranger is let in',
    breaks: async () => {
      const one = { EventBusName: 'tourniquet', StatementId: 'friend' };
      await admin('events', 'PutPermission', {
        ...one,
        Principal: '555566667777',
        Action: 'events:PutEvents',
      });
      return () => admin('events', 'RemovePermission', one);
    },
    check: 'bus',
    says: 'the statement friend that was not deployed',
    mend: 'aws events remove-permission --event-bus-name tourniquet --statement-id friend',
  },
  {
    broken: 'a member account is not let in',
    breaks: async () => {
      const EventBusName = 'tourniquet';
      const { Policy } = await admin('events', 'DescribeEventBus', { Name: EventBusName });
      await admin('events', 'RemovePermission', { EventBusName, StatementId: `member-${member}` });
      return () => admin('events', 'PutPermission', { EventBusName, Policy });
    },
    check: 'bus',
    says: `its policy lacks the statement member-${member}`,
    mend: 'npm run deploy',
  },
  {
    broken: 'a rule of us-east-1 is deaf',
    breaks: () => disabled(inUsEast1, 'tourniquet-health'),
    check: 'forwarding',
    says: 'it is deaf',
    mend: 'aws events describe-rule --region us-east-1 --name tourniquet-health',
  },
  {
    broken: 'a rule of a member account is deaf',
    breaks: () => disabled(inMember, 'tourniquet-guardduty'),
    check: 'forwarding',
    says: 'it is deaf',
    mend: `aws events describe-rule --region ${region} --name tourniquet-guardduty`,
  },
  {
    broken: 'a member account cannot be entered',
    breaks: async () => {
      const RoleName = 'tourniquet-member';
      const { Role } = await inMember('iam', 'GetRole', { RoleName });
      const before = decodeURIComponent(Role.AssumeRolePolicyDocument);
      const set = (PolicyDocument: string) =>
        inMember('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
      await set(before.replace(stage.deployed.memberExternalId, 'another'));
      stage.aws.host.renew();
      return () => set(before);
    },
    check: 'members',
    says: 'cannot be entered',
    mend: 'member.yaml',
  },
  {
    broken: 'the webhook secret is empty',
    breaks: () => secret(stage.deployed.webhookSecretArn, '{}'),
    check: 'webhook',
    says: 'the secret is not {"current"',
    mend: 'aws secretsmanager put-secret-value',
  },
  {
    broken: 'the webhook secret can be guessed',
    breaks: () => secret(stage.deployed.webhookSecretArn, '{"current":"1234"}'),
    check: 'webhook',
    says: 'can be guessed',
    mend: 'aws secretsmanager put-secret-value',
  },
  {
    broken: 'the front door cannot be reached',
    breaks: () => deployedAs(() => ({ webhookUrl: 'http://127.0.0.1:2/' })),
    check: 'webhook',
    says: 'a signed ping is not answered (ECONNREFUSED)',
    mend: 'the address that was deployed',
  },
  {
    broken: 'somebody else answers in the place of the front door',
    breaks: async () => {
      const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const back = await deployedAs(() => ({ webhookUrl: `http://127.0.0.1:${port}/` }));
      return async () => {
        server.close();
        await back();
      };
    },
    check: 'webhook',
    says: 'a webhook without a signature is answered 200, and not 401',
    mend: 'the address that was deployed',
  },
  {
    broken: 'webhooks of GitHub did not arrive',
    breaks: async () => {
      const { github, deployed } = stage;
      const delivery = signedDelivery({ secret: webhookSecret, payload: { zen: 'x' } });
      await github.deliver(delivery, 'http://127.0.0.1:2/');
      return () => github.deliver(delivery, deployed.webhookUrl);
    },
    check: 'github',
    says: '1 webhook of the last days did not arrive',
    mend: 'Recent Deliveries',
  },
  {
    broken: 'no GitHub App is filled in',
    breaks: () => secret(stage.deployed.githubAppSecretArn, '{}'),
    check: 'github',
    says: 'no GitHub App is filled in',
    mend: 'aws secretsmanager put-secret-value',
  },
  {
    broken: 'the App lacks a permission',
    breaks: () => installation({ permissions: { metadata: 'read', contents: 'read' } }),
    check: 'github',
    says: 'lacks the permission "Secret scanning alerts: read"',
    mend: 'accept the new permissions',
  },
  {
    broken: 'the App is not told of alerts',
    breaks: () => installation({ events: [] }),
    check: 'github',
    says: 'lacks the event "Secret scanning alert"',
    mend: 'subscribe the App to it',
  },
  {
    broken: 'the App is suspended',
    breaks: () => installation({ suspended: true }),
    check: 'github',
    says: 'suspended',
    mend: 'resume it',
  },
  {
    broken: 'secret scanning is off',
    breaks: () => {
      stage.github.addRepository('acme/legacy', { secretScanning: false });
      return async () => stage.github.addRepository('acme/legacy', { secretScanning: true });
    },
    check: 'github',
    says: 'secret scanning is off: legacy',
    mend: 'switch it on',
  },
  {
    broken: 'the App delivers elsewhere',
    breaks: () => {
      stage.github.setHook('https://elsewhere.example/');
      return async () => stage.github.setHook(stage.deployed.webhookUrl);
    },
    check: 'github',
    says: 'the App delivers to https://elsewhere.example/',
    mend: 'set the address to http',
  },
  {
    broken: 'the trail is off',
    breaks: async () => {
      await admin('cloudtrail', 'StopLogging', { Name: 'all' });
      return () => admin('cloudtrail', 'StartLogging', { Name: 'all' });
    },
    check: 'cloudtrail',
    says: 'is switched off',
    mend: 'aws cloudtrail start-logging',
  },
  {
    broken: 'GuardDuty is off',
    breaks: () => {
      stage.aws.guardDuty.removeDetector(stage.aws.home);
      return async () => stage.aws.guardDuty.setDetector(stage.aws.home, 'ENABLED');
    },
    check: 'guardduty',
    says: 'GuardDuty is not on',
    mend: `aws guardduty create-detector --enable --region ${region}`,
  },
  {
    broken: 'GuardDuty is suspended',
    breaks: () => {
      stage.aws.guardDuty.setDetector(stage.aws.home, 'DISABLED');
      return async () => stage.aws.guardDuty.setDetector(stage.aws.home, 'ENABLED');
    },
    check: 'guardduty',
    says: 'GuardDuty is suspended',
    mend: 'aws guardduty update-detector',
  },
  {
    broken: 'evidence can be written over',
    breaks: async () => {
      const Bucket = stage.deployed.evidenceBucketArn?.split(':').at(-1);
      const set = (Status: string) =>
        admin('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } });
      await set('Suspended');
      return () => set('Enabled');
    },
    check: 'storage',
    says: 'versioning is off',
    mend: 'npm run deploy',
  },
  {
    broken: 'the doctor may not look',
    breaks: async () => {
      const attached = { UserName: 'doctor', PolicyName: 'blind' };
      const PolicyDocument = allow('cloudtrail:DescribeTrails', '*').replace('Allow', 'Deny');
      await admin('iam', 'PutUserPolicy', { ...attached, PolicyDocument });
      return () => admin('iam', 'DeleteUserPolicy', attached);
    },
    check: 'cloudtrail',
    says: 'your credentials may not look',
    mend: 'docs/policies/doctor.json',
  },
];

describe('tourniquet doctor', () => {
  it('finds nothing wrong where all is well, with the rights of the docs', async () => {
    const { exitCode, document } = await ask();
    expect(wrongIn(document)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(Object.fromEntries(document.checks.map(({ id, verdict }) => [id, verdict]))).toEqual({
      functions: 'ok',
      roles: 'ok',
      queues: 'ok',
      storage: 'ok',
      mail: 'ok',
      rules: 'ok',
      bus: 'ok',
      forwarding: 'ok',
      members: 'ok',
      webhook: 'ok',
      github: 'ok',
      cloudtrail: 'ok',
      guardduty: 'ok',
    });
    // It changed nothing and told nobody anything.
    expect(await stage.incidents()).toEqual([]);
    expect(stage.aws.sns.mailbox()).toEqual([]);
  });

  it.each(cases)('$broken: it says so, and how to mend it', async ({ breaks, check, says, mend }) => {
    const mendIt = await breaks();
    try {
      const { exitCode, document } = await ask();
      const found = wrongIn(document).filter(({ id, says: told }) => id === check && told.includes(says));
      expect(found, JSON.stringify(wrongIn(document))).not.toEqual([]);
      expect(
        found.some(({ mend: told }) => told?.includes(mend)),
        found[0]?.mend,
      ).toBe(true);
      expect(exitCode).toBe(3);
    } finally {
      await mendIt();
    }
  });

  it('is well again after all that', async () => {
    const { exitCode, document } = await ask();
    expect(wrongIn(document)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('does not claim to have heard member accounts that it cannot speak from', async () => {
    const { document } = await tourniquetJson('doctor', '--wait', '3');
    const { findings } = document.checks.find(({ id }: { id: string }) => id === 'forwarding');
    expect(findings).toContainEqual({
      verdict: 'not-checked',
      subject: `account ${member}`,
      says: expect.stringContaining('--through ROLE'),
    });
  });

  it('does not claim to have asked the accounts of an organization that it may not list', async () => {
    const back = await deployedAs(() => ({ accounts: 'organization' }));
    const { document } = await ask();
    await back();
    for (const check of ['members', 'forwarding'])
      expect(document.checks.find(({ id }) => id === check)?.findings).toContainEqual({
        verdict: 'not-checked',
        subject: 'the accounts of the organization',
        says: expect.stringContaining('organizations:ListAccounts'),
      });
  });

  it('names an organization without the App', async () => {
    const { document } = await ask('--organization', 'acme', 'globex');
    expect(wrongIn(document)).toMatchObject([
      { id: 'github', subject: 'globex', says: expect.stringContaining('not installed') },
    ]);
  });

  it('tells people in words, the mend below what is wrong', async () => {
    await admin('cloudtrail', 'StopLogging', { Name: 'all' });
    const { exitCode, stderr } = await tourniquet('doctor', '--wait', '3');
    await admin('cloudtrail', 'StartLogging', { Name: 'all' });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^WRONG {7}cloudtrail: /m);
    expect(stderr).toMatch(/^ {4}mend: switch it on:\n {6}aws cloudtrail start-logging --name \S+$/m);
    expect(stderr).toContain('1 thing is wrong.');
    expect(stderr).not.toContain(webhookSecret);
  });

  it('says where it looked where nothing is deployed', async () => {
    const { Parameter } = await admin('ssm', 'GetParameter', { Name: deploymentParameter });
    await admin('ssm', 'DeleteParameter', { Name: deploymentParameter });
    const { exitCode, document } = await tourniquetJson('doctor');
    await admin('ssm', 'PutParameter', { ...Parameter, Tier: 'Intelligent-Tiering' });
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      error: { message: expect.stringContaining(`account ${accountId}, Region ${region}`) },
    });
  });
});
