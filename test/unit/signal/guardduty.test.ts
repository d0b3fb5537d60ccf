import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import { read, signalsOf, withField } from './guardduty-reading.ts';

const keyField = 'detail.resource.accessKeyDetails.accessKeyId';

describe('a finding about the access key of a user', () => {
  it('is a leak of that key, named by its finding', () => {
    expect(read(userEvent)).toEqual({
      kind: 'leak',
      signals: [
        {
          id: 'guardduty:1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
          source: 'guardduty',
          certainty: 'proven',
          accessKeyId: 'AKIAY34FZKBOKMUTVV7A',
          accountId: '123456789012',
          userName: 'ci-deploy',
          userId: 'AIDAY34FZKBOB2C3D4E5F',
          where: 'GuardDuty finding UnauthorizedAccess:IAMUser/TorIPCaller in eu-central-1',
          url: 'https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1#/findings?macros=current&fId=1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
          reportedAt: '2026-10-14T09:18:22.000Z',
          lastSeenAt: '2026-10-14T09:18:22.000Z',
          reason: 'API ListBuckets was invoked from a Tor exit node.',
        },
      ],
    });
  });

  it('belongs to the account of the finding, not to the administrator who got a copy', () => {
    expect(signalsOf(withField(userEvent, 'account', '999999999999'))[0]?.accountId).toBe('123456789012');
  });

  it.each(['AssumedRole', 'Root', 'FederatedUser', 'Role', 'AWSAccount', undefined])(
    'names no user when the user type is %s: the name is then something else',
    (userType) => {
      const [signal] = signalsOf(withField(userEvent, 'detail.resource.accessKeyDetails.userType', userType));
      expect(signal).not.toHaveProperty('userName');
    },
  );

  it('says when the finding is archived, and is a leak all the same', () => {
    const [signal] = signalsOf(withField(userEvent, 'detail.service.archived', true));
    expect(signal?.reason).toContain('The finding is archived in GuardDuty.');
  });

  it.each([
    [
      'aws-us-gov',
      'us-gov-west-1',
      'https://console.amazonaws-us-gov.com/guardduty/home?region=us-gov-west-1#',
    ],
    ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn/guardduty/home?region=cn-north-1#'],
  ])('points to the console of the partition %s', (partition, region, start) => {
    const event = withField(withField(userEvent, 'detail.partition', partition), 'detail.region', region);
    expect(signalsOf(event)[0]?.url?.startsWith(start)).toBe(true);
  });

  it('keeps a title to one line without secrets', () => {
    const secret = randomBytes(30).toString('base64');
    const title = `a\nSubject: b\u2028c ${secret} ${'x '.repeat(900)}`;
    const [signal] = signalsOf(withField(userEvent, 'detail.title', title));
    expect(signal?.reason).toMatch(/^a Subject: b c \[redacted\]( x)+/);
    expect(signal?.reason?.length).toBeLessThanOrEqual(500);
  });

  it('takes the time of the first call, in UTC, or the next best one', () => {
    const spaced = withField(userEvent, 'detail.service.eventFirstSeen', '2026-10-14 11:18:22.123456789');
    const offset = withField(userEvent, 'detail.service.eventFirstSeen', '2026-10-14T11:18:22+02:00');
    const odd = withField(userEvent, 'detail.service.eventFirstSeen', 'yesterday');
    expect(signalsOf(spaced)[0]?.reportedAt).toBe('2026-10-14T11:18:22.123Z');
    expect(signalsOf(offset)[0]?.reportedAt).toBe('2026-10-14T09:18:22.000Z');
    expect(signalsOf(odd)[0]?.reportedAt).toBe('2026-10-14T09:30:41.512Z');
  });

  it.each([undefined, null, ''])('is a leak of the user when its key id is %j', (accessKeyId) => {
    const [signal, ...others] = signalsOf(withField(userEvent, keyField, accessKeyId));
    expect(others).toEqual([]);
    expect(signal).not.toHaveProperty('accessKeyId');
    expect(signal).toMatchObject({
      id: 'guardduty:1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
      accountId: '123456789012',
      userName: 'ci-deploy',
      userId: 'AIDAY34FZKBOB2C3D4E5F',
    });
  });

  it.each([undefined, null, ''])('pages when its key id is %j and it names no user', (accessKeyId) => {
    const unnamed = withField(userEvent, 'detail.resource.accessKeyDetails.userName', 'no name at all');
    const reading = read(withField(unnamed, keyField, accessKeyId));
    expect(reading).toMatchObject({
      kind: 'undecided',
      id: 'guardduty:1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
    });
    expect(reading).toHaveProperty('reason', expect.stringContaining(keyField));
  });

  it('says when the key was misused last, so that a repeat is told from a new misuse', () => {
    const later = withField(userEvent, 'detail.service.eventLastSeen', '2026-10-15 01:02:03');
    const updated = withField(
      withField(userEvent, 'detail.service.eventLastSeen', undefined),
      'detail.updatedAt',
      '2026-10-16T00:00:00Z',
    );
    const [never] = signalsOf(withField(updated, 'detail.updatedAt', 'odd'));
    expect(signalsOf(later)[0]?.lastSeenAt).toBe('2026-10-15T01:02:03.000Z');
    expect(signalsOf(updated)[0]?.lastSeenAt).toBe('2026-10-16T00:00:00.000Z');
    expect(never).not.toHaveProperty('lastSeenAt');
  });

  it('keeps its id however often GuardDuty repeats it', () => {
    const repeat = withField(withField(userEvent, 'detail.service.count', 9), 'id', 'another-delivery');
    expect(signalsOf(repeat)[0]?.id).toBe(signalsOf(userEvent)[0]?.id);
  });

  it('names no account for the key of a caller from another account', () => {
    const event = withField(userEvent, 'detail.resource.accessKeyDetails.userType', 'AWSAccount');
    expect(signalsOf(event)[0]).not.toHaveProperty('accountId');
  });

  it('is malformed when its key id is none', () => {
    expect(read(withField(userEvent, keyField, 'AKIA; DROP'))).toEqual({
      kind: 'malformed',
      field: keyField,
      reason: `${keyField} is no access key id: ";" at position 5: only A to Z and digits may stand`,
    });
  });
});

describe('what is no finding of EventBridge', () => {
  const { detail } = userEvent;
  it.each([
    [
      'detail.Resource',
      withField(
        { ...userEvent, detail: { ...detail, Resource: detail.resource } },
        'detail.resource',
        undefined,
      ),
    ],
    [
      'detail.resource.AccessKeyDetails',
      withField(userEvent, 'detail.resource', { AccessKeyDetails: detail.resource.accessKeyDetails }),
    ],
    [
      'detail.Id',
      withField(userEvent, 'detail', { Id: detail.id, AccountId: detail.accountId, Type: detail.type }),
    ],
    ['Detail', { source: userEvent.source, 'detail-type': 'GuardDuty Finding', Detail: detail }],
    ['Source', { Source: 'aws.guardduty', DetailType: 'GuardDuty Finding', Detail: detail }],
  ])('names the field %s, which is in the wrong case', (field, event) => {
    const reading = read(event);
    expect(reading).toMatchObject({ kind: 'malformed', field });
    expect(reading).toHaveProperty('reason', expect.stringContaining('wrong case'));
  });

  it.each([
    ['event', null],
    ['event', 'finding'],
    ['source', { ...userEvent, source: 'aws.health' }],
    ['detail-type', { ...userEvent, 'detail-type': 'GuardDuty Malware Protection Object Scan Result' }],
    ['detail', { ...userEvent, detail: [] }],
    ['detail.accountId', withField(userEvent, 'detail.accountId', '12345')],
    ['detail.id', withField(userEvent, 'detail.id', '../../x')],
    ['detail.resource', withField(userEvent, 'detail.resource', undefined)],
    ['detail.resource.accessKeyDetails', withField(userEvent, 'detail.resource.accessKeyDetails', null)],
  ])('names the field %s', (field, event) => {
    const reading = read(event);
    expect(reading).toMatchObject({ kind: 'malformed', field });
    expect(reading).toHaveProperty('reason', expect.stringContaining(field));
  });
});
