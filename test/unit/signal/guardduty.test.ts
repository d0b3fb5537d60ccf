import { describe, expect, it } from 'vitest';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import sequenceEvent from '#test/fixtures/guardduty/attack-sequence.json' with { type: 'json' };

type Json = Record<string, unknown>;

/** A copy with one field set, by its path. */
const withField = (event: object, path: string, value: unknown): Json => {
  const copy: Json = structuredClone({ ...event });
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at: Json = copy;
  for (const step of steps) at = at[step] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
};

const signalsOf = (event: unknown): LeakSignal[] => {
  const reading = readGuardDutyEvent(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals;
};

const keyField = 'detail.resource.accessKeyDetails.accessKeyId';

describe('a finding about the access key of a user', () => {
  it('is a leak of that key, named by its finding', () => {
    expect(readGuardDutyEvent(userEvent)).toEqual({
      kind: 'leak',
      signals: [
        {
          id: 'guardduty:1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
          source: 'guardduty',
          accessKeyId: 'AKIAY34FZKBOKMUTVV7A',
          accountId: '123456789012',
          userName: 'ci-deploy',
          userId: 'AIDAY34FZKBOB2C3D4E5F',
          where: 'GuardDuty finding UnauthorizedAccess:IAMUser/TorIPCaller in eu-central-1',
          url: 'https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1#/findings?macros=current&fId=1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
          reportedAt: '2026-10-14T09:18:22.000Z',
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

  it('keeps a title to one line', () => {
    const [signal] = signalsOf(
      withField(userEvent, 'detail.title', `a\nSubject: b\u2028c\u202e${'x'.repeat(900)}`),
    );
    expect(signal?.reason).toMatch(/^a Subject: b c x+$/);
    expect(signal?.reason).toHaveLength(500);
  });

  it('takes the time of the first call, in UTC, or the next best one', () => {
    const spaced = withField(userEvent, 'detail.service.eventFirstSeen', '2026-10-14 11:18:22.123456789');
    const offset = withField(userEvent, 'detail.service.eventFirstSeen', '2026-10-14T11:18:22+02:00');
    const odd = withField(userEvent, 'detail.service.eventFirstSeen', 'yesterday');
    expect(signalsOf(spaced)[0]?.reportedAt).toBe('2026-10-14T11:18:22.123Z');
    expect(signalsOf(offset)[0]?.reportedAt).toBe('2026-10-14T09:18:22.000Z');
    expect(signalsOf(odd)[0]?.reportedAt).toBe('2026-10-14T09:30:41.512Z');
  });

  it.each([undefined, null, ''])('pages when its key id is %j', (accessKeyId) => {
    const reading = readGuardDutyEvent(withField(userEvent, keyField, accessKeyId));
    expect(reading).toMatchObject({ kind: 'undecided' });
    expect(reading).toHaveProperty('reason', expect.stringContaining(keyField));
  });

  it('is malformed when its key id is none', () => {
    expect(readGuardDutyEvent(withField(userEvent, keyField, 'AKIA; DROP'))).toEqual({
      kind: 'malformed',
      field: keyField,
      reason: `${keyField} is no access key id: ";" at position 5: only A to Z and digits may stand`,
    });
  });
});

describe('the type of a finding', () => {
  it.each([
    'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
    'CredentialAccess:IAMUser/CompromisedCredentials',
  ])('%s is acted on', (type) => {
    expect(signalsOf(withField(userEvent, 'detail.type', type))).toHaveLength(1);
  });

  it.each([
    'Recon:IAMUser/UserPermissions',
    'CredentialAccess:IAMUser/AnomalousBehavior',
    'UnauthorizedAccess:EC2/TorClient',
    'AttackSequence:S3/CompromisedData',
    'CredentialAccess:RDS/ModifyAuthenticationProcess',
    'Policy:IAMUser/RootCredentialUsage',
  ])('%s is told to people', (type) => {
    expect(readGuardDutyEvent(withField(userEvent, 'detail.type', type))).toEqual({
      kind: 'not-a-leak',
      tell: true,
      reason: `GuardDuty reports ${type} in account 123456789012, eu-central-1 (severity 5): API ListBuckets was invoked from a Tor exit node.`,
    });
  });
});

describe('an attack sequence', () => {
  const actors = 'detail.service.detection.sequence.actors';

  it('is one leak for each credential of its actors', () => {
    const signals = signalsOf(sequenceEvent);
    const id = 'guardduty:77d0c2e5a9b84f16930fe1c2d3b4a596';
    expect(signals.map((signal) => [signal.id, signal.accessKeyId, signal.userName])).toEqual([
      [`${id}:AKIAY34FZKAOKMUTVV7A`, 'AKIAY34FZKAOKMUTVV7A', 'build-bot'],
      [`${id}:ASIAY34FZKBNKMUTVV7A`, 'ASIAY34FZKBNKMUTVV7A', undefined],
    ]);
  });

  it('believes the first actor of a credential, when several share it', () => {
    const credentialUid = 'AKIAY34FZKAOKMUTVV7A';
    const shared = [
      { user: { name: 'build-bot', uid: 'AIDAY34FZKBOQ2R3S4T5U', type: 'IAMUser', credentialUid } },
      { user: { name: 'somebody', uid: 'AIDAY34FZKBOQ2R3S4T5V', type: 'IAMUser', credentialUid } },
    ];
    expect(signalsOf(withField(sequenceEvent, actors, shared)).map(({ userName }) => userName)).toEqual([
      'build-bot',
    ]);
  });

  it('keeps the id of the finding when it names one credential, and says how many actors have none', () => {
    const one = { user: { ...sequenceEvent.detail.service.detection.sequence.actors[0]?.user } };
    const [signal, ...others] = signalsOf(
      withField(sequenceEvent, actors, [
        one,
        null,
        { process: {} },
        { user: { name: 'x', uid: 'AIDA1', type: 'IAMUser' } },
      ]),
    );
    expect(others).toEqual([]);
    expect(signal?.id).toBe('guardduty:77d0c2e5a9b84f16930fe1c2d3b4a596');
    expect(signal?.reason).toContain('Actors of the sequence without a usable key id: 1.');
  });

  it.each([
    ['no actor has a credential', actors, [{ user: { name: 'x', uid: 'AIDA1', type: 'IAMUser' } }], actors],
    ['there are no actors', actors, [], actors],
    ['the actors are no list', actors, 'nobody', actors],
    ['there is no sequence', 'detail.service.detection', undefined, 'detail.service.detection'],
  ])('pages when %s', (_, path, value, named) => {
    const reading = readGuardDutyEvent(withField(sequenceEvent, path, value));
    expect(reading).toMatchObject({ kind: 'undecided' });
    expect(reading).toHaveProperty('reason', expect.stringContaining(named));
  });

  it('is malformed when its only credential is no key id', () => {
    const event = withField(sequenceEvent, actors, [
      { user: { name: 'x', uid: 'AIDA1', type: 'IAMUser', credentialUid: 'nope' } },
    ]);
    expect(readGuardDutyEvent(event)).toMatchObject({
      kind: 'malformed',
      field: `${actors}.user.credentialUid`,
    });
  });
});

describe('a sample finding', () => {
  const generated = {
    accessKeyId: 'GeneratedFindingAccessKeyId',
    userName: 'GeneratedFindingUserName',
    userType: 'IAMUser',
  };
  it.each([
    [
      'the title',
      userEvent,
      'detail.title',
      '[SAMPLE] API GeneratedFindingAPIName was invoked from a Tor exit node.',
    ],
    ['a flag', userEvent, 'detail.service.additionalInfo', { sample: true }],
    ['a flag as text', userEvent, 'detail.service.additionalInfo', { sample: 'true' }],
    [
      'a flag in JSON',
      userEvent,
      'detail.service.additionalInfo',
      { value: '{"sample":true}', type: 'default' },
    ],
    ['generated names', userEvent, 'detail.resource.accessKeyDetails', generated],
    [
      'a generated principal',
      userEvent,
      'detail.resource.accessKeyDetails.principalId',
      'GeneratedFindingPrincipalId',
    ],
    [
      'a generated user without a key',
      userEvent,
      'detail.resource.accessKeyDetails',
      { userName: 'GeneratedFindingUserName' },
    ],
    [
      'the actor of the documentation',
      sequenceEvent,
      'detail.service.detection.sequence.actors',
      [{ id: 'a', user: { name: 'john_doe', uid: 'AIDA3UBBJ2K3TVEXAMPLE', type: 'IAMUser' } }],
    ],
    [
      'an actor in the account of the documentation',
      sequenceEvent,
      'detail.service.detection.sequence.actors',
      [
        {
          user: {
            name: 'john_doe',
            uid: 'AIDA3UBBJ2K3TVAAAAAA',
            type: 'IAMUser',
            account: { uid: '111122223333' },
          },
        },
      ],
    ],
  ])('is refused silently by %s', (_, event, path, value) => {
    const reading = readGuardDutyEvent(withField(event, path, value));
    expect(reading).toMatchObject({ kind: 'not-a-leak', tell: false });
    expect(reading).toHaveProperty('reason', expect.stringContaining('sample'));
  });

  it('is not faked by names that a thief may choose', () => {
    const user = withField(
      userEvent,
      'detail.resource.accessKeyDetails.userName',
      'GeneratedFindingUserName',
    );
    const [first, ...rest] = structuredClone(sequenceEvent.detail.service.detection.sequence.actors);
    const actor = { ...first, user: { ...first?.user, name: 'john_doe' } };
    const session = {
      user: {
        uid: 'AROAY34FZKBOV6W7X2Y3Z:EXAMPLE',
        type: 'AssumedRole',
        credentialUid: 'ASIAY34FZKBNKMUTVV7A',
      },
    };
    const path = 'detail.service.detection.sequence.actors';
    expect(signalsOf(user)).toHaveLength(1);
    expect(signalsOf(withField(userEvent, 'detail.title', 'Principal [SAMPLE] did it'))).toHaveLength(1);
    expect(signalsOf(withField(sequenceEvent, path, [actor, ...rest]))).toHaveLength(2);
    expect(signalsOf(withField(sequenceEvent, path, [session]))).toHaveLength(1);
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
    const reading = readGuardDutyEvent(event);
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
    const reading = readGuardDutyEvent(event);
    expect(reading).toMatchObject({ kind: 'malformed', field });
    expect(reading).toHaveProperty('reason', expect.stringContaining(field));
  });
});
