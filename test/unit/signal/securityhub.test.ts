import { describe, expect, it } from 'vitest';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { readSecurityHubEvent } from '#lib/signal/securityhub.ts';
import customAction from '#test/fixtures/securityhub/custom-action.json' with { type: 'json' };
import imported from '#test/fixtures/securityhub/imported.json' with { type: 'json' };
import fromGuardDuty from '#test/fixtures/securityhub/imported-from-guardduty.json' with { type: 'json' };
import importedV2 from '#test/fixtures/securityhub/imported-v2.json' with { type: 'json' };
import { withField, wrongValues } from './envelope-fields.ts';

const account = '609629065308';
const key = 'AKIAY34FZKBOKMUTVV7A';
const otherKey = 'AKIAY34FZKBOKQ7NEXT2';
const sessionKey = 'ASIAY34FZKBOKMUTVV7A';
const finding = 'detail.findings.0';
const resource = `${finding}.Resources.0`;
const details = `${resource}.Details.AwsIamAccessKey`;

const signalsOf = (event: unknown): LeakSignal[] => {
  const reading = readSecurityHubEvent(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals;
};

const [importedFinding] = imported.detail.findings;
const [importedResource] = importedFinding?.Resources ?? [];
const withTwoKeys = withField(imported, `${finding}.Resources`, [
  importedResource,
  { Type: 'AwsIamAccessKey', Id: `AWS::IAM::AccessKey:${otherKey}` },
  { Type: 'AwsIamUser', Id: `arn:aws:iam::${account}:user/ci-deploy` },
]);

describe('an imported finding about an access key', () => {
  it('is a claim, with the owner that it names', () => {
    const [signal, ...others] = signalsOf(imported);
    expect(others).toEqual([]);
    expect(signal).toEqual({
      id: expect.stringMatching(/^securityhub:[0-9a-f]{32}$/),
      source: 'securityhub',
      certainty: 'claimed',
      doubt: 'It is the word of key-watch, imported into Security Hub.',
      accessKeyId: key,
      accountId: account,
      userName: 'ci-deploy',
      userId: 'AIDAY34FZKBOB2C3D4E5F',
      where: 'Security Hub finding of key-watch in eu-central-1',
      url: 'https://eu-central-1.console.aws.amazon.com/securityhub/home?region=eu-central-1#/findings?search=Id%3Dkey-watch%2F9f3b1c7e',
      reportedAt: '2026-10-14T09:18:22.000Z',
      lastSeenAt: '2026-10-14T09:29:50.000Z',
      reason: 'An access key is used from an address where it has never been used.',
    });
  });

  it('is proven when a service of AWS imported it, which the name beside the ARN does not show', () => {
    const arn = 'arn:aws:securityhub:eu-central-1::product/aws/access-analyzer';
    const [signal] = signalsOf(withField(imported, `${finding}.ProductArn`, arn));
    expect(signal).toMatchObject({ certainty: 'proven' });
    expect(signal).not.toHaveProperty('doubt');
    for (const claimed of [
      `arn:aws:securityhub:eu-central-1:${account}:product/aws/guardduty`,
      `arn:aws:securityhub:eu-central-1:${account}:product/${account}/default`,
      undefined,
    ]) {
      const event = withField(
        withField(imported, `${finding}.ProductArn`, claimed),
        `${finding}.ProductName`,
        'GuardDuty',
      );
      expect(signalsOf(event)[0]?.certainty).toBe('claimed');
    }
  });

  it('gives a signal for each key that it names', () => {
    const [first, second, ...others] = signalsOf(withTwoKeys);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ accessKeyId: key, userName: 'ci-deploy' });
    expect(first?.id).toMatch(/^securityhub:[0-9a-f]{32}:AKIAY34FZKBOKMUTVV7A$/);
    expect(second).toMatchObject({ accessKeyId: otherKey });
    expect(second).not.toHaveProperty('userName');
  });

  it.each([`AWS::IAM::AccessKey:${key}`, `arn:aws:iam::${account}:access-key/${key}`, key])(
    'may name the key only in the resource id %s',
    (id) => {
      const event = withField(withField(imported, `${details}.AccessKeyId`, undefined), `${resource}.Id`, id);
      expect(signalsOf(event)[0]?.accessKeyId).toBe(key);
    },
  );

  it('may call its severity by number only', () => {
    const severity = (value: object) =>
      readSecurityHubEvent(withField(imported, `${finding}.Severity`, value));
    expect(severity({ Normalized: 70 }).kind).toBe('leak');
    expect(severity({ Normalized: 69 })).toMatchObject({ kind: 'not-a-leak', tell: 'digest' });
  });

  it('belongs to the account of the key where the finding names it', () => {
    expect(signalsOf(withField(imported, `${details}.AccountId`, '210987654321'))[0]?.accountId).toBe(
      '210987654321',
    );
    expect(signalsOf(withField(imported, `${details}.AccountId`, 'x'))[0]?.accountId).toBe(account);
  });

  it.each([`ghp_${'a1'.repeat(18)}`, 'with space', '\ud800', "'-alert(1)-'"])(
    'has no page where its Id is %j, and an id all the same',
    (value) => {
      const [signal] = signalsOf(withField(imported, `${finding}.Id`, value));
      expect(signal).not.toHaveProperty('url');
      expect(signal?.id).toMatch(/^securityhub:[0-9a-f]{32}$/);
    },
  );

  it('is one of root when it says so', () => {
    const [signal] = signalsOf(withField(imported, `${details}.PrincipalType`, 'Root'));
    expect(signal).toMatchObject({ root: true });
    expect(signal).not.toHaveProperty('userName');
  });
});

describe('an imported finding that is not acted on', () => {
  it.each([
    ['GuardDuty sends it to us itself', 'log', fromGuardDuty],
    ['it names no access key', 'log', withField(imported, `${resource}.Type`, 'AwsEc2Instance')],
    ['it is archived', 'log', withField(imported, `${finding}.RecordState`, 'ARCHIVED')],
    ['it is suppressed', 'log', withField(imported, `${finding}.Workflow.Status`, 'SUPPRESSED')],
    ['it is resolved', 'log', withField(imported, `${finding}.Workflow.Status`, 'RESOLVED')],
    ['it is a sample', 'digest', withField(imported, `${finding}.Title`, '[SAMPLE] A key is used')],
    [
      'its key is generated',
      'digest',
      withField(imported, `${details}.AccessKeyId`, 'GeneratedFindingAccessKeyId'),
    ],
    ['it is of medium severity', 'digest', withField(imported, `${finding}.Severity.Label`, 'MEDIUM')],
    [
      'it is a check of a standard',
      'digest',
      withField(imported, `${finding}.Compliance`, { Status: 'FAILED' }),
    ],
    [
      'it is about configuration',
      'digest',
      withField(imported, `${finding}.Types`, [
        'Software and Configuration Checks/AWS Security Best Practices',
      ]),
    ],
  ])('%s', (_, tell, event) => {
    const reading = readSecurityHubEvent(event);
    expect(reading).toMatchObject({ kind: 'not-a-leak', tell });
    // A leak of the same finding later must not pass for a repeat of this.
    expect(reading).toHaveProperty('id', expect.stringMatching(/^securityhub:[0-9a-f]{32}:told$/));
  });

  it('is not one for a user who called himself as samples do', () => {
    const event = withField(imported, `${details}.PrincipalName`, 'GeneratedFindingUserName');
    expect(readSecurityHubEvent(event).kind).toBe('leak');
  });
});

describe('a severe finding that does not name its key', () => {
  it.each(['AWS::IAM::AccessKey:null', `arn:aws:iam::${account}:user/ci-deploy`, ''])(
    'pages: its resource id is %j',
    (id) => {
      const event = withField(withField(imported, `${details}.AccessKeyId`, undefined), `${resource}.Id`, id);
      expect(readSecurityHubEvent(event)).toMatchObject({
        kind: 'undecided',
        reason: expect.stringContaining('holds no AccessKeyId (it names ci-deploy'),
      });
    },
  );

  it.each([
    [`${details}.AccessKeyId`, 'AKIAXXXXXXXXXX'],
    [`${details}.AccessKeyId`, 7],
    [`${details}.AccessKeyId`, `${key}\n`],
  ])('names the field: %s is %j', (path, value) => {
    expect(readSecurityHubEvent(withField(imported, path, value))).toMatchObject({
      kind: 'malformed',
      field: path,
    });
  });

  it('names the resource id where that holds a broken key id', () => {
    const event = withField(
      withField(imported, `${details}.AccessKeyId`, null),
      `${resource}.Id`,
      'AWS::IAM::AccessKey:AKIAXX',
    );
    expect(readSecurityHubEvent(event)).toMatchObject({ kind: 'malformed', field: `${resource}.Id` });
  });
});

describe('a custom action', () => {
  it('is the claim of a person, also on a finding of GuardDuty, with the session that it names', () => {
    const [signal] = signalsOf(customAction);
    expect(signal).toMatchObject({
      certainty: 'claimed',
      doubt: 'A person chose it with a custom action of Security Hub.',
      accessKeyId: sessionKey,
      accountId: account,
      session: {
        roleName: 'app-server',
        roleId: 'AROAY34FZKBOR7XQ2WM3N',
        sessionName: 'i-0a1b2c3d4e5f60718',
      },
      // When it was chosen: chosen again after a restore, it is a new wish.
      lastSeenAt: '2026-10-14T09:31:07.000Z',
      reason:
        'Credentials of an EC2 instance are used from outside of AWS. Chosen by a person with the custom action Contain key.',
    });
    expect(signal).not.toHaveProperty('userName');
  });

  it.each([
    [`${finding}.Severity`, { Label: 'LOW' }],
    [`${finding}.Severity`, undefined],
    [`${finding}.RecordState`, 'ARCHIVED'],
    [`${finding}.Workflow.Status`, 'SUPPRESSED'],
    [`${finding}.Compliance`, { Status: 'FAILED' }],
  ])('acts although %s is %j', (path, value) => {
    expect(signalsOf(withField(customAction, path, value))).toHaveLength(1);
  });

  it('says that the finding was put away', () => {
    const [signal] = signalsOf(withField(customAction, `${finding}.RecordState`, 'ARCHIVED'));
    expect(signal?.reason).toContain('The finding is archived in Security Hub.');
  });

  it.each([
    ['holds no AwsIamAccessKey', `${finding}.Resources`, []],
    ['holds no AwsIamAccessKey', `${resource}.Type`, 'AwsCloudTrailTrail'],
    ['holds no AccessKeyId (it names app-server', `${resource}.Id`, 'AWS::IAM::AccessKey:null'],
    ['it is a sample', `${finding}.Title`, '[SAMPLE] x'],
  ])('is answered by mail when the finding %s', (missing, path, value) => {
    expect(readSecurityHubEvent(withField(customAction, path, value))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
      reason: expect.stringContaining(missing),
    });
  });

  it('is answered by mail when it was chosen on an insight', () => {
    const event = {
      ...withField(customAction, 'detail.findings', undefined),
      'detail-type': 'Security Hub Insight Results',
    };
    expect(readSecurityHubEvent(event)).toMatchObject({ kind: 'not-a-leak', tell: 'mail' });
  });
});

describe('a finding of the new Security Hub, in OCSF', () => {
  it('is told, with its key', () => {
    expect(readSecurityHubEvent(importedV2)).toEqual({
      kind: 'not-a-leak',
      tell: 'mail',
      reason: `Security Hub reports a finding of key-watch in account ${account} in the format OCSF, which is told only; it names ${key}: An access key is used from an address where it has never been used.`,
    });
  });

  it.each([
    ['log', `${finding}.metadata.product.uid`, 'arn:aws:securityhub:eu-central-1::productv2/aws/guardduty'],
    ['log', `${finding}.resources`, [{ type: 'AWS::EC2::Instance', uid: 'i-0a1b' }]],
    ['digest', `${finding}.severity`, 'Medium'],
  ])('is only for the %s when %s is another', (tell, path, value) => {
    expect(readSecurityHubEvent(withField(importedV2, path, value))).toMatchObject({
      kind: 'not-a-leak',
      tell,
    });
  });

  it('names a finding that is no object', () => {
    expect(readSecurityHubEvent(withField(importedV2, finding, 'x'))).toMatchObject({
      kind: 'malformed',
      field: finding,
    });
  });
});

describe('several findings in one event', () => {
  const two = (second: unknown) => withField(imported, 'detail.findings', [importedFinding, second]);

  it('are told apart', () => {
    const ids = signalsOf(two({ ...importedFinding, Id: 'another' })).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('are read although one of them cannot be, and the leak says so', () => {
    const [signal, ...others] = signalsOf(two({ ...importedFinding, AwsAccountId: null }));
    expect(others).toEqual([]);
    expect(signal?.reason).toContain('Other findings of this event could not be read: 1.');
  });

  it('that are no leaks are told together, as loudly as the loudest', () => {
    const quiet = { ...importedFinding, RecordState: 'ARCHIVED' };
    const loud = { ...importedFinding, Severity: { Label: 'LOW' } };
    const event = withField(imported, 'detail.findings', [quiet, loud, loud]);
    expect(readSecurityHubEvent(event)).toMatchObject({
      kind: 'not-a-leak',
      tell: 'digest',
      reason: expect.stringContaining('(and 1 more)'),
    });
  });
});

it.each([
  'source',
  'detail-type',
  'detail',
  'detail.findings',
  finding,
  `${finding}.AwsAccountId`,
  `${finding}.Resources`,
  resource,
  `${resource}.Type`,
  `${finding}.Severity`,
])('%s decides: where it is wrong nothing is a leak, and it is named', (path) => {
  for (const [name, value] of wrongValues) {
    const reading = readSecurityHubEvent(withField(imported, path, value));
    expect(reading.kind, name).not.toBe('leak');
    if (reading.kind !== 'malformed') continue;
    expect(reading.field.startsWith(path), `${name}: ${reading.field}`).toBe(true);
    expect(reading.reason.startsWith(reading.field), `${name}: ${reading.reason}`).toBe(true);
  }
});

it.each([undefined, null, '', 7, {}])(
  'a finding whose Id is %j is refused: its repeats could not be told',
  (value) => {
    expect(readSecurityHubEvent(withField(imported, `${finding}.Id`, value))).toMatchObject({
      kind: 'malformed',
      field: `${finding}.Id`,
    });
  },
);

it('a field in the case of another format is named as it was written', () => {
  const event = withField(
    withField(imported, `${finding}.AwsAccountId`, undefined),
    `${finding}.awsAccountId`,
    account,
  );
  expect(readSecurityHubEvent(event)).toMatchObject({ kind: 'malformed', field: `${finding}.awsAccountId` });
});

it.each([
  'time',
  'resources',
  `${finding}.ProductArn`,
  `${finding}.ProductName`,
  `${finding}.Title`,
  `${finding}.Description`,
  `${finding}.FirstObservedAt`,
  `${finding}.LastObservedAt`,
  `${finding}.Types`,
  `${finding}.RecordState`,
  `${finding}.Workflow`,
  `${details}.PrincipalId`,
  `${details}.PrincipalName`,
  `${details}.PrincipalType`,
])('%s decorates: whatever stands there, the leak stays one', (path) => {
  for (const [name, value] of wrongValues) {
    const [signal] = signalsOf(withField(imported, path, value));
    expect(signal, name).toMatchObject({ accessKeyId: key, accountId: account });
    expect(`${signal?.where}${signal?.reason}${signal?.url}`, name).not.toMatch(/\p{Cc}/u);
  }
});
