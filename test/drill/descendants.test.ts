import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type Attempt, attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { DescendantFound } from '#lib/signal/descendant.ts';
import type { Undoing } from '#lib/signal/sweep.ts';
import { accountState } from './account-state.ts';
import {
  denyAll,
  guardDuty,
  newVictim,
  noLimits,
  passes,
  setTheStageForContain,
  type Victim,
} from './helpers.ts';
import { mailsOf, pagesOf, toldSince } from './told.ts';

const { accountId, region } = company;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }],
});

let stage: Stage;
/** The user whose key leaked, and the incident of it. */
let leaked: Victim;
let root: string;

beforeAll(async () => {
  stage = await setTheStageForContain();
});
afterAll(() => stage.close());

/** A user with a key that works. */
const newUser = () => newVictim(stage, { policyArn: administrator });

let made = 0;
const newRole = async (policies = [administrator]) => {
  const RoleName = `made-${++made}`;
  const { Role } = await stage.aws.administer('iam', 'CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: trust,
  });
  for (const PolicyArn of policies)
    await stage.aws.administer('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  return { roleName: RoleName, roleId: String(Role.RoleId) };
};
const sessionOf = (roleName: string, name: string): KeyPair =>
  stage.aws.iam.setUp(accountId).issueRoleSession(roleName, name);

const tries = (pair: KeyPair): Promise<Attempt> =>
  attempt('the credential', listBuckets, clientsFor(stage.aws.url, region, pair));
const works = async (pair: KeyPair): Promise<boolean> => (await tries(pair)).allowed;
const explicitlyDenied = { allowed: false, message: expect.stringMatching(/explicit deny/) };

/** What the investigation would send. */
const send = async (message: object): Promise<void> => {
  stage.aws.sqs.send(stage.deployed.signalsQueueArn, JSON.stringify(message));
  await stage.aws.host.idle();
};
const found = (thing: DescendantFound['thing'], over: Partial<DescendantFound> = {}): Promise<void> =>
  send({
    kind: 'descendant',
    incidentId: root,
    accountId,
    issuedAt: stage.aws.clock.now().toISOString(),
    how: 'made by the leaked key',
    thing,
    ...over,
  } satisfies DescendantFound);
const sweep = (number: number, ...changes: Undoing[]): Promise<void> =>
  send({ kind: 'sweep', incidentId: root, number, changes });

/** A key leaks and is contained. */
const leak = async (): Promise<void> => {
  guardDuty(stage, leaked);
  await stage.aws.host.idle();
  root = `${leaked.key.accessKeyId}-1`;
};
const incidentOf = async (id: string): Promise<Incident | undefined> =>
  (await stage.incidents()).find(({ incidentId }) => incidentId === id);
const restore = (incidentId: string) =>
  stage.aws.host.invoke('tourniquet-restore', { incidentId, reason: 'a test' });

describe('what a leaked key made', () => {
  it('is stopped, each thing as far as it must be and no further, and a restore puts every byte of it back', async () => {
    leaked = await newUser();
    const [other, maker] = [await newUser(), await newUser()];
    const forOther = await newKey(other.userName, stage.aws.administer);
    const { Policies } = await stage.aws.administer('iam', 'ListPolicies', { Scope: 'AWS', MaxItems: 1_000 });
    const all: string[] = Policies.map(({ Arn }: { Arn: string }) => Arn).filter(
      (arn: string) => !/Quarantine|Deny/.test(arn),
    );
    const [role, full, production] = [
      await newRole(),
      await newRole([administrator, ...all.filter((arn) => arn !== administrator)].slice(0, 20)),
      await newRole(),
    ];
    const before = JSON.stringify(await accountState(stage.aws));
    const [ofRole, ofFull] = [sessionOf(role.roleName, 'x1'), sessionOf(full.roleName, 'x1')];
    const [thiefs, workloads] = [
      sessionOf(production.roleName, 'thief'),
      sessionOf(production.roleName, 'i-0rightful'),
    ];
    const each = [forOther, other.key, maker.key, ofRole, ofFull, thiefs, workloads];
    expect(await Promise.all(each.map(works))).toEqual(each.map(() => true));

    await leak();
    const told = toldSince(stage);
    const key = (user: Victim, pair: KeyPair, madeUser: boolean) =>
      ({ type: 'access-key', accessKeyId: pair.accessKeyId, userName: user.userName, madeUser }) as const;
    await Promise.all([
      found(key(other, forOther, false)),
      found(key(maker, maker.key, true)),
      found({ type: 'role', ...role }),
      found({ type: 'role', ...full }),
      found({ type: 'role-session', accessKeyId: thiefs.accessKeyId, ...production, sessionName: 'thief' }),
    ]);
    expect({
      forOther: await tries(forOther),
      other: await works(other.key),
      maker: await works(maker.key),
      role: await tries(ofRole),
      newSession: await tries(sessionOf(role.roleName, 'x2')),
      full: await tries(ofFull),
      thiefs: await tries(thiefs),
      workloads: await works(workloads),
    }).toMatchObject({
      forOther: { allowed: false, message: expect.stringMatching(/security token|not exist|invalid/i) },
      other: true,
      maker: false,
      role: explicitlyDenied,
      newSession: explicitlyDenied,
      full: explicitlyDenied,
      thiefs: explicitlyDenied,
      workloads: true,
    });
    const incidents = (await stage.incidents()).filter(({ descendantOf }) => descendantOf === root);
    expect(
      incidents
        .map(({ status, steps }) => [
          status,
          steps
            .map(({ id }) => id)
            .sort()
            .join(),
        ])
        .sort(),
    ).toEqual([
      ['contained', 'bound-role,deny-role'],
      ['contained', 'deactivate-key'],
      ['contained', 'deactivate-key,deny-user'],
      ['contained', 'deny-role'],
      ['contained', 'deny-session'],
    ]);
    expect(told()).toEqual([]);

    const { payload, functionError } = await restore(root);
    expect(functionError, payload).toBeUndefined();
    expect(JSON.parse(payload)).toMatchObject({
      status: 'restored',
      descendants: Array(5).fill({ status: 'restored' }),
    });
    expect(JSON.stringify(await accountState(stage.aws))).toBe(before);
    expect(mailsOf(told()).map(({ subject }) => subject)).toEqual([
      `Restored: AWS key ${leaked.key.accessKeyId} of ${leaked.userName}`,
    ]);
  });

  it('is left alone where a rule says so: protected things page, observed ones are listed', async () => {
    leaked = await newUser();
    const [other, role] = [await newUser(), await newRole()];
    await leak();
    const told = toldSince(stage);
    const user = { type: 'user', userName: other.userName } as const;
    const principal = `arn:aws:iam::${accountId}:user/${other.userName}`;
    const until = new Date(stage.aws.clock.now().getTime() + 3_600_000).toISOString();
    await stage.deployed.changeRules({ ...noLimits, protected: [{ principal, reason: 'the till', until }] });
    await found(user);
    expect(pagesOf(told()).map(({ subject }) => subject)).toEqual([`PROTECTED: user ${other.userName}`]);
    expect(pagesOf(told())[0]?.message).toMatch(
      new RegExp(
        `^PROTECTED\\. .*lineage of leaked key ${leaked.key.accessKeyId}, was left alone on purpose`,
      ),
    );
    await stage.deployed.changeRules({ ...noLimits, modes: [{ source: 'lineage', mode: 'observe' }] });
    await found({ type: 'role', ...role });
    expect(await incidentOf(`role-${accountId}-${role.roleName}-1`)).toMatchObject({
      status: 'observed',
      steps: [{ id: 'deny-role', outcome: 'planned' }],
    });
    expect([await works(other.key), await works(sessionOf(role.roleName, 'x1'))]).toEqual([true, true]);
    await stage.deployed.changeRules(noLimits);
    // Whoever may write to the queue is not the person who may overrule the rules.
    await found(user, { evenIfProtected: true });
    expect(await works(other.key)).toBe(true);
    await found(user);
    expect(await tries(other.key)).toMatchObject(explicitlyDenied);
  });
});

describe('a sweep', () => {
  it('applies again what the lineage took off, and leaves what others did to them, with a page', async () => {
    leaked = await newUser();
    const role = await newRole();
    await leak();
    await found({ type: 'role', ...role });
    const told = toldSince(stage);
    const session = sessionOf(role.roleName, 'x1');
    const id = `role-${accountId}-${role.roleName}-1`;
    const takenOff = async (byLineage: boolean): Promise<Undoing> => {
      await passes(stage, 60_000);
      await stage.aws.administer('iam', 'DetachRolePolicy', { RoleName: role.roleName, PolicyArn: denyAll });
      const by = `arn:aws:iam::${accountId}:user/${byLineage ? leaked.userName : 'alice'}`;
      const at = stage.aws.clock.now().toISOString();
      return { principalId: role.roleId, step: 'deny-role', by, byLineage, at };
    };
    const first = await takenOff(true);
    expect(await works(session)).toBe(true);
    await sweep(1, first);
    expect(await tries(session)).toMatchObject(explicitlyDenied);
    expect(told().map(({ subject }) => subject)).toEqual([`Applied again: role ${role.roleName}`]);

    const second = await takenOff(false);
    await sweep(2, first, second);
    await sweep(3, first, second);
    await passes(stage, 60_000);
    expect(await works(session)).toBe(true);
    expect(await incidentOf(id)).toMatchObject({ status: 'not-contained', steps: [{ liftedBy: second.by }] });
    const pages = pagesOf(told());
    expect(pages.map(({ subject }) => subject)).toEqual([`NOT CONTAINED: role ${role.roleName}`]);
    expect(pages[0]?.message).toMatch(new RegExp(`^NOT CONTAINED\\. ${second.by} took off:`));
    expect(pages[0]?.message).toContain(`aws iam attach-role-policy --role-name ${role.roleName}`);
    expect(await incidentOf(root)).toMatchObject({ status: 'contained' });
  });

  it('and what keeps drawing new sessions keep the leaked key from being contained until it is gone', async () => {
    leaked = await newUser();
    await leak();
    const told = toldSince(stage);
    const one = { what: 'instance i-0abc', command: 'aws ec2 stop-instances --instance-ids i-0abc' };
    await send({ kind: 'still-open', incidentId: root, open: [one] });
    await sweep(1);
    expect(await incidentOf(root)).toMatchObject({ status: 'partly-contained', stillOpen: [one] });
    expect(pagesOf(told()).map(({ message }) => message.split('\n')[0])).toEqual([
      expect.stringContaining(one.command),
    ]);
    await send({ kind: 'still-open', incidentId: root, open: [] });
    expect(await incidentOf(root)).toMatchObject({ status: 'contained' });
  });
});

describe('a role that was made in a member account', () => {
  it('is denied there through the member role, and restored with the leaked key', async () => {
    const member = '222233334444';
    const organization = {
      id: 'o-a1b2c3d4e5',
      managementAccountId: accountId,
      members: [accountId, member],
      scps: {},
    };
    const home = stage;
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }] });
    try {
      leaked = await newUser();
      const administer = stage.aws.administerIn(member);
      const RoleName = 'made-there';
      await administer('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
      const before = JSON.stringify(await accountState(stage.aws, member));
      await leak();
      await found({ type: 'role', roleName: RoleName }, { accountId: member });
      expect(await incidentOf(`role-${member}-${RoleName}-1`)).toMatchObject({
        status: 'contained',
        accountId: member,
      });
      const { AttachedPolicies } = await administer('iam', 'ListAttachedRolePolicies', { RoleName });
      expect(AttachedPolicies).toMatchObject([{ PolicyArn: denyAll }]);
      const { payload, functionError } = await restore(root);
      expect(functionError, payload).toBeUndefined();
      expect(JSON.stringify(await accountState(stage.aws, member))).toBe(before);
    } finally {
      await stage.close();
      stage = home;
    }
  });
});
