import { beforeEach, describe, expect, it, vi } from 'vitest';
import { afterwards, type Channels, reportedAgain } from '#lib/containment/afterwards.ts';
import type { Note } from '#lib/containment/notes.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { type Status, statuses } from '#lib/incident/incident.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key, signal } from './fake-account.ts';
import { bothDone, incident, step } from './incidents.ts';

let store: FileIncidentStore;
let told: string[];
let asked: unknown[];
let notes: Note[];
let broken: Set<string>;

const channels = (): Channels => {
  const way = (name: string) => async (): Promise<void> => {
    if (broken.has(name)) throw new Error(`${name} is down`);
    told.push(name);
  };
  return {
    mail: way('mail'),
    page: way('page'),
    note: async (note) => {
      notes.push(note);
      await way('note')();
    },
    investigate: way('investigate'),
    lookAgain: async (...look) => {
      asked.push(look);
      await way('look-again')();
    },
    undoWays: {},
  };
};

beforeEach(async () => {
  store = new FileIncidentStore(await temporaryFolder());
  await store.claim(key, signal());
  [told, asked, notes] = [[], [], []];
  broken = new Set();
});

const tell = (over: Parameters<typeof incident>[0] = {}, run: string | undefined = 'run-1') =>
  afterwards(channels(), store)(incident(over), run);
const tellOnly = (over: Parameters<typeof incident>[0] = {}) => afterwards(channels(), store)(incident(over));
const toldNow = () => told.splice(0).sort();

describe('after a containment', () => {
  it('mails, asks for a later look and starts the investigation, once', async () => {
    await tell();
    expect(toldNow()).toEqual(['investigate', 'look-again', 'mail']);
    await tell();
    expect(toldNow()).toEqual([]);
  });

  it('tells again what has changed, and does not start the investigation twice', async () => {
    await tell({
      status: 'partly-contained',
      steps: bothDone().map((each) => (each.id === 'deny-user' ? { ...each, outcome: 'failed' } : each)),
    });
    expect(toldNow()).toEqual(['investigate', 'look-again', 'mail', 'page']);
    await tell({ steps: bothDone() });
    expect(toldNow()).toEqual(['mail']);
    await tell({ steps: bothDone().map((each) => ({ ...each, undoneAt: 'now' })) });
    expect(toldNow()).toEqual(['mail']);
  });

  it('asks for a look once for each run, because each may have changed something', async () => {
    await tell();
    toldNow();
    await tell({}, 'run-2');
    await tell({}, 'run-2');
    expect(toldNow()).toEqual(['look-again']);
  });

  it('tells what a look found without asking for one more', async () => {
    await tellOnly();
    expect(toldNow()).toEqual(['investigate', 'mail']);
  });

  it('asks for the first look 10 seconds later: IAM was seen to need 3 to 4', async () => {
    await tell();
    expect(asked).toEqual([[`${key}-1`, 1, 10]]);
  });

  it('tells the same status again when it came about at a later time', async () => {
    const partly = { status: 'partly-contained' as const, statusSince: '2026-11-23T03:00:02.000Z' };
    await tellOnly(partly);
    toldNow();
    await tellOnly(partly);
    expect(toldNow()).toEqual([]);
    await tellOnly({ ...partly, statusSince: '2026-11-23T04:00:00.000Z' });
    expect(toldNow()).toEqual(['mail', 'page']);
  });

  it('has nothing to investigate where nothing was tried', async () => {
    await tell({ status: 'not-contained', decidedBy: 'root-key', principal: null, steps: [] });
    expect(toldNow()).toEqual(['mail', 'page']);
  });

  it.each(statuses)('pages for what a person must act on and nothing else: %s', async (status) => {
    await tell({ status });
    const pages = ['not-contained', 'partly-contained', 'protected'].includes(status);
    expect(toldNow().includes('page')).toBe(pages);
  });
});

describe('what nobody has to be woken for', () => {
  const left = (status: Status, decidedBy: string) => ({ status, decidedBy, steps: [] });
  it.each([
    ['not-ours', left('not-ours', 'not-ours')],
    ['documentation', left('not-ours', 'documentation-key')],
    ['dismissed', left('observed', 'dismissed')],
    ['backlog', left('observed', 'backlog')],
    ['backlog', left('observed', 'burst')],
    ['inactive', { steps: [step('deactivate-key', 'already'), step('deny-user', 'already')] }],
    [
      'inactive',
      {
        steps: [
          step('deactivate-key', 'already'),
          step('deny-user', 'skipped'),
          step('bound-user', 'already'),
        ],
      },
    ],
  ])('is noted as %s for the digest, once, and not mailed', async (kind, over) => {
    await tellOnly(over);
    await tellOnly(over);
    expect(toldNow().filter((way) => way !== 'investigate')).toEqual(['note']);
    expect(notes).toEqual([
      expect.objectContaining({ kind, id: `${kind}:${key}-1`, text: expect.stringContaining(key) }),
    ]);
  });

  it('carries what the list of the backlog needs', async () => {
    const leak = signal({ url: 'https://github.com/acme/shop/security/secret-scanning/7' });
    await tellOnly({ ...left('observed', 'backlog'), signals: [leak] });
    expect(notes).toMatchObject([
      {
        text: expect.stringContaining('[told by a person]'),
        about: {
          accessKeyId: key,
          owner: incident().principal?.arn,
          where: leak.where,
          reportedAt: leak.reportedAt,
          url: leak.url,
        },
      },
    ]);
  });

  it('is mailed where a rule only says to watch: people want to see what would have been done', async () => {
    await tellOnly({ status: 'observed', decidedBy: 'observe' });
    expect(toldNow()).toEqual(['investigate', 'mail']);
  });

  it('is looked into where a rule only says to watch, and what came from it is told by that', async () => {
    await tellOnly({ status: 'observed', decidedBy: 'observe', descendantOf: `${key}-9` });
    expect(toldNow()).toEqual(['mail']);
    for (const decidedBy of ['dismissed', 'backlog', 'burst']) {
      await tellOnly({ status: 'observed', decidedBy });
      expect(toldNow()).not.toContain('investigate');
    }
  });

  it('is mailed where something of it was changed', async () => {
    await tellOnly({ steps: [step('deactivate-key', 'already'), step('deny-user', 'done')] });
    expect(toldNow()).toContain('mail');
  });
});

describe('a credential whose owner no API tells', () => {
  it('is paged and searched for in CloudTrail; there is nothing to look at yet', async () => {
    const decidedBy = 'principal-unknown';
    await tell({ status: 'not-contained', decidedBy, principal: null, steps: [] });
    expect(toldNow()).toEqual(['investigate', 'mail', 'page']);
  });
});

describe('a report that arrives again after the restore', () => {
  it('is mailed once, and again only where the mail failed', async () => {
    const again = () => reportedAgain(channels(), store)(incident({ status: 'restored' }));
    broken.add('mail');
    await expect(again()).rejects.toThrow('mail is down');
    broken.clear();
    await again();
    await again();
    expect(toldNow()).toEqual(['mail']);
  });
});

describe('a channel that is down', () => {
  it.each(['mail', 'page', 'investigate', 'look-again'])(
    '%s: does not stop the others, and is made up for',
    async (name) => {
      broken.add(name);
      await expect(tell({ status: 'partly-contained' })).rejects.toThrow(`${name} is down`);
      const others = ['investigate', 'look-again', 'mail', 'page'].filter((each) => each !== name);
      expect(toldNow()).toEqual(others);
      broken.clear();
      await tell({ status: 'partly-contained' });
      expect(toldNow()).toEqual([name]);
    },
  );

  it('is named beside the other one that is down', async () => {
    broken = new Set(['mail', 'investigate']);
    const failing = tell();
    await expect(failing).rejects.toBeInstanceOf(AggregateError);
    await expect(failing).rejects.toMatchObject({
      errors: [{ message: 'mail is down' }, { message: 'investigate is down' }],
    });
  });

  it('keeps a thing unmarked until it is done: a run that dies in between tells it twice rather than never', async () => {
    const mark = vi.spyOn(store, 'mark').mockRejectedValue(new Error('the run died'));
    await expect(tell()).rejects.toThrow(AggregateError);
    mark.mockRestore();
    expect(toldNow()).toEqual(['investigate', 'look-again', 'mail']);
    await tell();
    expect(toldNow()).toEqual(['investigate', 'look-again', 'mail']);
  });
});
