import { randomBytes } from 'node:crypto';
import { AttachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterwards, reportedAgain } from '#lib/containment/afterwards.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import type { Mail } from '#lib/containment/mail.ts';
import { NotContainedYet, type RespondDeps, respondToMessage } from '#lib/containment/respond.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { logger } from '#lib/platform/logger.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import { changes, denyAll, depsWith, fakeAccount, key, otherKey, rename, signal } from './fake-account.ts';

vi.mock('#lib/signal/queue-message.ts', async (original) => {
  const real = await original<typeof import('#lib/signal/queue-message.ts')>();
  return { ...real, readQueueMessage: vi.fn(real.readQueueMessage) };
});

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: RespondDeps;
let mails: Mail[];
let pages: Mail[];
let deadLetters: string[];
/** Incident, number of the look, seconds until then. */
let looks: [string, number, number][];
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
    lookAgain: async (...asked) => void looks.push(asked),
    keepDeadLetter: async (body) => void deadLetters.push(body),
    undoWays: {},
  };
  deps = {
    ...depsWith(store),
    channels,
    readAlert: async () => reading,
    afterwards: afterwards(channels, store),
    reportedAgain: reportedAgain(channels, store),
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
    expect(looks).toEqual([[`${key}-1`, 1, 10]]);
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

describe('what was told before', () => {
  const contained = `Contained: AWS key ${key} of deploy-bot`;
  const partly = `NOT CONTAINED (partly): AWS key ${key} of deploy-bot`;
  const at = (time: string) => vi.setSystemTime(time);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is paged again when it comes about a second time, in the same shape', async () => {
    at('2026-11-23T03:00:00.000Z');
    withoutAttaching();
    await expect(respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    at('2026-11-23T03:00:30.000Z');
    await expect(respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    expect(pages.map(({ subject }) => subject)).toEqual([partly]);
    attachingAgain();
    at('2026-11-23T03:01:00.000Z');
    await respond(alert);
    account.user.policies = [];
    withoutAttaching();
    at('2026-11-23T04:00:00.000Z');
    await expect(respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    expect(pages.map(({ subject }) => subject)).toEqual([partly, partly]);
    expect(mails.map(({ subject }) => subject)).toEqual([partly, contained, partly]);
  });

  it('is told once more, and once only, when a report arrives again after the restore', async () => {
    await respond(alert);
    await restore({ id: key, dryRun: false }, { ...deps, afterwards: async () => {} });
    [mails, looks] = [[], []];
    account.mock.resetHistory();
    await respond(alert);
    await respond(alert);
    expect(mails.map(({ subject }) => subject)).toEqual([`Reported again after the restore: AWS key ${key}`]);
    expect(mails[0]?.body).toContain(`npm run -s tourniquet -- contain ${key}`);
    expect([pages, looks, changes(account.mock)]).toEqual([[], [], []]);
    expect(account.user.keys[key]).toBe('Active');
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

describe('a message of a kind that has no handler', () => {
  it('stays on the queue: SQS would delete what counts as done', async () => {
    vi.mocked(readQueueMessage).mockReturnValueOnce(JSON.parse('{"kind":"moon-phase"}'));
    await expect(respond({})).rejects.toThrow('a message of this kind has no handler');
    expect([mails, pages, deadLetters]).toEqual([[], [], []]);
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

  it('that finds all in force says nothing, is followed by quieter ones, and these end', async () => {
    await leak();
    account.mock.resetHistory();
    for (const number of [1, 2, 3, 4]) await respond(look(number));
    expect(looks).toEqual([
      [`${key}-1`, 2, 60],
      [`${key}-1`, 3, 300],
      [`${key}-1`, 4, 600],
    ]);
    expect([mails, pages, changes(account.mock)]).toEqual([[], [], []]);
  });

  it('that is a quiet one finds what was taken off much later, and watches closely again', async () => {
    await leak();
    thiefTakesOff();
    await respond(look(4));
    expect(account.user.policies).toEqual([denyAll]);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(looks).toEqual([[`${key}-1`, 5, 10]]);
    await respond(look(5));
    expect(looks).toHaveLength(1);
  });

  it('that finds something taken off applies it, tells it once and looks again later', async () => {
    await leak();
    thiefTakesOff();
    await respond(look(1));
    expect(account.user.policies).toEqual([denyAll]);
    expect(mails.map(({ subject }) => subject)).toEqual([`Applied again: AWS key ${key}`]);
    expect(mails[0]?.body).toMatch(
      /^Somebody took off: deactivate-key, deny-user\. It was applied again, and holds\./,
    );
    expect(mails[0]?.body.split('\n').length).toBeLessThan(30);
    expect(looks).toEqual([[`${key}-1`, 2, 10]]);
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

  it('cannot call a user contained that is neither under its name nor behind its key: people are paged', async () => {
    await leak();
    account.mock.resetHistory();
    account.user.name = 'somebody-else';
    account.user.keys = {};
    await respond(look(1));
    expect(await store.find(key)).toMatchObject({ status: 'not-contained' });
    expect(pages.map(({ subject }) => subject)).toEqual([`NOT CONTAINED: AWS key ${key} of deploy-bot`]);
    expect(pages[0]?.body).toContain('found neither under its name nor by its key');
    expect(looks).toEqual([[`${key}-1`, 2, 10]]);
    expect(changes(account.mock)).toEqual([]);
  });

  it('finds a user that the thief renamed by its key, and contains it again under its new name', async () => {
    await leak();
    rename(account, true);
    thiefTakesOff();
    await respond(look(1));
    expect(account.user).toMatchObject({ keys: { [key]: 'Inactive' }, policies: [denyAll] });
    expect(account.others).toMatchObject([{ name: 'deploy-bot', policies: [] }]);
    expect(await store.find(key)).toMatchObject({ status: 'contained', principal: { name: 'renamed-bot' } });
    expect(mails.map(({ subject }) => subject)).toEqual([`Applied again: AWS key ${key}`]);
  });

  it('of a second containment is asked for as well as that of the first', async () => {
    await leak();
    thiefTakesOff();
    await respond(alert);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(looks).toEqual([[`${key}-1`, 1, 10]]);
  });

  it('comes back later while another run is at the incident', async () => {
    await leak();
    await store.take(`${key}-1`);
    await expect(respond(look(1))).rejects.toBeInstanceOf(IncidentBusy);
  });
});
