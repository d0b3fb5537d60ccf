import { describe, expect, it } from 'vitest';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { readQuarantineEvent } from '#lib/signal/quarantine.ts';
import byAws from '#test/fixtures/quarantine/attached-by-aws.json' with { type: 'json' };
import byPerson from '#test/fixtures/quarantine/attached-by-person.json' with { type: 'json' };
import detached from '#test/fixtures/quarantine/detached.json' with { type: 'json' };
import { withField, wrongValues } from './envelope-fields.ts';

const account = '609629065308';
const policyField = 'detail.requestParameters.policyArn';
const userField = 'detail.requestParameters.userName';

const signalOf = (event: unknown): LeakSignal => {
  const reading = readQuarantineEvent(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals[0];
};

describe('the quarantine attached to a user', () => {
  it('is a proven leak of that user, with the id that the record shows when the victim is the caller', () => {
    expect(readQuarantineEvent(byAws)).toEqual({
      kind: 'leak',
      signals: [
        {
          id: `quarantine:${account}:3f1c2b7e-8d90-4a56-b1e2-7c5d4f3a2b10`,
          source: 'quarantine',
          certainty: 'proven',
          accountId: account,
          userName: 'ci-deploy',
          userId: 'AIDAY34FZKBOB2C3D4E5F',
          where: 'AWSCompromisedKeyQuarantineV4 attached to user ci-deploy',
          reportedAt: '2026-10-14T09:12:40.000Z',
          lastSeenAt: '2026-10-14T09:12:40.000Z',
          reason: `Attached by arn:aws:iam::${account}:user/ci-deploy from AWS Internal (AWS Internal).`,
        },
      ],
    });
  });

  it('counts as well when a person attached it, says who, and takes no id from the caller', () => {
    const signal = signalOf(byPerson);
    expect(signal).toMatchObject({
      userName: 'ci-deploy',
      certainty: 'proven',
      reason: `Attached by arn:aws:sts::${account}:assumed-role/security-admin/dana from 192.0.2.7 (AWS Internal).`,
    });
    expect(signal).not.toHaveProperty('userId');
  });

  it.each([
    ['another user', 'detail.userIdentity.userName', 'admin'],
    ['a session', 'detail.userIdentity.type', 'AssumedRole'],
    ['no id of a user', 'detail.userIdentity.principalId', 'AROAY34FZKBOR7XQ2WM3N'],
  ])('takes no id from a caller that is %s', (_, path, value) => {
    expect(signalOf(withField(byAws, path, value))).not.toHaveProperty('userId');
  });

  it.each([
    'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine',
    'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2',
    'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV17',
    'arn:aws-us-gov:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
  ])('is known in every version: %s', (arn) => {
    expect(signalOf(withField(byAws, policyField, arn)).where).toContain(arn.split('/')[1]);
  });

  it('is of the account of the caller where the receiving one is not named', () => {
    expect(signalOf(withField(byAws, 'detail.recipientAccountId', undefined)).accountId).toBe(account);
  });
});

describe('a call that is told', () => {
  it('is one that lifts the quarantine, with who did it', () => {
    expect(readQuarantineEvent(detached)).toEqual({
      kind: 'not-a-leak',
      tell: 'mail',
      id: `quarantine:${account}:77d5e4c3-b2a1-4908-8f6e-5d4c3b2a1908`,
      reason: `DetachUserPolicy of arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV4 on ci-deploy in account ${account} by arn:aws:sts::${account}:assumed-role/security-admin/dana from 192.0.2.7 (AWS Internal). Somebody lifts a quarantine of AWS; nothing is changed.`,
    });
  });

  it.each([
    ['AttachRolePolicy', 'roleName'],
    ['AttachGroupPolicy', 'groupName'],
  ])('is %s, which names no user', (eventName, field) => {
    const { policyArn } = byAws.detail.requestParameters;
    const event = withField(withField(byAws, 'detail.eventName', eventName), 'detail.requestParameters', {
      policyArn,
      [field]: 'build',
    });
    expect(readQuarantineEvent(event)).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
      reason: expect.stringContaining('on build in account'),
    });
  });

  it('is one of a policy of AWS that is new to us and looks like the quarantine', () => {
    const arn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineForAgentsV1';
    expect(readQuarantineEvent(withField(byAws, policyField, arn))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
    });
  });
});

describe('a call that is only logged', () => {
  it.each([
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    `arn:aws:iam::${account}:policy/AWSCompromisedKeyQuarantineV3`,
    'arn:aws:iam::awsx:policy/AWSCompromisedKeyQuarantineV3',
    'x arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
  ])('is about another policy: %s', (arn) => {
    expect(readQuarantineEvent(withField(byAws, policyField, arn))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'log',
    });
  });

  it('failed: nothing was attached, whatever it holds', () => {
    const failed = withField(
      withField(byAws, 'detail.errorCode', 'AccessDenied'),
      'detail.requestParameters',
      null,
    );
    expect(readQuarantineEvent(failed)).toEqual({
      kind: 'not-a-leak',
      tell: 'log',
      reason: 'AttachUserPolicy failed with AccessDenied: nothing was attached or detached.',
    });
  });

  it.each(['PutUserPolicy', 'CreateAccessKey', 'AttachUserPolicyX'])('is %s', (eventName) => {
    expect(readQuarantineEvent(withField(byAws, 'detail.eventName', eventName))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'log',
    });
  });
});

it.each([
  'source',
  'detail-type',
  'detail',
  'detail.eventName',
  'detail.requestParameters',
  policyField,
  userField,
  'detail.eventID',
])('%s decides: where it is wrong nothing is a leak, and it is named', (path) => {
  for (const [name, value] of wrongValues) {
    const reading = readQuarantineEvent(withField(byAws, path, value));
    // Other operations and policies, of whatever name, are understood.
    if (reading.kind === 'not-a-leak') {
      expect(['detail.eventName', policyField], name).toContain(path);
      continue;
    }
    // A user and an event may be called that.
    if (value === '__proto__' && reading.kind === 'leak') continue;
    expect(reading, name).toMatchObject({ kind: 'malformed', field: expect.stringMatching(`^${path}`) });
    expect(reading).toHaveProperty('reason', expect.stringContaining(path));
  }
});

it.each([7, '', '12', {}])('recipientAccountId %j is named', (value) => {
  expect(readQuarantineEvent(withField(byAws, 'detail.recipientAccountId', value))).toMatchObject({
    kind: 'malformed',
    field: 'detail.recipientAccountId',
  });
});

it.each([7, true, ['AccessDenied'], {}])(
  'errorCode %j is named: whether the call failed decides',
  (value) => {
    expect(readQuarantineEvent(withField(byAws, 'detail.errorCode', value))).toMatchObject({
      kind: 'malformed',
      field: 'detail.errorCode',
    });
  },
);

it.each([
  'time',
  'detail.eventTime',
  'detail.awsRegion',
  'detail.sourceIPAddress',
  'detail.userAgent',
  'detail.userIdentity',
  'detail.userIdentity.arn',
  'detail.userIdentity.principalId',
])('%s decorates: whatever stands there, the leak stays one', (path) => {
  for (const [name, value] of wrongValues) {
    const signal = signalOf(withField(byAws, path, value));
    expect(signal, name).toMatchObject({ userName: 'ci-deploy', accountId: account });
    expect(signal.reason, name).not.toMatch(/\p{Cc}/u);
    expect(signal.reason?.length).toBeLessThan(500);
  }
});
