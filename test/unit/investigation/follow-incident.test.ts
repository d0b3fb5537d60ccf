import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LookSummary } from '#lib/investigation/changes.ts';
import { type Course, nextAfter, type Place } from '#lib/investigation/course.ts';
import { type FollowDeps, followIncident, type Steps } from '#lib/investigation/follow-incident.ts';
import { type LookOutcome, lookOnce, type Turn } from '#lib/investigation/look-once.ts';
import { logger } from '#lib/platform/logger.ts';
import { leaked } from './lineage.ts';

vi.mock('#lib/investigation/look-once.ts', () => ({ lookOnce: vi.fn() }));
vi.spyOn(logger, 'error').mockReturnValue();
const looking = vi.mocked(lookOnce);

const request = { incidentId: `${leaked}-1`, accessKeyId: leaked };
const minute = 60;
const hour = 60 * minute;

const summary = (events: number): LookSummary => {
  const none = { known: [], beyond: 0 };
  const lists = { credentials: none, made: none, touched: none, actions: none, regions: none };
  return {
    to: '',
    events,
    failed: 0,
    succeededAfter: 0,
    owner: null,
    techniques: none,
    addresses: none,
    ...lists,
  };
};
const telling = (body: string) => ({ mail: { subject: 's', body }, marks: ['m'] });

interface Answer extends Partial<Course> {
  tells?: string;
}
/** What a look answers, by its number. */
const looked = (number: number, { tells, ...course }: Answer = {}): LookOutcome => ({
  ownerless: false,
  ownerFoundNow: false,
  handedOn: true,
  ...course,
  summary: summary(number),
  ...(tells !== undefined && { telling: telling(tells) }),
});

/** Steps whose results are kept by their names, as a durable execution keeps them: as JSON. */
const durable = (kept = new Map<string, string>()) => {
  const log: string[] = [];
  const steps: Steps = {
    async step<T>(name: string, act: () => Promise<T>): Promise<T> {
      const before = kept.get(name);
      if (before === undefined) {
        log.push(name);
        kept.set(name, JSON.stringify({ value: await act() }));
      }
      return JSON.parse(kept.get(name) ?? '').value;
    },
    async wait(name, seconds) {
      if (!kept.has(name)) log.push(`${name} ${seconds}`);
      kept.set(name, '{}');
    },
  };
  return { steps, log, kept };
};

const tell = vi.fn<FollowDeps['tell']>();
const tellFailed = vi.fn<FollowDeps['tellFailed']>();
const unused = () => {
  throw new Error('the look is a fake and needs nothing');
};
const deps: FollowDeps = {
  tell,
  tellFailed,
  incidents: { find: unused, descendantsOf: unused, marked: unused, mark: unused },
  records: { get: unused, set: unused },
  ownAccountId: '264875319082',
  sendOwner: unused,
  send: unused,
  write: unused,
  enabledRegions: unused,
  clientFor: unused,
  pacerFor: unused,
  pause: unused,
  timeLeft: unused,
};

beforeEach(() => {
  for (const mock of [looking, tell, tellFailed]) mock.mockReset();
  looking.mockImplementation(async (_, { look }) => looked(look, { tells: `look ${look}` }));
});

const turns = (): Turn[] => looking.mock.calls.map(([, turn]) => turn);
const waits = (log: string[]): number[] =>
  log.filter((line) => line.startsWith('until-')).map((line) => Number(line.split(' ')[1]));

describe('an incident is followed', () => {
  it('at once and 5 minutes, 15 minutes, 1 hour and 24 hours later, and told after each look', async () => {
    const { steps, log } = durable();
    const followed = await followIncident(request, steps, deps);
    expect(followed).toEqual({ incidentId: request.incidentId, looks: 5, ended: 'after-the-last-look' });
    expect(log).toEqual([
      'look-0',
      'tell-0',
      'until-look-1 300',
      'look-1',
      'tell-1',
      'until-look-2 600',
      'look-2',
      'tell-2',
      'until-look-3 2700',
      'look-3',
      'tell-3',
      'until-look-4 82800',
      'look-4',
      'tell-4',
    ]);
    let sum = 0;
    expect(waits(log).map((wait) => (sum += wait))).toEqual([5 * minute, 15 * minute, hour, 24 * hour]);
    expect(tell.mock.calls.map(([, { mail }]) => mail.body)).toEqual(
      [0, 1, 2, 3, 4].map((look) => `look ${look}`),
    );
  });

  it('with what people know from the look before', async () => {
    await followIncident(request, durable().steps, deps);
    expect(turns().map(({ look, place, before }) => [look, place.number, before?.events])).toEqual([
      [0, 0, undefined],
      [1, 1, 0],
      [2, 2, 1],
      [3, 3, 2],
      [4, 4, 3],
    ]);
  });

  it('where a look has nothing to tell, nothing is told', async () => {
    looking.mockImplementation(async (_, { look }) => looked(look, look === 1 ? {} : { tells: '' }));
    const { steps, log } = durable();
    await followIncident(request, steps, deps);
    expect(log).not.toContain('tell-1');
    expect(tell).toHaveBeenCalledTimes(4);
  });

  it.each([
    ['restored', 0],
    ['restored', 2],
    ['no-such-incident', 0],
  ] as const)('until it is %s at look %i', async (ended, when) => {
    looking.mockImplementation(async (_, { look }) => (look === when ? { ended } : looked(look)));
    const { steps, log } = durable();
    expect(await followIncident(request, steps, deps)).toEqual({
      incidentId: request.incidentId,
      looks: when,
      ended,
    });
    expect(log.at(-1)).toBe(`look-${when}`);
  });
});

describe('while nobody knows whose it is', () => {
  it('it is looked for at shorter spans until no session can live any more', async () => {
    looking.mockImplementation(async (_, { look }) => looked(look, { ownerless: true }));
    const { steps, log } = durable();
    const { looks } = await followIncident(request, steps, deps);
    const spans = waits(log);
    expect(spans.slice(0, 5)).toEqual([5 * minute, 10 * minute, 15 * minute, 30 * minute, hour]);
    expect(spans.reduce((total, span) => total + span)).toBe(36 * hour);
    expect(looks).toBe(spans.length + 1);
  });

  it('and it is followed for a day from when that is found', async () => {
    looking.mockImplementation(async (_, { look }) =>
      looked(look, look < 3 ? { ownerless: true } : { ownerFoundNow: look === 3 }),
    );
    const { steps, log } = durable();
    await followIncident(request, steps, deps);
    expect(waits(log)).toEqual([
      ...[5, 10, 15].map((minutes) => minutes * minute),
      ...[5 * minute, 10 * minute, 45 * minute, 23 * hour],
    ]);
    expect(turns().at(4)?.place).toEqual({ number: 1, repeats: 0 });
  });
});

describe('where something could not be handed on', () => {
  it('the look is repeated a minute later, a few times, and then the course goes on', async () => {
    looking.mockImplementation(async (_, { look }) => looked(look, { handedOn: look !== 1 && look !== 2 }));
    const { steps, log } = durable();
    await followIncident(request, steps, deps);
    expect(waits(log)).toEqual([5 * minute, minute, minute, 10 * minute, 45 * minute, 23 * hour]);
    expect(turns().map(({ place }) => place)).toEqual([
      { number: 0, repeats: 0 },
      { number: 1, repeats: 0 },
      { number: 1, repeats: 1 },
      { number: 1, repeats: 2 },
      { number: 2, repeats: 0 },
      { number: 3, repeats: 0 },
      { number: 4, repeats: 0 },
    ]);
  });

  it('and never is, the execution fails in the end, which sounds the alarm', async () => {
    looking.mockImplementation(async (_, { look }) => looked(look, { handedOn: false }));
    const { steps, log } = durable();
    await expect(followIncident(request, steps, deps)).rejects.toThrow('reached containment');
    expect(waits(log).filter((wait) => wait === minute)).toHaveLength(25);
  });
});

describe('a look that fails for good', () => {
  const failing = (...which: number[]) =>
    looking.mockImplementation(async (_, { look }) => {
      if (which.includes(look)) throw new Error(`look ${look} is broken`);
      return looked(look, { tells: `look ${look}` });
    });

  it('is told once, and the next one tells what it would have told', async () => {
    failing(1);
    const { steps, log } = durable();
    await followIncident(request, steps, deps);
    expect(tellFailed.mock.calls).toEqual([
      [request.incidentId, { look: 1, error: new Error('look 1 is broken'), pause: 10 * minute }],
    ]);
    expect(log.slice(log.indexOf('look-1'), log.indexOf('look-2'))).toEqual([
      'look-1',
      'failed-1',
      'until-look-2 600',
    ]);
    expect(turns()[2]?.before?.events).toBe(0);
  });

  it('goes on as the one before it, where nobody knew whose it is', async () => {
    looking.mockImplementation(async (_, { look }) => {
      if (look === 5) throw new Error('broken');
      return looked(look, { ownerless: true });
    });
    const { steps, log } = durable();
    await followIncident(request, steps, deps);
    expect(waits(log)[5]).toBe(hour);
    expect(waits(log)).toHaveLength(39);
  });

  it('makes the execution fail where it was the last', async () => {
    failing(4);
    await expect(followIncident(request, durable().steps, deps)).rejects.toThrow('look 4 is broken');
    expect(tellFailed.mock.calls[0]?.[1]).toMatchObject({ look: 4, pause: undefined });
  });

  it('that nobody can be told of ends nothing', async () => {
    failing(0);
    tellFailed.mockRejectedValue(new Error('SNS is down'));
    expect(await followIncident(request, durable().steps, deps)).toMatchObject({ looks: 5 });
  });

  it('or that could not be told leaves its news to the next one', async () => {
    tell.mockImplementation(async (_, { mail }) => {
      if (mail.body === 'look 1') throw new Error('SNS is down');
    });
    await followIncident(request, durable().steps, deps);
    expect(tellFailed).toHaveBeenCalledOnce();
    // What people know is what look 0 told them.
    expect(turns().map(({ before }) => before?.events)).toEqual([undefined, 0, 0, 2, 3]);
  });
});

it('an execution that is played again goes the same way and does nothing twice', async () => {
  looking.mockImplementation(async (_, { look }) =>
    looked(look, { tells: `look ${look}`, ownerless: look < 2, ownerFoundNow: look === 2 }),
  );
  const once = durable();
  await followIncident(request, once.steps, deps);
  const calls = looking.mock.calls.length;
  for (let from = 0; from < once.log.length; from++) {
    // It died after so many steps: what these gave is kept, the rest is done now.
    const names = once.log.slice(0, from).map((line) => line.split(' ')[0] ?? '');
    const again = durable(new Map(names.map((name) => [name, once.kept.get(name) ?? ''])));
    await followIncident(request, again.steps, deps);
    expect(again.log).toEqual(once.log.slice(from));
  }
  const all = durable(once.kept);
  looking.mockClear();
  await followIncident(request, all.steps, deps);
  expect(looking).not.toHaveBeenCalled();
  expect(all.log).toEqual([]);
  expect(calls).toBe(7);
});

describe('after a look', () => {
  const course = (more: Partial<Course> = {}): Course => ({
    ownerless: false,
    ownerFoundNow: false,
    handedOn: true,
    ...more,
  });
  const at = (number: number, repeats = 0): Place => ({ number, repeats });

  it.each<[string, Place, Course, ReturnType<typeof nextAfter>]>([
    ['the next one is due', at(0), course(), { place: at(1), pause: 300 }],
    ['of the last none is', at(4), course(), undefined],
    [
      'of the last that could not hand on one is',
      at(4),
      course({ handedOn: false }),
      { place: at(4, 1), pause: 60 },
    ],
    [
      'that was repeated often enough the course goes on',
      at(1, 5),
      course({ handedOn: false }),
      { place: at(2), pause: 600 },
    ],
    [
      'that found the owner a day begins',
      at(9),
      course({ ownerFoundNow: true }),
      { place: at(1), pause: 300 },
    ],
    [
      'that found the owner and could not hand it on a day begins after that',
      at(9),
      course({ ownerFoundNow: true, handedOn: false }),
      { place: at(0, 1), pause: 60 },
    ],
    [
      'that is still looking for the owner it goes on',
      at(4),
      course({ ownerless: true }),
      { place: at(5), pause: 3600 },
    ],
    ['no session can live any more', at(39), course({ ownerless: true }), undefined],
  ])('%s', (_, place, what, next) => {
    expect(nextAfter(place, what)).toEqual(next);
  });
});
