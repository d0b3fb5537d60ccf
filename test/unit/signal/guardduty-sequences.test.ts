import { describe, expect, it } from 'vitest';
import sequenceEvent from '#test/fixtures/guardduty/attack-sequence.json' with { type: 'json' };
import { read, signalsOf, withField } from './guardduty-reading.ts';

describe('an attack sequence', () => {
  const actors = 'detail.service.detection.sequence.actors';

  it('is one leak for each credential of its actors', () => {
    const signals = signalsOf(sequenceEvent);
    const id = 'guardduty:77d0c2e5a9b84f16930fe1c2d3b4a596';
    expect(signals.map((signal) => [signal.id, signal.accessKeyId, signal.userName])).toEqual([
      [`${id}:AKIAY34FZKAOKMUTVV7A`, 'AKIAY34FZKAOKMUTVV7A', 'build-bot'],
      [`${id}:ASIAY34FZKBNKMUTVV7A`, 'ASIAY34FZKBNKMUTVV7A', undefined],
    ]);
    expect(signals.map(({ userId, session }) => userId ?? session)).toEqual([
      'AIDAY34FZKBOQ2R3S4T5U',
      { roleName: 'reporting', roleId: 'AROAY34FZKBOV6W7X2Y3Z', sessionName: 'burst' },
    ]);
  });

  it('keeps the ids of its credentials when more actors are found later', () => {
    const [first] = sequenceEvent.detail.service.detection.sequence.actors;
    const [before] = signalsOf(withField(sequenceEvent, actors, [first]));
    expect(before?.id).toBe(signalsOf(sequenceEvent)[0]?.id);
  });

  it('is a leak of each user whom it names by unique id without a key', () => {
    const [first] = sequenceEvent.detail.service.detection.sequence.actors;
    const inConsole = { user: { ...first?.user, credentialUid: undefined } };
    const other = { user: { name: 'somebody', uid: 'AIDAY34FZKBOQ2R3S4T5V', type: 'IAMUser' } };
    const named = signalsOf(withField(sequenceEvent, actors, [inConsole, other, first]));
    expect(named.map(({ accessKeyId, userName }) => accessKeyId ?? userName)).toEqual([
      'AKIAY34FZKAOKMUTVV7A',
      'somebody',
    ]);
    expect(named[1]?.id).toBe('guardduty:77d0c2e5a9b84f16930fe1c2d3b4a596:AIDAY34FZKBOQ2R3S4T5V');
    expect(named[0]).not.toHaveProperty('reason', expect.stringContaining('without a usable key id'));
  });

  it('acts about a cluster or machines when its actors have credentials, and is told when they have none', () => {
    const cluster = withField(sequenceEvent, 'detail.type', 'AttackSequence:EKS/CompromisedCluster');
    expect(signalsOf(cluster)).toHaveLength(2);
    for (const [path, value] of [
      [actors, [{ process: { name: 'xmrig' } }]],
      ['detail.service.detection', undefined],
    ] as const) {
      expect(read(withField(cluster, path, value))).toMatchObject({
        kind: 'not-a-leak',
        tell: 'mail',
        reason: expect.stringContaining('it names no credential'),
      });
    }
  });

  it('pages with the sessions that it names when none has a key', () => {
    const user = { name: 'reporting', uid: 'AROAY34FZKBOV6W7X2Y3Z:burst', type: 'AssumedRole' };
    const reading = read(withField(sequenceEvent, actors, [{ user }, { user }, { user: { type: 'Root' } }]));
    expect(reading).toMatchObject({
      kind: 'undecided',
      id: 'guardduty:77d0c2e5a9b84f16930fe1c2d3b4a596',
      reason: expect.stringContaining('role reporting (AROAY34FZKBOV6W7X2Y3Z) session burst; '),
    });
    expect(reading).toHaveProperty('reason', expect.stringContaining('and 1 more'));
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

  it('says how many of its actors have no credential', () => {
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
    expect(signal?.reason).toContain('Actors of the sequence without a usable key id: 1.');
  });

  it.each([
    ['no actor has a credential', actors, [{ user: { name: 'x', uid: 'AIDA1', type: 'IAMUser' } }], actors],
    ['there are no actors', actors, [], actors],
    ['the actors are no list', actors, 'nobody', actors],
    ['there is no sequence', 'detail.service.detection', undefined, 'detail.service.detection'],
  ])('pages when %s', (_, path, value, named) => {
    const reading = read(withField(sequenceEvent, path, value));
    expect(reading).toMatchObject({ kind: 'undecided' });
    expect(reading).toHaveProperty('reason', expect.stringContaining(named));
  });

  it('is malformed when its only credential is no key id', () => {
    const event = withField(sequenceEvent, actors, [
      { user: { name: 'x', uid: 'AIDA1', type: 'IAMUser', credentialUid: 'nope' } },
    ]);
    expect(read(event)).toMatchObject({
      kind: 'malformed',
      field: `${actors}.user.credentialUid`,
    });
  });
});
