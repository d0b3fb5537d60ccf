import { AttachRolePolicyCommand, AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { containDescendant } from '#lib/containment/descendant.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { NotContainedYet } from '#lib/containment/respond.ts';
import { restore } from '#lib/containment/restore.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { descendant, issued, madeKey, otherUser, roleSession, root, stepsOf, things } from './descendants.ts';
import { accountId, changes, denyAll, type FakeUser, judgement, key, signal } from './fake-account.ts';
import { type FakeRole, fakeRole } from './fake-role.ts';
import { alert, type Responder, responder, subjects } from './responder.ts';

let at: Responder;
let role: FakeRole;
let other: FakeUser;

beforeEach(async () => {
  at = await responder();
  role = fakeRole(at.account.mock);
  other = otherUser(at);
  await at.respond(alert);
  at.account.mock.resetHistory();
  at.forget();
});
afterEach(() => vi.restoreAllMocks());

const userIncident = `user-${accountId}-reporting-1`;
const roleIncident = `role-${accountId}-build-1`;
const restored = (id: string) => restore({ id, dryRun: false }, { ...at.deps, afterwards: async () => {} });

describe('what came from a leak that is only observed', () => {
  it('is observed as well, whatever the rules say of the lineage, and until the leak is contained', async () => {
    const rules = { ...judgement().rules, modes: [{ source: 'github' as const, mode: 'observe' as const }] };
    const watching = await responder();
    watching.deps.judgement = async () => judgement({ rules });
    watching.github.reading = { kind: 'leak', signals: [signal({ source: 'github' })] };
    fakeRole(watching.account.mock);
    otherUser(watching);
    await watching.respond(alert);
    expect(await watching.store.find(key)).toMatchObject({ status: 'observed', decidedBy: 'observe' });
    for (const thing of [things.userKey, things.role]) await watching.respond(descendant(thing));
    expect(changes(watching.account.mock)).toEqual([]);
    expect(await watching.store.find(`${madeKey}-1`)).toMatchObject({
      status: 'observed',
      decidedBy: 'observe',
    });
    expect(subjects(watching.told.mails)).toEqual([`Observed: AWS key ${key} of deploy-bot`]);
    expect(watching.told.investigated).toEqual([root]);
  });
});

describe('what a leaked credential made', () => {
  it.each([
    [
      'a key of a user who was there before',
      things.key,
      `${madeKey}-1`,
      'created-key',
      ['deactivate-key done'],
    ],
    [
      'a key of a user whom it made',
      things.userKey,
      `${madeKey}-1`,
      'created-user',
      ['deactivate-key done', 'deny-user done'],
    ],
    ['a user', things.user, userIncident, 'created-user', ['deny-user done']],
    ['a session of a user', things.userSession, `${issued}-1`, 'user-session', ['deny-user done']],
    ['a role', things.role, roleIncident, 'created-role', ['deny-role done']],
    ['a session of a role', things.roleSession, `${roleSession}-1`, 'role-session', ['deny-session done']],
  ])(
    'is contained in an incident of its own that names where it came from: %s',
    async (_, thing, id, reason, steps) => {
      await at.respond(descendant(thing));
      const incident = await at.store.find(id);
      expect(incident).toMatchObject({
        incidentId: id,
        status: 'contained',
        decidedBy: reason,
        descendantOf: root,
        signals: [
          {
            source: 'lineage',
            certainty: 'proven',
            ownerShown: true,
            descendantOf: root,
            id: expect.stringMatching(new RegExp(`^lineage:${root}:`)),
            where: 'CreateAccessKey by the leaked key',
            reportedAt: '2026-11-23T03:01:00.000Z',
          },
        ],
      });
      expect(stepsOf(incident)).toEqual(steps);
      expect(await at.store.descendantsOf(root)).toEqual([incident]);
    },
  );

  it('changes nothing twice when its message comes twice', async () => {
    for (const thing of Object.values(things)) await at.respond(descendant(thing));
    at.account.mock.resetHistory();
    for (const thing of Object.values(things)) await at.respond(descendant(thing));
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('of a user who was there before leaves that user alone', async () => {
    await at.respond(descendant(things.key));
    expect(other).toMatchObject({ policies: [], boundary: undefined });
    expect(other.keys).toEqual({ [madeKey]: 'Inactive', AKIAT3SKF7WXYQ2ZNOWN: 'Active' });
    for (const look of [1, 2]) await at.respond({ kind: 'look-again', incidentId: `${madeKey}-1`, look });
    expect(other.policies).toEqual([]);
    expect(await at.store.find(madeKey)).toMatchObject({ status: 'contained', alsoStopped: [] });
  });

  it('is denied as a role by AWSDenyAll, and by a boundary where no policy can be attached', async () => {
    await at.respond(descendant(things.role));
    expect(role.attached.at(-1)).toBe(denyAll);
    await restored(roleIncident);
    expect(role).toMatchObject({ attached: [expect.any(String), expect.any(String)], boundary: undefined });
    role.quota = 2;
    role.boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    // The same report is no new leak: another incident's is.
    await at.respond({ ...descendant(things.role), incidentId: await anotherRoot() });
    const incident = await at.store.find(`role-${accountId}-build-2`);
    expect(stepsOf(incident)).toEqual(['bound-role done', 'deny-role skipped']);
    expect(incident?.steps.find(({ id }) => id === 'deny-role')?.reason).toContain('the role has no room');
    expect(role.boundary).toBe(denyAll);
    await restored(`role-${accountId}-build-2`);
    expect(role.boundary).toBe('arn:aws:iam::aws:policy/PowerUserAccess');
  });

  const anotherRoot = async (): Promise<string> => {
    const accessKeyId = 'AKIAT3SKF7WXYQ2ZNNEW';
    at.account.user.keys[accessKeyId] = 'Active';
    at.github.reading = { kind: 'leak', signals: [signal({ id: 'manual:2', accessKeyId })] };
    await at.respond(alert);
    return `${accessKeyId}-1`;
  };

  it('is kept on the queue while it cannot be contained, and paged with where it came from', async () => {
    at.account.mock.on(AttachRolePolicyCommand).rejects(new Error('throttled'));
    await expect(at.respond(descendant(things.role))).rejects.toBeInstanceOf(NotContainedYet);
    expect(subjects(at.told.pages)).toEqual(['NOT CONTAINED: role build']);
    expect(at.told.pages[0]?.body).toMatch(
      new RegExp(`^NOT CONTAINED\\. Role build, made by the lineage of leaked key ${key}, may still work`),
    );
    expect(at.told.pages[0]?.body).toContain(
      `  aws iam attach-role-policy --role-name build --policy-arn ${denyAll}`,
    );
  });

  it('whose key is deleted by now needs nobody', async () => {
    delete other.keys[madeKey];
    await at.respond(descendant(things.key));
    expect(await at.store.find(madeKey)).toMatchObject({ status: 'observed', decidedBy: 'created-key-gone' });
    expect([at.told.pages, at.told.mails, changes(at.account.mock)]).toEqual([[], [], []]);
  });

  it('is not denied on a role that was made anew since', async () => {
    role.id = 'AROAT3SKF7WXYEXAMPLE2';
    await at.respond(descendant(things.role));
    expect(await at.store.find(roleIncident)).toMatchObject({ decidedBy: 'principal-gone' });
    expect(role.attached).not.toContain(denyAll);
  });
});

describe('people', () => {
  it('are not told of what is contained: the report on the leaked key tells it, and no second one is begun', async () => {
    for (const thing of Object.values(things)) await at.respond(descendant(thing));
    expect([at.told.mails, at.told.pages, at.told.notes, at.told.investigated]).toEqual([[], [], [], []]);
    expect(at.told.looks.map(([id]) => id)).toContain(roleIncident);
  });

  it('who were woken are told as well when it holds after all', async () => {
    at.account.mock.on(AttachRolePolicyCommand).rejectsOnce(new Error('throttled'));
    await expect(at.respond(descendant(things.role))).rejects.toBeInstanceOf(NotContainedYet);
    at.forget();
    at.account.mock.on(AttachRolePolicyCommand).callsFake(() => {
      role.attached.push(denyAll);
      return {};
    });
    await at.respond(descendant(things.role));
    expect(subjects(at.told.mails)).toEqual(['Contained: role build']);
    expect(at.told.mails[0]?.body).toMatch(/^CONTAINED\. Role build, made by the lineage of leaked key/);
  });

  it('are told where something else than the lineage reports it as well', async () => {
    await at.respond(descendant(things.key));
    at.github.reading = {
      kind: 'leak',
      signals: [
        signal({ id: 'guardduty:1', source: 'guardduty', certainty: 'proven', accessKeyId: madeKey }),
      ],
    };
    await at.respond(alert);
    expect(await at.store.find(madeKey)).toMatchObject({ status: 'contained', decidedBy: 'user-key' });
    expect(other.policies).toEqual([denyAll]);
    expect(subjects(at.told.mails)).toEqual([`Contained: AWS key ${madeKey} of reporting`]);
    // The lineage's smaller plan takes nothing of it back, and calls nothing contained that is not.
    await at.respond(descendant(things.key));
    expect(other.policies).toEqual([denyAll]);
  });
});

describe('what people decided', () => {
  const withRules = (rules: object) => {
    at.deps.judgement = async () => judgement({ rules: parseRules(rules) });
  };
  const everybody = { principal: 'arn:aws:iam::*:user/*', reason: 'the till', until: '2027-01-01T00:00:00Z' };

  it('holds: what is protected is paged about and left alone, with the lineage in the first line', async () => {
    withRules({ protected: [everybody] });
    await at.respond(descendant(things.user));
    expect(await at.store.find(userIncident)).toMatchObject({ status: 'protected', descendantOf: root });
    expect(changes(at.account.mock)).toEqual([]);
    const [page] = at.told.pages;
    expect(page?.subject).toBe('PROTECTED: user reporting');
    expect(page?.body.split('\n')[0]).toBe(
      `PROTECTED. User reporting, made or changed by the lineage of leaked key ${key}, was left alone on purpose: decide by hand, now.`,
    );
    expect(page?.body).toContain('  aws iam attach-user-policy --user-name reporting');
  });

  it('holds: of a key on a protected user the page names the command for the key alone', async () => {
    withRules({ protected: [everybody] });
    await at.respond(descendant(things.key));
    const body = at.told.pages[0]?.body;
    expect(body).toContain(
      `  aws iam update-access-key --user-name reporting --access-key-id ${madeKey} --status Inactive`,
    );
    expect(body).not.toContain('attach-user-policy');
  });

  it('is lifted by a person who says so', async () => {
    withRules({ protected: [everybody] });
    await at.respond(descendant(things.user));
    // A person says so in the terminal; the queue takes no such word.
    await containDescendant(descendant(things.user, { evenIfProtected: true }), at.deps);
    expect(await at.store.find(userIncident)).toMatchObject({ status: 'contained' });
  });

  it('holds: where it is only observed nothing is changed, and the steps are listed', async () => {
    withRules({ modes: [{ source: 'lineage', mode: 'observe' }] });
    for (const thing of Object.values(things)) await at.respond(descendant(thing));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.find(roleIncident)).toMatchObject({
      status: 'observed',
      steps: [{ id: 'deny-role', outcome: 'planned' }],
    });
    expect([at.told.mails, at.told.pages]).toEqual([[], []]);
  });

  it('holds: with the brake on users are denied and no role is touched', async () => {
    at.deps.admission = async () => 'brake';
    await at.respond(descendant(things.user));
    await at.respond(descendant(things.role));
    expect(other.policies).toEqual([denyAll]);
    expect(role.attached).not.toContain(denyAll);
    expect(await at.store.find(roleIncident)).toMatchObject({ status: 'not-contained', decidedBy: 'brake' });
  });

  it.each([
    ['our own role', '/', 'own-identity', 'protected'],
    ['a service-linked role', '/aws-service-role/ecs.amazonaws.com/', 'service-linked-role', 'not-contained'],
    [
      'a role of Identity Center',
      '/aws-reserved/sso.amazonaws.com/',
      'identity-center-role',
      'not-contained',
    ],
  ])('holds: %s is left alone', async (_, path, decidedBy, status) => {
    role.path = path;
    if (decidedBy === 'own-identity') at.deps.judgement = async () => judgement({ ownRoles: [role.arn] });
    await at.respond(descendant(things.role));
    expect(await at.store.find(roleIncident)).toMatchObject({ decidedBy, status });
    expect([changes(at.account.mock), at.told.pages]).toEqual([[], [expect.anything()]]);
  });
});

describe('the incident of the leaked key', () => {
  it('that does not exist keeps the message on the queue', async () => {
    const message = descendant(things.role, { incidentId: 'AKIANOTHERE-1' });
    await expect(at.respond(message)).rejects.toThrow('there is no incident AKIANOTHERE-1');
    expect(await at.store.find(roleIncident)).toBeUndefined();
  });

  it('that was restored has nothing contained any more', async () => {
    await restored(root);
    at.account.mock.resetHistory();
    await at.respond(descendant(things.role));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.find(roleIncident)).toBeUndefined();
  });

  it('that is restored while the descendant is being read has nothing changed either', async () => {
    vi.spyOn(at.store, 'claimUser').mockImplementationOnce(async (...asked) => {
      const claim = await at.store.claimUser(...asked);
      await restored(root);
      at.account.mock.resetHistory();
      return claim;
    });
    await at.respond(descendant(things.role));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.find(roleIncident)).toMatchObject({
      status: 'observed',
      decidedBy: 'root-restored',
      steps: [],
    });
  });

  it('whose deny holds the same user covers its sessions and its password', async () => {
    const { name: userName, id: userId } = at.account.user;
    at.account.mock.resetHistory();
    await at.respond(descendant({ type: 'user', userName, userId }));
    await at.respond(descendant({ type: 'user-session', accessKeyId: issued, userName, userId }));
    expect(at.account.mock.calls()).toEqual([]);
    expect(await at.store.all()).toMatchObject([{ incidentId: root }]);
  });

  it('does not cover a user of another unique id, whatever its name', async () => {
    other.name = 'twin';
    const twin = { type: 'user', userName: 'twin', userId: other.id } as const;
    await at.respond(descendant(twin));
    expect(other.policies).toEqual([denyAll]);
  });

  it('is joined by a report about its own user without an id, and is no descendant of itself', async () => {
    await at.respond(descendant({ type: 'user', userName: at.account.user.name }));
    const all = await at.store.all();
    expect(all).toMatchObject([{ incidentId: root, status: 'contained', decidedBy: 'user-key' }]);
    expect(all[0]).not.toHaveProperty('descendantOf');
    expect(await at.store.descendantsOf(root)).toEqual([]);
  });
});

describe('a descendant', () => {
  it('that was reported before is joined, and found as a descendant from then on', async () => {
    at.github.reading = {
      kind: 'leak',
      signals: [
        signal({
          id: 'guardduty:1',
          source: 'guardduty',
          certainty: 'proven',
          accessKeyId: roleSession,
          accountId,
          session: { roleName: 'build', sessionName: 'thief' },
        }),
      ],
    };
    await at.respond(alert);
    at.account.mock.resetHistory();
    await at.respond(descendant(things.roleSession));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.descendantsOf(root)).toMatchObject([
      {
        incidentId: `${roleSession}-1`,
        descendantOf: root,
        signals: [{ source: 'guardduty' }, { source: 'lineage' }],
      },
    ]);
  });

  it('that a person restored by itself stays so when the investigation finds it again', async () => {
    await at.respond(descendant(things.key));
    await restored(`${madeKey}-1`);
    at.account.mock.resetHistory();
    at.forget();
    await at.respond(descendant(things.key));
    expect(changes(at.account.mock)).toEqual([]);
    expect([at.told.mails, await at.store.find(madeKey)]).toMatchObject([[], { status: 'restored' }]);
  });

  it('that was contained and made anew under the same name is told apart by its id', async () => {
    await at.respond(descendant(things.role));
    role.id = 'AROAT3SKF7WXYEXAMPLE2';
    role.attached = [];
    const anew = descendant({ ...things.role, roleId: role.id });
    await expect(at.respond(anew)).rejects.toThrow(
      `holds ${role.arn} (AROAT3SKF7WXYEXAMPLE1), and a report names ${role.arn} (AROAT3SKF7WXYEXAMPLE2)`,
    );
  });

  it('that another run is at is left to it, and the message comes again', async () => {
    await at.store.claimUser(`role-${accountId}-build`, [], signal());
    await expect(at.respond(descendant(things.role))).rejects.toBeInstanceOf(IncidentBusy);
  });

  it('of the same user as another one comes to the same, at once or one after the other', async () => {
    const second = 'AKIAT3SKF7WXYQ2ZNSEC';
    other.keys[second] = 'Active';
    const both = [things.userKey, { ...things.userKey, accessKeyId: second }];
    await Promise.all(both.map((thing) => at.respond(descendant(thing))));
    expect(other.keys).toMatchObject({ [madeKey]: 'Inactive', [second]: 'Inactive' });
    expect(other.policies).toEqual([denyAll]);
    expect((await at.store.descendantsOf(root)).map(({ status }) => status)).toEqual([
      'contained',
      'contained',
    ]);
  });

  it('whose user cannot be denied says so of the key of a user that was made, and of no other', async () => {
    at.account.mock.on(AttachUserPolicyCommand).rejects(new Error('throttled'));
    await at.respond(descendant(things.key));
    expect(await at.store.find(madeKey)).toMatchObject({ status: 'contained' });
    await expect(at.respond(descendant(things.user))).rejects.toBeInstanceOf(NotContainedYet);
  });
});

describe('whose name a thief gave to another', () => {
  const another = 'AIDAT3SKF7WXYEXAMPLE9';

  it.each([
    ['a user', { ...things.user, userId: another }, userIncident],
    ['a role', { ...things.role, roleId: 'AROAT3SKF7WXYEXAMPLE9' }, roleIncident],
  ])('%s is told as gone, and the one who has the name now is not touched', async (_, thing, id) => {
    await at.respond(descendant(thing));
    expect(await at.store.find(id)).toMatchObject({ status: 'not-contained', decidedBy: 'principal-gone' });
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('a key of one who was there before goes off, and its user is not denied', async () => {
    await at.respond(descendant({ ...things.userKey, userId: another }));
    const incident = await at.store.find(`${madeKey}-1`);
    expect(incident).toMatchObject({ status: 'contained', decidedBy: 'created-key' });
    expect(stepsOf(incident)).toEqual(['deactivate-key done']);
  });
});
