import { randomBytes } from 'node:crypto';
import { AttachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterwards } from '#lib/containment/afterwards.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import type { Mail } from '#lib/containment/mail.ts';
import { NotContainedYet, type RespondDeps, respondToMessage } from '#lib/containment/respond.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { logger } from '#lib/platform/logger.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import { changes, denyAll, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: RespondDeps;
let mails: Mail[];
let pages: Mail[];
let deadLetters: string[];
let looks: [string, number][];
let reading: SignalReading;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await temporaryFolder());
  [mails, pages, deadLetters, looks] = [[], [], [], []];
  reading = { kind: 'leak', signals: [signal()] };
  const channels: RespondDeps['channels'] = {
    mail: async (mail) => void mails.push(mail),
    page: async (mail) => void pages.push(mail),
    investigate: async () => {},
    lookAgain: async (id, look) => void looks.push([id, look]),
    keepDeadLetter: async (body) => void deadLetters.push(body),
    restoreFunction: undefined,
  };
  deps = {
    ...depsWith(store),
    channels,
    readAlert: async () => reading,
    afterwards: afterwards(channels, store),
  };
});

afterEach(() => {
  vi.restoreAllMocks();
});

const respond = (message: unknown) => respondToMessage(JSON.stringify(message), deps);
const alert = {
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 7,
  action: 'created',
};
const look = (number: number) => ({ kind: 'look-again', incidentId: `${key}-1`, look: number });

const withoutAttaching = () => account.mock.on(AttachUserPolicyCommand).rejects(new Error('AccessDenied'));
const attachingAgain = () =>
  account.mock.on(AttachUserPolicyCommand).callsFake(({ PolicyArn }) => {
    account.user.policies.push(PolicyArn);
    return {};
  });

describe('an alert of GitHub', () => {
  it('is contained, told and looked at again', async () => {
    await respond(alert);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(mails.map(({ subject }) => subject)).toEqual([`Contained: AWS key ${key} of deploy-bot`]);
    expect(looks).toEqual([[`${key}-1`, 1]]);
    expect(pages).toEqual([]);
  });

  it('that cannot be read now stays on the queue', async () => {
    deps.readAlert = async () => {
      throw new Error('GitHub is down');
    };
    await expect(respond(alert)).rejects.toThrow('GitHub is down');
    expect(deadLetters).toEqual([]);
  });

  it('that is no leak is told where a person should know, and silent where not', async () => {
    reading = { kind: 'not-a-leak', reason: 'resolved as false positive', tell: false };
    const logged = vi.spyOn(logger, 'info').mockReturnValue();
    await respond(alert);
    expect(logged).toHaveBeenCalledWith('reported, not acted on', { reason: 'resolved as false positive' });
    expect(mails).toEqual([]);
    reading = { ...reading, tell: true };
    await respond(alert);
    expect(mails[0]?.body).toBe('resolved as false positive\n\nNothing was changed.');
    expect(changes(account.mock)).toEqual([]);
  });

  it('whose key nobody can tell is a leak all the same: people are paged, and told to act by hand', async () => {
    reading = { kind: 'undecided', reason: 'an AWS secret leaked and its key id is not known' };
    await respond(alert);
    expect(pages).toEqual(mails);
    expect(pages[0]?.subject).toMatch(/^NOT CONTAINED/);
    expect(pages[0]?.body).toContain('its key id is not known');
    expect(changes(account.mock)).toEqual([]);
  });

  it('with two keys has both contained', async () => {
    account.user.keys[otherKey] = 'Active';
    reading = { kind: 'leak', signals: [signal(), signal({ id: 'manual:2', accessKeyId: otherKey })] };
    await respond(alert);
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Inactive' });
  });

  it('whose first key is busy is kept, but not before its second key is off', async () => {
    account.user.keys[otherKey] = 'Active';
    await store.claim(key, signal({ id: 'manual:0' }));
    reading = { kind: 'leak', signals: [signal(), signal({ id: 'manual:2', accessKeyId: otherKey })] };
    await expect(respond(alert)).rejects.toBeInstanceOf(IncidentBusy);
    expect(account.user.keys[otherKey]).toBe('Inactive');
    expect((await store.find(otherKey))?.status).toBe('contained');
  });
});

describe('a leak that is not contained yet', () => {
  it('keeps the message, and the next try contains it', async () => {
    withoutAttaching();
    const failing = respond(alert);
    await expect(failing).rejects.toBeInstanceOf(NotContainedYet);
    await expect(failing).rejects.toThrow(
      `${key}-1 is partly-contained: deny-user: iam:AttachUserPolicy failed`,
    );
    expect(pages.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^NOT CONTAINED/)]);
    attachingAgain();
    await respond(alert);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^NOT CONTAINED/),
      expect.stringMatching(/^Contained/),
    ]);
  });

  it('and never will be is told by page and leaves the queue', async () => {
    reading = { kind: 'leak', signals: [signal({ accessKeyId: `ABIA${key.slice(4)}` })] };
    await respond(alert);
    expect(pages).toHaveLength(1);
  });

  it('keeps the message while people could not be told', async () => {
    deps.afterwards = async () => {
      throw new Error('SNS is down');
    };
    await expect(respond(alert)).rejects.toThrow('SNS is down');
    expect(account.user.keys[key]).toBe('Inactive');
  });
});

describe('a finding of GuardDuty', () => {
  it('is contained like any other leak', async () => {
    const accessKeyId = userEvent.detail.resource.accessKeyDetails.accessKeyId;
    account.user.keys[accessKeyId] = 'Active';
    await respond(userEvent);
    expect(account.user.keys[accessKeyId]).toBe('Inactive');
  });

  it('that is malformed is kept for people', async () => {
    await respond({ ...userEvent, detail: 5 });
    expect(deadLetters).toHaveLength(1);
    expect(pages[0]?.body).toContain('detail');
  });
});

describe('a message that nobody understands', () => {
  it('is kept for people without its secrets, and paged', async () => {
    const secret = randomBytes(30).toString('base64');
    await respondToMessage(JSON.stringify({ kind: 'alert', secretAccessKey: secret, key }), deps);
    expect(deadLetters).toHaveLength(1);
    expect(deadLetters[0]).toContain(key);
    expect(deadLetters[0]).not.toContain(secret);
    expect(pages[0]?.subject).toBe('DEAD LETTERS: a message was not understood');
    expect(pages[0]?.body).toContain('kind must be github-alert or look-again');
  });

  it('stays on the queue where it cannot be kept', async () => {
    deps.channels.keepDeadLetter = async () => {
      throw new Error('SQS is down');
    };
    await expect(respondToMessage('{', deps)).rejects.toThrow('SQS is down');
    expect(pages).toEqual([]);
  });
});

describe('a later look', () => {
  const thiefTakesOff = () => {
    account.user.policies = [];
    account.user.keys[key] = 'Active';
  };
  const leak = async () => {
    await respond(alert);
    [mails, pages, looks] = [[], [], []];
  };

  it('that finds all in force says nothing and ends', async () => {
    await leak();
    await respond(look(1));
    expect([mails, pages, looks]).toEqual([[], [], []]);
  });

  it('that finds something taken off applies it, tells it once and looks again later', async () => {
    await leak();
    thiefTakesOff();
    await respond(look(1));
    expect(account.user.policies).toEqual([denyAll]);
    expect(mails.map(({ subject }) => subject)).toEqual([`Applied again: AWS key ${key}`]);
    expect(mails[0]?.body).toMatch(/^Somebody took off: deactivate-key, deny-user\. It was applied again\./);
    expect(mails[0]?.body.split('\n').length).toBeLessThan(30);
    expect(looks).toEqual([[`${key}-1`, 2]]);
    thiefTakesOff();
    await respond(look(1));
    expect(mails).toHaveLength(1);
  });

  it('makes up for a step that had failed, blames nobody for it and tells that it holds now', async () => {
    withoutAttaching();
    await expect(respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    attachingAgain();
    mails = [];
    await respond(look(1));
    const incident = await store.find(key);
    expect(incident).toMatchObject({ status: 'contained' });
    expect(incident?.reason).not.toContain('failed');
    expect(mails.map(({ subject }) => subject)).toEqual([`Contained: AWS key ${key} of deploy-bot`]);
  });

  it('goes on trying after a look at which nothing could be applied', async () => {
    await leak();
    thiefTakesOff();
    account.mock.on(UpdateAccessKeyCommand).rejectsOnce(new Error('throttled'));
    account.mock.on(AttachUserPolicyCommand).rejectsOnce(new Error('throttled'));
    await respond(look(1));
    expect((await store.find(key))?.status).toBe('not-contained');
    expect(pages.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^NOT CONTAINED/)]);
    account.mock.on(UpdateAccessKeyCommand).callsFake(({ AccessKeyId, Status }) => {
      account.user.keys[AccessKeyId] = Status;
      return {};
    });
    attachingAgain();
    await respond(look(2));
    expect((await store.find(key))?.status).toBe('contained');
    expect(account.user.keys[key]).toBe('Inactive');
  });

  it('is the last one in the end: then people are paged and told what was done', async () => {
    await leak();
    thiefTakesOff();
    await respond(look(8));
    expect(looks).toEqual([]);
    expect(pages.map(({ subject }) => subject)).toEqual([`NOT CONTAINED: ${key}-1 does not hold`]);
    expect(pages[0]?.body).toContain('Taken off before the last look: deactivate-key, deny-user');
    expect(pages[0]?.body).not.toContain('Nothing was changed');
  });

  it('leaves a restored incident and one that does not exist alone', async () => {
    await respond({ ...look(1), incidentId: 'AKIANOTHERE-1' });
    await leak();
    await restore({ id: key, dryRun: false }, { ...deps, afterwards: async () => {} });
    account.mock.resetHistory();
    await respond(look(1));
    expect(changes(account.mock)).toEqual([]);
    expect([mails, pages, looks]).toEqual([[], [], []]);
  });

  it('leaves a user alone who does not exist any more', async () => {
    await leak();
    account.user.name = 'somebody-else';
    await respond(look(1));
    expect([mails, pages, looks]).toEqual([[], [], []]);
  });

  it('comes back later while another run is at the incident', async () => {
    await leak();
    await store.take(`${key}-1`);
    await expect(respond(look(1))).rejects.toBeInstanceOf(IncidentBusy);
  });
});
