import { describe, expect, it } from 'vitest';
import {
  abroad,
  from,
  office,
  onBehalfOf,
  user,
  userArn,
  withIdentity,
} from '#test/fixtures/cloudtrail/callers.ts';
import {
  attachUserPolicy,
  consoleLogin,
  createAccessKey,
  createLoginProfile,
  createUser,
  remove,
} from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, getSessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import {
  colleague,
  first,
  found,
  inDeploy,
  investigated,
  leaked,
  linksOf,
  owner,
  second,
  thief,
} from './lineage.ts';

/** What recordings of attacks teach: one lesson each, in records written by hand. */
describe('lesson 1: the owner works beside the thief', () => {
  const ownersSession = user('ci', second, { creationDate: at(-30) });
  const records = [
    record(thief, 's3:ListBuckets', at(0)),
    record(owner, 's3:ListBuckets', at(1)),
    getSessionToken(owner, second, at(-30)),
    createAccessKey(from(ownersSession, office), 'AKIAT3SKF7WXYOWNSECN', at(2), 'ci'),
    createUser(owner, at(3), 'build-agent'),
    assumeRole(thief, first, at(4), { role: 'deploy', session: 'a' }),
    assumeRole(colleague, 'ASIAT3SKF7WXYDANASE2', at(4), { role: 'deploy', session: 'a' }),
  ];

  it('another key and another session of the same user are not the thief', () => {
    expect(linksOf(records)).toEqual([
      { id: first, kind: 'role-session', issuedBy: leaked, via: 'AssumeRole', certain: true },
    ]);
    expect(investigated(records)).toMatchObject({ events: 2, failed: 0, created: [] });
  });
});

describe('lesson 2: a service acts on behalf of the key, with an id of its own', () => {
  const kms = onBehalfOf(thief, 'secretsmanager.amazonaws.com', 'ASIAT3SKF7WXYKMSFAS2');
  const investigation = investigated([
    record(thief, 'secretsmanager:GetSecretValue', at(0)),
    record(kms, 'kms:Decrypt', at(0)),
    record(kms, 'kms:Decrypt', at(1)),
  ]);

  it('its calls are told apart and its id is no credential of the thief', () => {
    expect(investigation.credentials.map(({ id }) => id)).toEqual([leaked]);
    expect(investigation.events).toBe(1);
    expect(investigation.onBehalf).toEqual([
      {
        service: 'secretsmanager.amazonaws.com',
        eventSource: 'kms.amazonaws.com',
        eventName: 'Decrypt',
        events: 2,
      },
    ]);
  });
});

describe('lesson 3: a console login names no key', () => {
  const boss = user('boss', 'unused');
  const login = consoleLogin(boss, at(5));

  it('the login profile links it to the leak', () => {
    const profile = `login-profile:${userArn('boss')}`;
    const session = `console-session:${userArn('boss')}`;
    expect(linksOf([createLoginProfile(thief, at(0), 'boss'), login])).toEqual([
      { id: session, kind: 'console-session', issuedBy: profile, via: 'ConsoleLogin', certain: true },
      { id: profile, kind: 'login-profile', issuedBy: leaked, via: 'CreateLoginProfile', certain: true },
    ]);
  });

  it('without one nothing does', () => {
    expect(linksOf([record(thief, 'iam:ListUsers', at(0)), login])).toEqual([]);
    expect(linksOf([createLoginProfile(thief, at(0), 'other-boss'), login])).toHaveLength(1);
    expect(linksOf([createLoginProfile(thief, at(9), 'boss'), login])).toHaveLength(1);
  });
});

describe('lesson 4: a client assumes a role twice and uses one of the sessions', () => {
  it('lists the one that was never used', () => {
    const investigation = investigated([
      assumeRole(thief, first, at(0), { role: 'deploy', session: 'tf-1' }),
      assumeRole(thief, second, at(0), { role: 'deploy', session: 'tf-1' }),
      record(inDeploy('tf-1', second), 'ec2:DescribeInstances', at(1)),
    ]);
    expect(found(investigation, first)).toMatchObject({
      issuedBy: leaked,
      certain: true,
      events: 0,
      failed: 0,
    });
    expect(found(investigation, first)).not.toHaveProperty('firstUsed');
    expect(found(investigation, second)).toMatchObject({ issuedBy: leaked, certain: true, events: 1 });
    expect(investigation.credentials).toHaveLength(3);
  });
});

// Lesson 5, of ids that differ from the issued one and of sessions that nobody issued: lineage-other-ids.test.ts.

describe('lesson 6: one session key is used by the workload and by the thief', () => {
  const days = Array.from({ length: 20 }, (_, day) => at(-day * 1440 - 120));
  const workload = from(thief, office);
  const records = [
    ...days.map((day) => record(workload, 's3:PutObject', day)),
    record(workload, 's3:PutObject', at(0)),
    record(thief, 'iam:ListUsers', at(1)),
    record(thief, 'iam:ListRoles', at(2)),
  ];

  it('one credential, its sources told apart by address and agent', () => {
    const { credentials, sources, events } = investigated(records);
    expect(credentials.map(({ id }) => id)).toEqual([leaked]);
    expect(events).toBe(23);
    const told = sources.map(({ ip, userAgent, events, pattern }) => ({ ip, userAgent, events, pattern }));
    expect(told).toContainEqual({ ...office, events: 21, pattern: 'usual' });
    expect(told).toContainEqual({ ...abroad, events: 2, pattern: 'foreign' });
    expect(told).toHaveLength(2);
  });
});

describe("lesson 7: AWS's quarantine is recorded with the victim as the caller", () => {
  const policy = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
  const internal = from(thief, { ip: 'AWS Internal', userAgent: 'AWS Internal' });

  it("is not the thief's persistence", () => {
    const investigation = investigated([
      record(thief, 's3:ListBuckets', at(0)),
      attachUserPolicy(internal, at(1), 'ci', policy),
    ]);
    expect(investigation.quarantine).toHaveLength(1);
    expect(JSON.stringify(investigation.quarantine)).toContain('AWSCompromisedKeyQuarantineV3');
    expect(investigation.quarantine?.[0]).toMatchObject({ at: new Date(at(1)).toISOString() });
    expect(investigation.created).toEqual([]);
    expect(investigation.touched ?? []).toEqual([]);
    expect(investigation.techniques.filter(({ id }) => id.startsWith('T1098'))).toEqual([]);
  });

  it('another policy attached from the same place is', () => {
    const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const { techniques, quarantine } = investigated([attachUserPolicy(thief, at(1), 'ci', admin)]);
    expect(techniques).toContainEqual(expect.objectContaining({ id: 'T1098.003', events: 1 }));
    expect(quarantine ?? []).toEqual([]);
  });
});

describe('lesson 8: identities lack parts, and ids are nearly the same', () => {
  it('a call is counted by its key where its identity has no type, and not at all where it has no key', () => {
    const untyped = withIdentity(thief, { type: undefined });
    const keyless = withIdentity(thief, { accessKeyId: undefined });
    const emptyKey = withIdentity(thief, { accessKeyId: '' });
    const investigation = investigated([
      assumeRole(untyped, first, at(0), { role: 'deploy', session: 'a' }),
      assumeRole(keyless, second, at(1), { role: 'deploy', session: 'b' }),
      assumeRole(emptyKey, 'ASIAT3SKF7WXYEMPTY22', at(1), { role: 'deploy', session: 'c' }),
    ]);
    expect(investigation.credentials.map(({ id }) => id)).toEqual([leaked, first]);
    expect(investigation.events).toBe(1);
  });

  it.each([`${leaked.slice(0, -1)}C`, leaked.toLowerCase(), `${leaked} `, leaked.slice(0, -1), `${leaked}B`])(
    '%j is another key',
    (near) => {
      const stranger = user('ci', near);
      const records = [assumeRole(stranger, first, at(0), { role: 'deploy', session: 'a' })];
      expect(investigated(records)).toMatchObject({ events: 0, credentials: [{ id: leaked }] });
      expect(linksOf(records)).toEqual([]);
    },
  );
});

describe('lesson 9: the thief cleans up', () => {
  it('shows what it deleted again as created and removed, not as nothing', () => {
    const made = 'AKIAT3SKF7WXYMADEK2Y';
    const { created, credentials } = investigated([
      createUser(thief, at(0), 'backup-svc'),
      createAccessKey(thief, made, at(1), 'backup-svc'),
      record(user('backup-svc', made), 's3:ListBuckets', at(2)),
      remove(thief, 'DeleteAccessKey', at(3), { userName: 'backup-svc', accessKeyId: made }),
      remove(thief, 'DeleteUser', at(4), { userName: 'backup-svc' }),
    ]);
    const told = created.map(({ type, id, by, removedAt }) => ({ type, id, by, removedAt }));
    const iso = (minutes: number) => new Date(at(minutes)).toISOString();
    expect(told).toContainEqual({ type: 'AWS::IAM::User', id: 'backup-svc', by: leaked, removedAt: iso(4) });
    expect(told).toContainEqual({ type: 'AWS::IAM::AccessKey', id: made, by: leaked, removedAt: iso(3) });
    expect(credentials).toContainEqual(expect.objectContaining({ id: made, events: 1, certain: true }));
  });

  it('also where another credential of the lineage does it, or the call failed at first', () => {
    const session = inDeploy('a', first);
    const removal = remove(session, 'DeleteUser', at(3), { userName: 'backup-svc' });
    const records = [
      assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' }),
      createUser(thief, at(1), 'backup-svc'),
      { ...removal, eventID: 'refused', eventTime: at(2), errorCode: 'DeleteConflictException' },
    ];
    expect(investigated(records).created[0]).not.toHaveProperty('removedAt');
    expect(investigated([...records, removal]).created[0]).toMatchObject({
      id: 'backup-svc',
      removedAt: new Date(at(3)).toISOString(),
    });
  });
});
