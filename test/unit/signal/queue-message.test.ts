import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultRules } from '#lib/platform/rules.ts';
import { eventSources, readQueueMessage } from '#lib/signal/queue-message.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };

const ref = {
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 7,
  installationId: 12,
  action: 'created',
};
const read = (message: unknown) => readQueueMessage(JSON.stringify(message), defaultRules());

describe('a message of the signals queue', () => {
  it('refers to an alert on GitHub', () => {
    expect(read(ref)).toEqual({ kind: 'github-alert', ref });
  });

  it('asks to look again', () => {
    const message = { kind: 'look-again', incidentId: 'AKIAY34FZKBOKMUTVV7A', look: 2 };
    expect(read(message)).toEqual(message);
  });

  it('names the owner of a credential that CloudTrail has shown', () => {
    const message = {
      kind: 'owner-found',
      incidentId: 'ASIAY34FZKBOKMUTVV7A-1',
      accountId: '111122223333',
      owner: { type: 'role-session', roleName: 'deploy', sessionName: 'i-0abc' },
    };
    expect(read(message)).toEqual(message);
    expect(read({ ...message, owner: { type: 'role-session', roleName: 'a b' } })).toMatchObject({
      kind: 'malformed',
      field: 'owner.roleName',
    });
  });

  it('brings a report that could not be read, to be kept for people', () => {
    const message = {
      kind: 'not-understood',
      source: 'github',
      field: 'alert',
      reason: 'alert is no object',
    };
    expect(read({ ...message, body: '{}' })).toEqual({
      kind: 'malformed',
      field: 'alert',
      reason: 'a webhook that GitHub signed cannot be read: alert is no object',
    });
    expect(read({ ...message, body: 5 })).toMatchObject({ kind: 'malformed', field: 'body' });
    expect(read({ ...message, source: 'x', body: '' })).toMatchObject({ kind: 'malformed', field: 'source' });
  });

  it('holds an event, of the source that its rule wrote beside it', () => {
    expect(read({ kind: 'guardduty', event: userEvent })).toMatchObject({
      kind: 'event',
      source: 'guardduty',
      reading: { kind: 'leak', signals: [{ accessKeyId: 'AKIAY34FZKBOKMUTVV7A', source: 'guardduty' }] },
    });
  });

  it.each(eventSources.filter((source) => source !== 'guardduty'))(
    'of the kind %s is not taken for another source by its body',
    (kind) => {
      const message = read({ kind, event: userEvent });
      expect(message).toMatchObject({ kind: 'event', source: kind });
      expect('reading' in message && message.reading.kind).not.toBe('leak');
    },
  );

  it('holds an event that its source would not send, and says what is wrong with it', () => {
    expect(read({ kind: 'guardduty', event: { ...userEvent, detail: 5 } })).toMatchObject({
      reading: { kind: 'malformed', field: 'event.detail' },
    });
    const { source: _, ...withoutSource } = userEvent;
    expect(read({ kind: 'guardduty', event: { ...withoutSource, Source: 'aws.guardduty' } })).toMatchObject({
      reading: { kind: 'malformed', field: 'event.Source' },
    });
    expect(read({ kind: 'guardduty', event: 5 })).toMatchObject({
      reading: { kind: 'malformed', field: 'event' },
    });
  });
});

describe('what the investigation found of a lineage', () => {
  const incidentId = 'AKIAY34FZKBOKMUTVV7A-1';
  const message = {
    kind: 'descendant',
    incidentId,
    accountId: '111122223333',
    issuedAt: '2026-11-23T03:00:00.000Z',
    how: 'AssumeRole by the leaked key',
    thing: { type: 'role', roleName: 'worker', roleId: 'AROAY34FZKBOKMUTVV7A' },
  };
  const key = 'AKIAY34FZKBOKMUTVV7B';
  const session = 'ASIAY34FZKBOKMUTVV7B';

  it.each([
    { type: 'access-key', accessKeyId: key, userName: 'bot', madeUser: false },
    { type: 'access-key', accessKeyId: key, userName: 'bot', userId: 'AIDAY34FZKBOKMUTVV7A', madeUser: true },
    { type: 'role-session', accessKeyId: session, roleName: 'worker', sessionName: 'i-0abc' },
    { type: 'user-session', accessKeyId: session, userName: 'bot' },
    { type: 'user', userName: 'bot' },
    message.thing,
  ])('is read as it was sent: %j', (thing) => {
    expect(read({ ...message, thing })).toEqual({ ...message, thing });
    // Only the CLI may say so, in its own process.
    expect(read({ ...message, thing, evenIfProtected: true })).toMatchObject({ kind: 'malformed' });
  });

  it.each([
    [
      'thing.accessKeyId',
      { thing: { type: 'access-key', accessKeyId: session, userName: 'b', madeUser: true } },
    ],
    ['thing.accessKeyId', { thing: { type: 'user-session', accessKeyId: key, userName: 'b' } }],
    ['thing.madeUser', { thing: { type: 'access-key', accessKeyId: key, userName: 'b' } }],
    ['thing.userName', { thing: { type: 'user', userName: 'a b' } }],
    ['thing.roleId', { thing: { type: 'role', roleName: 'r', roleId: '*' } }],
    ['thing.sessionName', { thing: { type: 'role-session', accessKeyId: session, roleName: 'r' } }],
    ['thing.type', { thing: { type: 'root' } }],
    ['thing', { thing: { ...message.thing, madeUser: true } }],
    ['incidentId', { incidentId: 'a b' }],
    ['accountId', { accountId: '1' }],
    ['issuedAt', { issuedAt: 'yesterday' }],
    ['how', { how: 'x'.repeat(501) }],
    ['body', { evenifprotected: true }],
  ])('names the field %s that is wrong', (field, over) => {
    expect(read({ ...message, ...over })).toMatchObject({ kind: 'malformed', field });
  });
});

describe('what keeps drawing new sessions', () => {
  const one = { what: 'instance i-0abc', command: 'aws ec2 stop-instances --instance-ids i-0abc' };
  const message = { kind: 'still-open', incidentId: 'AKIAY34FZKBOKMUTVV7A-1', open: [one] };

  it('is read as it was sent, and so is that nothing does any more', () => {
    expect(read(message)).toEqual(message);
    expect(read({ ...message, open: [] })).toEqual({ ...message, open: [] });
  });

  it.each([
    ['open', { open: Array(21).fill(one) }],
    ['open', { open: 'none' }],
    ['open.0.what', { open: [{ ...one, what: 'x'.repeat(301) }] }],
    ['open.0.command', { open: [{ ...one, command: 'aws\nrm' }] }],
    ['open.0.command', { open: [{ ...one, command: 'aws s3 ls; curl evil' }] }],
    ['open.0.command', { open: [{ ...one, command: 'Call 555 1234' }] }],
    ['open.0.command', { open: [{ ...one, command: 'x'.repeat(501) }] }],
    ['open.0', { open: [{ ...one, more: 1 }] }],
    ['incidentId', { incidentId: '' }],
  ])('names the field %s that is wrong', (field, over) => {
    expect(read({ ...message, ...over })).toMatchObject({ kind: 'malformed', field });
  });
});

describe('a sweep', () => {
  const change = {
    principalId: 'AIDAY34FZKBOKMUTVV7A',
    step: 'deactivate-service-credential:ACCAY34FZKBOKMUTVV7A',
    by: 'arn:aws:sts::111122223333:assumed-role/admin/jane@example.com',
    byLineage: false,
    at: '2026-11-23T03:05:00.000Z',
  };
  const message = { kind: 'sweep', incidentId: 'AKIAY34FZKBOKMUTVV7A-1', number: 1, changes: [change] };

  it('is read as it was sent', () => {
    expect(read(message)).toEqual(message);
    const ofKey = { ...message, changes: [{ ...change, accessKeyId: 'AKIAY34FZKBOKMUTVV7A' }] };
    expect(read(ofKey)).toEqual(ofKey);
    expect(read({ ...message, changes: [] })).toEqual({ ...message, changes: [] });
  });

  it.each([
    ['number', { number: 0 }],
    ['changes', { changes: undefined }],
    ['changes.0.by', { changes: [{ ...change, by: `arn:${'x'.repeat(2048)}` }] }],
    ['changes.0.at', { changes: [{ ...change, at: 'now' }] }],
    ['changes.0.byLineage', { changes: [{ ...change, byLineage: 'no' }] }],
    ['changes.0.principalId', { changes: [{ ...change, principalId: 'bot' }] }],
    ['changes.0.step', { changes: [{ ...change, step: 'a b' }] }],
  ])('names the field %s that is wrong', (field, over) => {
    expect(read({ ...message, ...over })).toMatchObject({ kind: 'malformed', field });
  });
});

describe('a message that is not ours', () => {
  it.each([
    ['kind', { kind: 'contain' }, expect.stringContaining('kind must be github-alert, look-again')],
    ['kind', { kind: null }, expect.stringContaining('kind must be github-alert, look-again')],
    ['kind', { kind: 'constructor' }, expect.stringContaining('kind must be github-alert, look-again')],
    ['kind', {}, 'kind is missing: the rule that sent this must name it'],
    [
      'kind',
      { Type: 'Notification', Message: '{}' },
      'kind is missing: the rule that sent this must name it',
    ],
    ['kind', userEvent, 'kind is missing: the rule that sent this must name it'],
    ['event', { kind: 'health' }, 'event is missing: the rule that sent this names it'],
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
    expect(readQueueMessage(secret, defaultRules())).toEqual({
      kind: 'malformed',
      field: 'body',
      reason: 'body is not JSON',
    });
    expect(JSON.stringify(read({ kind: secret }))).not.toContain(secret);
  });
});
