import { describe, expect, it } from 'vitest';
import { defaultRules } from '#lib/platform/rules.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import roleEvent from '#test/fixtures/guardduty/role-session.json' with { type: 'json' };

/** The finding about a role session with other details of its key, and another type. */
const finding = (details: object, type = roleEvent.detail.type, resource: object = {}): object => {
  const accessKeyDetails = { ...roleEvent.detail.resource.accessKeyDetails, ...details };
  const of = { ...roleEvent.detail.resource, ...resource, accessKeyDetails };
  return { ...roleEvent, detail: { ...roleEvent.detail, type, resource: of } };
};

const read = (event: object): SignalReading => readGuardDutyEvent(event, defaultRules());

const signalOf = (event: object) => {
  const reading = read(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals[0];
};

const tor = 'UnauthorizedAccess:IAMUser/TorIPCaller';
const session = {
  roleName: 'reporting',
  roleId: 'AROAY34FZKBOV6W7X2Y3Z',
  sessionName: 'i-0a1b2c3d4e5f60718',
};

describe('a finding about a role session', () => {
  it('names the session, and no user', () => {
    const signal = signalOf(roleEvent);
    expect(signal).toMatchObject({
      id: 'guardduty:2fd0c1b8e6a35d4f9c7b0ae2f3e4d5c6',
      accessKeyId: 'ASIAY34FZKBNKMUTVV7A',
      certainty: 'proven',
      session,
      lastSeenAt: '2026-10-14T09:41:05.000Z',
    });
    expect(signal).not.toHaveProperty('userName');
    expect(signal).not.toHaveProperty('root');
  });

  it('is the same when the type is written Role', () => {
    expect(signalOf(finding({ userType: 'Role' })).session).toEqual(session);
  });

  it.each([
    ['AROAY34FZKBOV6W7X2Y3Z', { roleName: 'reporting', roleId: session.roleId }],
    ['AROAY34FZKBOV6W7X2Y3Z:', { roleName: 'reporting', roleId: session.roleId }],
    ['AROAY34FZKBOV6W7X2Y3Z:a b', { roleName: 'reporting', roleId: session.roleId }],
    ['AROAY34FZKBOV6W7X2Y3Z:a:b', { roleName: 'reporting', roleId: session.roleId }],
    ['AIDAY34FZKBOB2C3D4E5F:build', { roleName: 'reporting' }],
    [undefined, { roleName: 'reporting' }],
    [7, { roleName: 'reporting' }],
    ['AROAY34FZKBOV6W7X2Y3Z:ada@example.com', { ...session, sessionName: 'ada@example.com' }],
  ])('keeps of the principal id %j what can be believed', (principalId, expected) => {
    expect(signalOf(finding({ principalId })).session).toEqual(expected);
  });

  it.each(['', 'a b', '../x', 'x'.repeat(65), null, 7])(
    'names no session of a role called %j',
    (userName) => {
      const signal = signalOf(finding({ userName }));
      expect(signal).not.toHaveProperty('session');
      expect(signal.accessKeyId).toBe('ASIAY34FZKBNKMUTVV7A');
    },
  );

  it('names no session for a long-term key, which none has', () => {
    const accessKeyId = 'AKIAY34FZKBOKMUTVV7A';
    expect(signalOf(finding({ accessKeyId }))).not.toHaveProperty('session');
  });

  it('pages with the role and its session when there is no key id', () => {
    const reading = read(finding({ accessKeyId: '' }));
    expect(reading.kind).toBe('undecided');
    expect(reading).toHaveProperty(
      'reason',
      expect.stringContaining('role reporting (AROAY34FZKBOV6W7X2Y3Z) session i-0a1b2c3d4e5f60718'),
    );
  });
});

describe('credentials of an instance that are used elsewhere', () => {
  const note = 'stays denied until it fetches new credentials.';

  it('say which instance is stopped as well', () => {
    expect(signalOf(roleEvent).reason).toContain(`Instance i-0a1b2c3d4e5f60718 ${note}`);
  });

  it('name the instance by the session where the finding has no details of it', () => {
    const principalId = 'AROAY34FZKBOV6W7X2Y3Z:i-0000000000000000f';
    const without = finding({ principalId }, undefined, { instanceDetails: { instanceId: 'i-; rm -rf' } });
    expect(signalOf(without).reason).toContain(`Instance i-0000000000000000f ${note}`);
  });

  it('say so of an instance without a name, too', () => {
    const without = finding({ principalId: 'AROAY34FZKBOV6W7X2Y3Z:build' }, undefined, {
      instanceDetails: undefined,
    });
    expect(signalOf(without).reason).toContain(`The instance ${note}`);
  });

  it('are the only ones that speak of an instance', () => {
    expect(signalOf(finding({}, tor)).reason).not.toContain(note);
  });
});

describe('other holders of a credential', () => {
  it('a user behind a session of GetSessionToken is named with the unique id', () => {
    const userType = 'IAMUser';
    const signal = signalOf(
      finding({ userType, userName: 'ci-deploy', principalId: 'AIDAY34FZKBOB2C3D4E5F' }, tor),
    );
    expect(signal).toMatchObject({ userName: 'ci-deploy', userId: 'AIDAY34FZKBOB2C3D4E5F' });
    expect(signal).not.toHaveProperty('session');
  });

  it('a federated session does not name the user who issued it', () => {
    const details = { userType: 'FederatedUser', userName: 'guest', principalId: '123456789012:guest' };
    const signal = signalOf(finding(details, tor));
    expect(signal).not.toHaveProperty('userName');
    expect(signal).not.toHaveProperty('session');
  });

  it('the root user is named as such', () => {
    const root = { userType: 'Root', userName: 'Root', principalId: '123456789012' };
    const accessKeyId = 'AKIAY34FZKBOKMUTVV7A';
    expect(signalOf(finding({ ...root, accessKeyId }, tor))).toMatchObject({ root: true });
    expect(signalOf(finding({ ...root, accessKeyId }, tor))).not.toHaveProperty('userName');
    const reading = read(finding({ ...root, accessKeyId: '' }, tor));
    expect(reading).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining('used by the root user'),
    });
  });

  it('a console login, which has no key, is a leak of its user', () => {
    const details = { userType: 'IAMUser', userName: 'ada', principalId: 'AIDAY34FZKBOB2C3D4E5F' };
    const login = finding(
      { ...details, accessKeyId: '' },
      'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
    );
    expect(signalOf(login)).toMatchObject({ userName: 'ada', accountId: '123456789012' });
    expect(signalOf(login)).not.toHaveProperty('accessKeyId');
  });

  it('an anonymous caller of a bucket has no credential: people are told', () => {
    const type = 'UnauthorizedAccess:S3/TorIPCaller';
    const anonymous = { userType: 'AWSAccount', principalId: '', userName: '', accessKeyId: '' };
    const { accessKeyDetails: _, ...resource } = roleEvent.detail.resource;
    for (const event of [
      finding(anonymous, type),
      { ...roleEvent, detail: { ...roleEvent.detail, type, resource } },
    ]) {
      expect(read(event)).toMatchObject({ kind: 'not-a-leak', tell: 'mail' });
    }
  });
});
