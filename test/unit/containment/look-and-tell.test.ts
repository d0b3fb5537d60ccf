import { AttachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { NotContainedYet } from '#lib/containment/respond.ts';
import { restore } from '#lib/containment/restore.ts';
import { changes, denyAll, key, rename } from './fake-account.ts';
import { alert, look, type Responder, responder, subjects } from './responder.ts';

let at: Responder;
beforeEach(async () => {
  at = await responder();
});

const leak = async () => {
  await at.respond(alert);
  at.forget();
};
const restored = (over: { step?: string } = {}) =>
  restore({ id: key, dryRun: false, ...over }, { ...at.deps, afterwards: async () => {} });

describe('a later look', () => {
  it('that finds all in force says nothing, is followed by quieter ones, and these end', async () => {
    await leak();
    at.account.mock.resetHistory();
    for (const number of [1, 2, 3, 4]) await at.respond(look(number));
    expect(at.told.looks).toEqual([
      [`${key}-1`, 2, 60],
      [`${key}-1`, 3, 300],
      [`${key}-1`, 4, 600],
    ]);
    expect([at.told.mails, at.told.pages, changes(at.account.mock)]).toEqual([[], [], []]);
  });

  it('that is a quiet one finds what was taken off much later, and watches closely again', async () => {
    await leak();
    at.thiefTakesOff();
    await at.respond(look(4));
    expect(at.account.user.policies).toEqual([denyAll]);
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(at.told.looks).toEqual([[`${key}-1`, 5, 10]]);
    await at.respond(look(5));
    expect(at.told.looks).toHaveLength(1);
  });

  it('that finds something taken off applies it, tells it once and looks again later', async () => {
    await leak();
    at.thiefTakesOff();
    await at.respond(look(1));
    expect(at.account.user.policies).toEqual([denyAll]);
    expect(subjects(at.told.mails)).toEqual([`Applied again: AWS key ${key} of deploy-bot`]);
    expect(at.told.mails[0]?.body).toMatch(
      /^Somebody took off: deactivate-key, deny-user\. It was applied again, and holds\./,
    );
    expect(at.told.mails[0]?.body.split('\n').length).toBeLessThan(30);
    // What the first mail said is not said again, but for the way back.
    expect(at.told.mails[0]?.body).not.toContain('What now');
    expect(at.told.mails[0]?.body).toContain('Undo, only if this was a false alarm');
    expect(at.told.looks).toEqual([[`${key}-1`, 2, 10]]);
    at.thiefTakesOff();
    await at.respond(look(1));
    expect(at.told.mails).toHaveLength(1);
  });

  it('makes up for a step that had failed, blames nobody for it and tells that it holds now', async () => {
    at.withoutAttaching();
    await expect(at.respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    at.attachingAgain();
    at.forget();
    await at.respond(look(1));
    const incident = await at.store.find(key);
    expect(incident).toMatchObject({ status: 'contained' });
    expect(incident?.reason).not.toContain('failed');
    expect(subjects(at.told.mails)).toEqual([`Contained: AWS key ${key} of deploy-bot`]);
  });

  it('goes on trying after a look at which nothing could be applied', async () => {
    await leak();
    at.thiefTakesOff();
    at.account.mock.on(UpdateAccessKeyCommand).rejectsOnce(new Error('throttled'));
    at.account.mock.on(AttachUserPolicyCommand).rejectsOnce(new Error('throttled'));
    await at.respond(look(1));
    expect((await at.store.find(key))?.status).toBe('not-contained');
    expect(subjects(at.told.pages)).toEqual([expect.stringMatching(/^NOT CONTAINED/)]);
    at.account.mock.on(UpdateAccessKeyCommand).callsFake(({ AccessKeyId, Status }) => {
      at.account.user.keys[AccessKeyId] = Status;
      return {};
    });
    at.attachingAgain();
    await at.respond(look(2));
    expect((await at.store.find(key))?.status).toBe('contained');
    expect(at.account.user.keys[key]).toBe('Inactive');
  });

  it('is the last one in the end: then people are paged and told what was done', async () => {
    await leak();
    at.thiefTakesOff();
    await at.respond(look(8));
    expect(at.told.looks).toEqual([]);
    expect(subjects(at.told.pages)).toEqual([`NOT CONTAINED: ${key}-1 does not hold`]);
    expect(at.told.pages[0]?.body).toContain('Taken off before the last look: deactivate-key, deny-user');
    expect(at.told.pages[0]?.body).not.toContain('Nothing was changed');
  });

  it('of a second containment is asked for as well as that of the first', async () => {
    await leak();
    at.thiefTakesOff();
    await at.respond(alert);
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(at.told.looks).toEqual([[`${key}-1`, 1, 10]]);
  });

  it('comes back later while another run is at the incident', async () => {
    await leak();
    await at.store.take(`${key}-1`);
    await expect(at.respond(look(1))).rejects.toBeInstanceOf(IncidentBusy);
  });
});

describe('a later look leaves alone', () => {
  it('a restored incident and one that does not exist', async () => {
    await at.respond({ ...look(1), incidentId: 'AKIANOTHERE-1' });
    await leak();
    await restored();
    at.account.mock.resetHistory();
    await at.respond(look(1));
    expect(changes(at.account.mock)).toEqual([]);
    expect([at.told.mails, at.told.pages, at.told.looks]).toEqual([[], [], []]);
  });

  it('a step that a person lifted: it is watched in quiet, and nobody is paged for it', async () => {
    await leak();
    const lifted = await restored({ step: 'deny-user' });
    at.account.mock.resetHistory();
    for (const number of [1, 2, 3, 4]) await at.respond(look(number));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.find(key)).toEqual(lifted);
    expect(at.told.looks.map(([, number, seconds]) => [number, seconds])).toEqual([
      [2, 60],
      [3, 300],
      [4, 600],
    ]);
    expect(at.told.pages).toEqual([]);
  });

  it('all steps, where a person lifted them one by one', async () => {
    await leak();
    await restored({ step: 'deny-user' });
    const lifted = await restored({ step: 'deactivate-key' });
    expect(lifted.status).toBe('not-contained');
    at.account.mock.resetHistory();
    await at.respond(look(8));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await at.store.find(key)).toEqual(lifted);
    expect([at.told.looks, at.told.pages]).toEqual([[], []]);
  });

  it('no key that is switched on again while the deny is lifted: that is the thief', async () => {
    await leak();
    await restored({ step: 'deny-user' });
    at.account.user.keys[key] = 'Active';
    await at.respond(look(2));
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(at.account.user.policies).not.toContain(denyAll);
    expect((await at.store.find(key))?.status).toBe('partly-contained');
    expect(at.told.looks).toEqual([[`${key}-1`, 3, 10]]);
  });
});

describe('a later look at a user that was renamed', () => {
  it('and is neither under its name nor behind its key cannot call it contained: people are paged', async () => {
    await leak();
    at.account.mock.resetHistory();
    at.account.user.name = 'somebody-else';
    at.account.user.keys = {};
    await at.respond(look(1));
    expect(await at.store.find(key)).toMatchObject({ status: 'not-contained' });
    expect(subjects(at.told.pages)).toEqual([`NOT CONTAINED: AWS key ${key} of deploy-bot`]);
    expect(at.told.pages[0]?.body).toContain('found neither under its name nor by its key');
    expect(at.told.looks).toEqual([[`${key}-1`, 2, 10]]);
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('finds it by its key, and contains it again under its new name', async () => {
    await leak();
    rename(at.account, true);
    at.thiefTakesOff();
    await at.respond(look(1));
    expect(at.account.user).toMatchObject({ keys: { [key]: 'Inactive' }, policies: [denyAll] });
    expect(at.account.others).toMatchObject([{ name: 'deploy-bot', policies: [] }]);
    expect(await at.store.find(key)).toMatchObject({
      status: 'contained',
      principal: { name: 'renamed-bot' },
    });
    expect(subjects(at.told.mails)).toEqual([`Applied again: AWS key ${key} of renamed-bot`]);
  });
});
