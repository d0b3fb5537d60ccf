import { describe, expect, it } from 'vitest';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import sequenceEvent from '#test/fixtures/guardduty/attack-sequence.json' with { type: 'json' };
import { read, signalsOf, withField } from './guardduty-reading.ts';

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
  ])('is told in the digest, by %s', (_, event, path, value) => {
    const reading = read(withField(event, path, value));
    expect(reading).toMatchObject({ kind: 'not-a-leak', tell: 'digest' });
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
