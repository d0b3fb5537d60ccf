import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };

const ref = {
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 7,
  installationId: 12,
  action: 'created',
};
const read = (message: unknown) => readQueueMessage(JSON.stringify(message));

describe('a message of the signals queue', () => {
  it('refers to an alert on GitHub', () => {
    expect(read(ref)).toEqual({ kind: 'github-alert', ref });
  });

  it('asks to look again', () => {
    const message = { kind: 'look-again', incidentId: 'AKIAY34FZKBOKMUTVV7A', look: 2 };
    expect(read(message)).toEqual(message);
  });

  it('holds a finding of GuardDuty', () => {
    expect(read(userEvent)).toMatchObject({
      kind: 'guardduty',
      reading: { kind: 'leak', signals: [{ accessKeyId: 'AKIAY34FZKBOKMUTVV7A' }] },
    });
  });

  it('holds a finding that GuardDuty would not send, and says what is wrong with it', () => {
    expect(read({ ...userEvent, detail: 5 })).toMatchObject({
      kind: 'guardduty',
      reading: { kind: 'malformed', field: 'detail' },
    });
    const { source: _, ...withoutSource } = userEvent;
    expect(read({ ...withoutSource, Source: 'aws.guardduty' })).toMatchObject({
      kind: 'guardduty',
      reading: { kind: 'malformed', field: 'Source' },
    });
  });
});

describe('a message that is not ours', () => {
  it.each([
    ['kind', { kind: 'contain' }, 'kind must be github-alert or look-again'],
    ['kind', { kind: null }, 'kind must be github-alert or look-again'],
    ['kind', {}, 'kind is missing, and it is no event of EventBridge either'],
    [
      'kind',
      { Type: 'Notification', Message: '{}' },
      'kind is missing, and it is no event of EventBridge either',
    ],
    [
      'source',
      { ...userEvent, source: 'aws.health' },
      'source must be aws.guardduty: events of no other source are read',
    ],
    ['body', [userEvent], 'body must be a JSON object'],
    ['body', null, 'body must be a JSON object'],
    ['alertNumber', { ...ref, alertNumber: -1 }, expect.stringMatching(/^alertNumber /)],
    [
      'repository.owner',
      { ...ref, repository: { ...ref.repository, owner: '..' } },
      expect.stringMatching(/^repository\.owner /),
    ],
    [
      'alertnumber',
      { ...ref, alertNumber: undefined, alertnumber: 7 },
      expect.stringContaining('wrong case'),
    ],
    ['look', { kind: 'look-again', incidentId: 'i', look: 0 }, 'look must be above 0'],
    ['look', { kind: 'look-again', incidentId: 'i', look: 1.5 }, 'look must be a whole number'],
    ['incidentId', { kind: 'look-again', look: 1 }, 'incidentId must be text'],
    ['incidentId', { kind: 'look-again', incidentId: 'a\nb', look: 1 }, 'incidentId must be an incident id'],
  ])('names the field %s', (field, message, reason) => {
    expect(read(message)).toEqual({ kind: 'malformed', field, reason });
  });

  it('is never quoted, since it may be a secret', () => {
    const secret = randomBytes(30).toString('base64');
    expect(readQueueMessage(secret)).toEqual({
      kind: 'malformed',
      field: 'body',
      reason: 'body is not JSON',
    });
    expect(JSON.stringify(read({ kind: secret }))).not.toContain(secret);
  });
});
