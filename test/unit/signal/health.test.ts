import { describe, expect, it } from 'vitest';
import { readHealthEvent } from '#lib/signal/health.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import consoleEvent from '#test/fixtures/health/console-compromise.json' with { type: 'json' };
import exposed from '#test/fixtures/health/credentials-exposed.json' with { type: 'json' };
import twoKeys from '#test/fixtures/health/two-keys-of-a-member.json' with { type: 'json' };
import quarantined from '#test/fixtures/health/user-quarantined.json' with { type: 'json' };
import { withField, wrongValues } from './envelope-fields.ts';

const account = '609629065308';
const key = 'AKIAY34FZKBOKMUTVV7A';
const otherKey = 'AKIAY34FZKBOKQ7NEXT2';
const id = `health:b7f0c2d94e6a18350fd1-1:${account}`;
const entity = 'detail.affectedEntities.0.entityValue';

const signalsOf = (event: unknown): LeakSignal[] => {
  const reading = readHealthEvent(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals;
};

describe('an exposed key', () => {
  it('is a proven leak with the owner and the place that AWS names', () => {
    expect(readHealthEvent(exposed)).toEqual({
      kind: 'leak',
      signals: [
        {
          id,
          source: 'health',
          certainty: 'proven',
          accessKeyId: key,
          accountId: account,
          userName: 'ci-deploy',
          where:
            'AWS Health AWS_RISK_CREDENTIALS_EXPOSED: https[:]//git.example.com/acme/shop/blob/1f2e3d/config/aws.env',
          url: 'https://health.aws.amazon.com/health/home#/account/dashboard/open-issues?eventID=arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED_7c1d9e2f4a&eventTab=details',
          reportedAt: '2026-10-14T09:12:05.000Z',
          reason: 'An access key of your account may be known to others. We have opened a support case.',
        },
      ],
    });
  });

  it.each([
    'AWS_RISK_CREDENTIALS_EXPOSED',
    'AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED',
    'AWS_RISK_CREDENTIALS_COMPROMISED',
    'AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED',
    'AWS_RISK_IAM_QUARANTINE',
    'AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE',
  ])('is acted on under the code %s, as AWS Health Abuse Event as well', (code) => {
    const event = withField(
      withField(exposed, 'detail.eventTypeCode', code),
      'detail-type',
      'AWS Health Abuse Event',
    );
    expect(signalsOf(event)).toMatchObject([{ id, accessKeyId: key, certainty: 'proven' }]);
  });

  it('has the same id in the copy that goes to a backup region', () => {
    const copy = { ...exposed, id: 'another', region: 'us-west-2', time: '2026-10-14T09:13:00Z' };
    expect(signalsOf(copy)[0]?.id).toBe(id);
  });

  it('is known by the ARN of the event where no communicationId stands', () => {
    const { eventArn } = exposed.detail;
    expect(signalsOf(withField(exposed, 'detail.communicationId', undefined))[0]?.id).toBe(
      `health:${eventArn}:${account}`,
    );
  });

  it('names no owner that IAM would not have, and none where it means another key', () => {
    expect(
      signalsOf(withField(exposed, 'detail.eventMetadata.userName', 'root account'))[0],
    ).not.toHaveProperty('userName');
    expect(signalsOf(withField(exposed, 'detail.eventMetadata.publicKey', otherKey))[0]).not.toHaveProperty(
      'userName',
    );
  });

  it('keeps no secret that stands in the address', () => {
    const address = `https://bot:${'x'.repeat(24)}@git.example.com/a\nSubject: hello`;
    const [signal] = signalsOf(withField(exposed, 'detail.eventMetadata.exposedUrl', address));
    expect(signal?.where).not.toContain('xxx');
    expect(signal?.where).not.toMatch(/\p{Cc}/u);
  });
});

describe('an event of the organizational view', () => {
  it('gives a signal for each key, in the account that is affected and not the one that received it', () => {
    expect(signalsOf(twoKeys)).toMatchObject([
      { id: `${id}:${key}`, accessKeyId: key, accountId: account },
      { id: `${id}:${otherKey}`, accessKeyId: otherKey, accountId: account },
    ]);
  });

  it('gives one signal for a key that is listed twice', () => {
    expect(signalsOf(withField(twoKeys, 'detail.affectedEntities.1.entityValue', key))).toHaveLength(1);
  });

  it('keeps the keys of two pages apart, even if each page holds one', () => {
    const first = withField(exposed, 'detail.totalPages', '2');
    const second = withField(withField(first, 'detail.page', '2'), entity, otherKey);
    expect(signalsOf(first)[0]?.id).toBe(`${id}:${key}`);
    expect(signalsOf(second)[0]?.id).toBe(`${id}:${otherKey}`);
  });

  it('goes on with the keys it can read and says how many it cannot', () => {
    const [signal, ...others] = signalsOf(withField(twoKeys, entity, 'sg-0a1b2c3d'));
    expect(others).toEqual([]);
    expect(signal).toMatchObject({ accessKeyId: otherKey });
    expect(signal?.reason).toContain('Entities that name no key or user: 1.');
  });

  it('is of the receiving account where no other is named', () => {
    expect(signalsOf(withField(exposed, 'detail.affectedAccount', null))[0]?.accountId).toBe(account);
  });
});

describe('an event without a key', () => {
  it('is a leak of the user that it names by ARN', () => {
    const [signal] = signalsOf(quarantined);
    expect(signal).toMatchObject({ id, userName: 'ci-deploy', accountId: account, certainty: 'proven' });
    expect(signal).not.toHaveProperty('accessKeyId');
  });

  it.each([
    ['AWS_RISK_IAM_QUARANTINE', 'ci-deploy'],
    ['AWS_RISK_IAM_QUARANTINE', 'user/build/ci-deploy'],
    ['AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE', 'user/ci-deploy'],
    ['AWS_RISK_CREDENTIALS_COMPROMISED', `arn:aws:iam::${account}:user/ci-deploy`],
  ])('under %s is one of a user named %s', (code, value) => {
    const event = withField(withField(quarantined, 'detail.eventTypeCode', code), entity, value);
    expect(signalsOf(event)).toMatchObject([{ userName: 'ci-deploy', accountId: account }]);
  });

  it.each([
    ['AWS_RISK_IAM_QUARANTINE', 'AKIAXXXXXXXXXX'],
    ['AWS_RISK_IAM_QUARANTINE', 'AIDAY34FZKBOB2C3D4E5F'],
    ['AWS_RISK_IAM_QUARANTINE', account],
    ['AWS_RISK_IAM_QUARANTINE', 'arn:aws:iam::210987654321:user/ci-deploy'],
    ['AWS_RISK_IAM_QUARANTINE', `arn:aws:iam::${account}:root`],
    ['AWS_RISK_CREDENTIALS_COMPROMISED', 'ci-deploy'],
    ['AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE', 'ci-deploy'],
  ])('under %s is undecided when it names only %s', (code, value) => {
    const event = withField(withField(quarantined, 'detail.eventTypeCode', code), entity, value);
    expect(readHealthEvent(event)).toMatchObject({
      kind: 'undecided',
      id,
      reason: expect.stringContaining(entity),
    });
  });

  it('pages for a console that was taken over', () => {
    expect(readHealthEvent(consoleEvent)).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining(`AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE in account ${account}`),
    });
  });

  it.each([undefined, null, []])(
    'pages when the list of entities is %j, and names the key beside it',
    (list) => {
      expect(readHealthEvent(withField(exposed, 'detail.affectedEntities', list))).toMatchObject({
        kind: 'undecided',
        id,
        reason: expect.stringMatching(new RegExp(`detail\\.affectedEntities is empty .*publicKey is ${key}`)),
      });
    },
  );
});

describe('an event that asks for nothing', () => {
  it('is told when AWS closed it, under an id of its own', () => {
    expect(readHealthEvent(withField(exposed, 'detail.statusCode', 'closed'))).toEqual({
      kind: 'not-a-leak',
      tell: 'mail',
      id: `${id}:told`,
      reason: `AWS Health reports AWS_RISK_CREDENTIALS_EXPOSED in account ${account}, and has closed it: nothing is changed. It names ${key}.`,
    });
  });

  it('is told when its code is new and not about credentials', () => {
    const event = withField(exposed, 'detail.eventTypeCode', 'AWS_RISK_SOMETHING_ELSE');
    expect(readHealthEvent(event)).toMatchObject({ kind: 'not-a-leak', tell: 'mail' });
  });

  it.each([
    ['another service', 'EC2', 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED', 'log'],
    ['another kind of code', 'RISK', 'SOMETHING_NEW', 'mail'],
  ])('is left alone when it is of %s', (_, service, code, tell) => {
    const event = withField(withField(exposed, 'detail.service', service), 'detail.eventTypeCode', code);
    expect(readHealthEvent(event)).toMatchObject({ kind: 'not-a-leak', tell });
  });
});

describe('a new code about credentials', () => {
  const event = withField(exposed, 'detail.eventTypeCode', 'AWS_RISK_CREDENTIALS_SOLD');

  it('is a claim where it names a key as an issue', () => {
    const [signal] = signalsOf(event);
    expect(signal).toMatchObject({ accessKeyId: key, certainty: 'claimed' });
    expect(signal?.doubt).toContain('AWS_RISK_CREDENTIALS_SOLD');
  });

  it.each([
    ['no key', entity, 'user/ci-deploy'],
    ['no issue', 'detail.eventTypeCategory', 'accountNotification'],
  ])('is told where it names %s', (_, path, value) => {
    expect(readHealthEvent(withField(event, path, value))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
    });
  });
});

describe('a field that decides', () => {
  const kindsOf = (path: string) =>
    wrongValues.map(([name, value]) => ({ name, reading: readHealthEvent(withField(exposed, path, value)) }));

  it.each(['source', 'detail-type', 'detail', 'detail.service', 'detail.eventTypeCode'])(
    '%s is named when it is wrong, and nothing is a leak',
    (path) => {
      for (const { name, reading } of kindsOf(path)) {
        expect(reading.kind, name).not.toBe('leak');
        if (reading.kind !== 'malformed') continue;
        expect(reading.field.startsWith(path), `${name}: ${reading.field}`).toBe(true);
        expect(reading.reason).toContain(reading.field);
        expect(reading.reason.length).toBeLessThan(500);
      }
    },
  );

  it.each([entity, 'detail.affectedEntities', 'detail.affectedEntities.0'])(
    '%s is named when it is wrong, and the key beside the list is not taken instead',
    (path) => {
      for (const { name, reading } of kindsOf(path)) {
        expect(['malformed', 'undecided'], name).toContain(reading.kind);
        expect(reading, name).toHaveProperty('reason', expect.stringContaining('detail.affectedEntities'));
      }
    },
  );

  it.each(['AKIAXXXXXXXXXX', 'akiay34fzkbokmutvv7a', 'AKIAY34FZKBOKMUTVV7A\n', `${key}B`])(
    'entityValue %j is no key id and is not repeated',
    (value) => {
      const reading = readHealthEvent(withField(exposed, entity, value));
      expect(reading).toMatchObject({ kind: 'malformed', field: entity });
      expect(reading).toHaveProperty('reason', expect.not.stringContaining(value));
    },
  );

  it.each([7, 'AKIAXXXXXXXXXX', '12345', {}])('affectedAccount %j is named', (value) => {
    expect(readHealthEvent(withField(exposed, 'detail.affectedAccount', value))).toMatchObject({
      kind: 'malformed',
      field: 'detail.affectedAccount',
    });
  });

  it('account is named where nothing says which account is affected', () => {
    const event = withField(withField(exposed, 'detail.affectedAccount', undefined), 'account', 'x');
    expect(readHealthEvent(event)).toMatchObject({ kind: 'malformed', field: 'account' });
  });

  it.each([
    ['detail.communicationId', 7],
    ['detail.communicationId', 'with space'],
    ['detail.statusCode', 7],
  ])('%s %j is named', (path, value) => {
    expect(readHealthEvent(withField(exposed, path, value))).toMatchObject({
      kind: 'malformed',
      field: path,
    });
  });

  it('communicationId is named where the ARN is missing as well', () => {
    const event = withField(withField(exposed, 'detail.communicationId', null), 'detail.eventArn', undefined);
    expect(readHealthEvent(event)).toMatchObject({ kind: 'malformed', field: 'detail.communicationId' });
  });
});

it.each([
  'time',
  'region',
  'resources',
  'detail.eventArn',
  'detail.startTime',
  'detail.lastUpdatedTime',
  'detail.eventDescription',
  'detail.eventDescription.0',
  'detail.eventMetadata',
  'detail.eventMetadata.exposedUrl',
  'detail.page',
  'detail.eventRegion',
])('%s decorates: whatever stands there, the leak stays one', (path) => {
  for (const [name, value] of wrongValues) {
    const [signal] = signalsOf(withField(exposed, path, value));
    expect(signal, name).toMatchObject({ accessKeyId: key, accountId: account });
    expect(`${signal?.where}${signal?.reason}${signal?.url}`, name).not.toMatch(/\p{Cc}/u);
  }
});
