import { beforeEach, describe, expect, it } from 'vitest';
import { accountId, changes, denyAll, signal } from './fake-account.ts';
import { fakeRole, ourPolicy, roleKey } from './fake-role.ts';
import { alert, type Responder, responder } from './responder.ts';

let at: Responder;
let role: ReturnType<typeof fakeRole>;

const found = (owner: object, over: object = {}) => ({
  kind: 'owner-found',
  incidentId: `${roleKey}-1`,
  accountId,
  owner,
  ...over,
});
const thisRole = { type: 'role-session', roleName: 'build', sessionName: 'i-0abc' };

beforeEach(async () => {
  at = await responder();
  role = fakeRole(at.account.mock);
  at.github.reading = { kind: 'leak', signals: [signal({ accessKeyId: roleKey })] };
  await at.respond(alert);
});

describe('a temporary credential whose owner no API tells', () => {
  it('is paged and searched for, once: the investigation goes on until CloudTrail shows it', async () => {
    expect(await at.store.find(roleKey)).toMatchObject({
      status: 'not-contained',
      decidedBy: 'principal-unknown',
    });
    expect(at.told.investigated).toEqual([`${roleKey}-1`]);
    expect([at.told.pages.length, at.told.looks]).toEqual([1, []]);
    at.forget();
    for (const look of [1, 4, 144])
      await at.respond({ kind: 'look-again', incidentId: `${roleKey}-1`, look });
    expect([at.told.investigated, at.told.looks, at.told.pages]).toEqual([[], [], []]);
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('is contained on the role that was found, in the same incident', async () => {
    await at.respond(found(thisRole));
    expect(await at.store.find(roleKey)).toMatchObject({
      incidentId: `${roleKey}-1`,
      status: 'contained',
      decidedBy: 'role-session',
      session: { name: 'i-0abc' },
      signals: [{ id: 'manual:1' }],
    });
    expect(role.policies[ourPolicy]).toContain(`${role.id}:i-0abc`);
  });

  it('that was only claimed is contained all the same: CloudTrail is no mere claim', async () => {
    const id = roleKey.replace(/.$/, 'Z');
    const leak = signal({ id: 'scanner:1', source: 'scanner', accessKeyId: id });
    at.github.reading = { kind: 'leak', signals: [leak] };
    await at.respond(alert);
    await at.respond(found(thisRole, { incidentId: `${id}-1` }));
    expect(await at.store.find(id)).toMatchObject({ status: 'contained', decidedBy: 'role-session' });
  });

  it('is contained on the user that was found', async () => {
    await at.respond(found({ type: 'user', userName: 'deploy-bot', userId: at.account.user.id }));
    expect(await at.store.find(roleKey)).toMatchObject({ status: 'contained', decidedBy: 'user-session' });
    expect(at.account.user.policies).toContain(denyAll);
  });

  it('is for a person where it is the root user’s', async () => {
    await at.respond(found({ type: 'root' }));
    expect(await at.store.find(roleKey)).toMatchObject({ status: 'not-contained', decidedBy: 'root-key' });
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('is not contained on a user or role that has been made anew since', async () => {
    await at.respond(found({ ...thisRole, roleId: 'AROA2' }));
    await at.respond(found({ type: 'user', userName: 'deploy-bot', userId: 'AIDA2' }));
    expect(await at.store.find(roleKey)).toMatchObject({ decidedBy: 'principal-gone' });
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('told for an incident that does not exist stays on the queue', async () => {
    await expect(at.respond(found(thisRole, { incidentId: 'ASIANOTHERE-1' }))).rejects.toThrow(
      'there is no incident ASIANOTHERE-1',
    );
  });

  it('told twice changes nothing twice', async () => {
    await at.respond(found(thisRole));
    at.account.mock.resetHistory();
    await at.respond(found(thisRole));
    expect(changes(at.account.mock)).toEqual([]);
  });
});
