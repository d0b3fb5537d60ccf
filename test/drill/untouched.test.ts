import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding, leak, repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { notesAbout, setTheStageForContain } from './helpers.ts';
import { leaking, newRole, newUser, tries } from './leaking.ts';
import { mailsOf, pagesOf, type Told, toldSince } from './told.ts';

const { accountId, region } = company;
const member = '222233334444';
const foreign = '998877665544';

let stage: Stage;
beforeAll(async () => {
  // The rules that are shipped, and no others.
  stage = await setTheStageForContain({ members: [{ accountId: member }], accounts: [foreign], rules: {} });
});
afterAll(() => stage.close());

const roleFinding = (role: { roleName: string; roleId: string }, stolen: KeyPair, account = accountId) => {
  const about = { ...role, accessKeyId: stolen.accessKeyId, sessionName: 'stolen', accountId: account };
  return () =>
    stage.emit('guardduty', guardDutyRoleFinding({ ...about, at: stage.aws.clock.now() }), account);
};

describe('a role of the responder itself is never touched', () => {
  it('whichever it is: the incident is protected, and a page says so', async () => {
    const ours = (account: string) =>
      stage.aws.iam
        .setUp(account)
        .run('ListRoles', {})
        .Roles.filter(({ RoleName }: { RoleName: string }) => RoleName.startsWith('tourniquet-'))
        .map(({ RoleName, RoleId }: { RoleName: string; RoleId: string }) => ({
          account,
          role: { roleName: RoleName, roleId: RoleId },
        }));
    const roles = [...ours(accountId), ...ours(member)];
    expect(roles.map(({ role }) => role.roleName)).toEqual(
      expect.arrayContaining([...stage.functions, 'tourniquet-member', 'tourniquet-member-revoke']),
    );
    for (const { account, role } of roles) {
      const setUp = stage.aws.iam.setUp(account);
      const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
      setUp.run('AttachRolePolicy', { RoleName: role.roleName, PolicyArn });
      const stolen = setUp.issueRoleSession(role.roleName, 'stolen');
      const { after, changes, incident, told } = await leaking(stage, {
        credential: stolen,
        accountId: account,
        report: roleFinding(role, stolen, account),
      });
      expect(after).toMatchObject({ allowed: true });
      expect(changes).toEqual([]);
      expect(incident).toMatchObject({ status: 'protected', decidedBy: 'own-identity' });
      expect(pagesOf(told)).toHaveLength(1);
      expect(pagesOf(told)[0]?.subject).toMatch(/^PROTECTED/);
      expect(pagesOf(told)[0]?.message).toContain(role.roleName);
    }
  });

  it('and a role that a thief calls like one is', async () => {
    const role = newRole(stage, { name: 'tourniquet-containment' });
    const stolen = stage.aws.iam.setUp(accountId).issueRoleSession(role.roleName, 'stolen');
    const { after, incident } = await leaking(stage, {
      credential: stolen,
      report: roleFinding(role, stolen),
    });
    expect(after.allowed).toBe(false);
    expect(incident).toMatchObject({ status: 'contained' });
  });
});

describe('nothing is changed and nobody is woken, and the daily digest says so, about', () => {
  const cases: [
    string,
    () => Promise<{ credential: KeyPair; kind: string; told: string; report(): unknown }>,
  ][] = [
    [
      'a sample finding about a real user and its key',
      async () => {
        const { key, userName } = await newUser(stage);
        const about = { accessKeyId: key.accessKeyId, userName };
        const finding = guardDutyFinding(accountId, region, about, stage.aws.clock.now());
        finding.detail.title = `[SAMPLE] ${finding.detail.title}`;
        finding.detail.service.additionalInfo = { sample: true };
        const report = () => stage.emit('guardduty', finding);
        return { credential: key, kind: 'reported', told: 'sample finding', report };
      },
    ],
    [
      'a key from documentation',
      async () => {
        const { key } = await newUser(stage);
        const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
        const report = () => stage.emit('scanner', scannerEvent({ accessKeyId }));
        return { credential: key, kind: 'documentation', told: accessKeyId, report };
      },
    ],
    [
      'a key of an account that is not ours',
      async () => {
        const { key } = await newUser(stage, { accountId: foreign });
        const report = () => stage.deliver(leak(stage.github, key));
        return { credential: key, kind: 'not-ours', told: key.accessKeyId, report };
      },
    ],
    [
      'a key of ours that was off already, of a user who was denied already',
      async () => {
        const witness = await newUser(stage);
        const { key, userName: UserName } = await newUser(stage);
        const PolicyArn = 'arn:aws:iam::aws:policy/AWSDenyAll';
        const off = { UserName, AccessKeyId: key.accessKeyId, Status: 'Inactive' };
        await stage.aws.administer('iam', 'UpdateAccessKey', off);
        await stage.aws.administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
        const report = () => stage.deliver(leak(stage.github, key));
        return { credential: witness.key, kind: 'inactive', told: key.accessKeyId, report };
      },
    ],
  ];

  it.for(cases)('%s', async ([, make]) => {
    const { kind, told: about, ...leaks } = await make();
    const { after, changes, told } = await leaking(stage, leaks);
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    // What a leaked key of ours did is looked into even when it was off.
    const looked = ({ subject }: Told) => subject.endsWith('no calls found so far');
    expect(told.filter((each) => !looked(each))).toEqual([]);
    const notes = await notesAbout(stage, about);
    expect(notes.map((note) => note['kind'])).toContain(kind);
  });

  it('all of these, in one mail in the morning', async () => {
    const told = toldSince(stage);
    await stage.aws.clock.advance(24 * 3_600_000);
    await stage.aws.host.idle();
    const first = await stage.aws.host.invoke('tourniquet-remind', {});
    expect(first.functionError).toBeUndefined();
    await stage.aws.host.invoke('tourniquet-remind', {});
    const digests = mailsOf(told()).filter(({ subject }) => subject.startsWith('Daily digest'));
    expect(digests).toHaveLength(1);
    for (const words of ['sample', 'AKIAIOSFODNN7EXAMPLE', foreign, 'Keys that were inactive before']) {
      expect(digests[0]?.message).toContain(words);
    }
  });
});

describe('an alert that is older than this system', () => {
  it('changes nothing, waits in the backlog, and is told in the mail about that', async () => {
    const user = await newUser(stage);
    const { accessKeyId } = user.key;
    const createdAt = new Date(
      Date.parse(stage.deployed.environment['TOURNIQUET_DEPLOYED_AT'] ?? '') - 60_000,
    );
    const alert = stage.github.addAlert(repository, { secret: accessKeyId, createdAt });
    const { after, changes, incident, told } = await leaking(stage, {
      credential: user.key,
      report: () => stage.deliver(alert),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(told).toEqual([]);
    expect(incident).toMatchObject({ status: 'observed', decidedBy: 'backlog' });
    expect(incident?.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['deactivate-key', 'planned'],
      ['deny-user', 'planned'],
    ]);
    const later = toldSince(stage);
    await stage.aws.clock.advance(15 * 60_000);
    await stage.aws.host.invoke('tourniquet-remind', {});
    const about = later().filter(({ subject }) => subject.includes('older leak'));
    expect(about.map(({ topic }) => topic).toSorted()).toEqual(['mail', 'pages']);
    expect(mailsOf(about)[0]?.message).toContain(accessKeyId);
    expect(await tries(stage, user.key)).toMatchObject({ allowed: true });
  });
});
