import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import { once } from '#lib/platform/once.ts';
import {
  at,
  type Census,
  type Deaths,
  everyDeath,
  inCensus,
  killed,
  known,
  lost,
} from './followed-deaths.ts';
import { followedRun, strike } from './followed-run.ts';
import { investigate } from './following.ts';
import { long } from './helpers.ts';

const timeout = 240_000;

// They change nothing and are called beside the others: only the long run is killed at these.
const onlyInLong = [
  'GetAccountAuthorizationDetails',
  'SimulateCustomPolicy',
  'DescribeOrganization',
  'GetPublicKey',
  'Sign',
];

// Together every other operation, both ways.
const sample: [what: string, deaths: Deaths][] = [
  [
    'before it hears of what it did',
    [
      [at('LookupEvents', 20, lost), at('SendMessage', 1, lost)],
      [at('Scan', 1, lost), at('PutObject', 2, lost)],
      [at('DescribeRegions', 1, lost), at('GetItem', 2, lost)],
      [at('SendMessage', 2, lost), at('CheckpointDurableExecution', 2, lost)],
      [at('Publish', 1, lost), at('UpdateItem', 1, lost)],
    ],
  ],
  [
    'before it does anything more',
    [
      [at('Publish', 1, known), at('CheckpointDurableExecution', 1, known)],
      [at('GetItem', 3, known), at('LookupEvents', 30, known)],
      [at('SendMessage', 1, known), at('Scan', 2, known)],
      [at('DescribeRegions', 1, known), at('PutObject', 1, known)],
      [at('UpdateItem', 2, known), at('CheckpointDurableExecution', 1, known)],
    ],
  ],
];

/** What was told more often than in the run that nothing disturbed. */
const repeated = (told: readonly string[], usual: readonly string[]): string[] => {
  const left = [...usual];
  return told.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
};

describe('the investigation', () => {
  const census: Census = [];
  // Not waited for here: the others run beside it.
  const undisturbed = once(() => followedRun(inCensus(census)));

  const endsTheSame = async (deaths: Deaths): Promise<void> => {
    const [quiet, { outcome, missed }] = await Promise.all([undisturbed(), killed(deaths)]);
    expect(missed).toEqual([]);
    const { told, ...others } = outcome;
    const { told: usual, ...same } = quiet;
    expect(others).toEqual(same);
    for (const [look, mails] of told.entries()) {
      const twice = repeated(mails, usual[look] ?? []);
      // Once SNS has taken a mail and nobody has noted that, two are better than none (docs/decisions/0004).
      const mayRepeat = deaths[look]?.filter(({ operation }) => operation === 'Publish').length ?? 0;
      expect(twice, `in look ${look}`).toHaveLength(mayRepeat);
      expect(new Set(mails), `in look ${look}`).toEqual(new Set(usual[look]));
    }
  };

  describe.concurrent('killed in each look', () => {
    it.each(sample)('%s, ends the same', { timeout }, (_, deaths) => endsTheSame(deaths));

    const lanes = 3;
    it.runIf(long).each([0, 1, 2])(
      'at any call (%i), ends the same',
      { timeout: 3_600_000 },
      async (lane) => {
        await undisturbed();
        const ofLane = everyDeath(census).filter((_, run) => run % lanes === lane);
        for (const deaths of ofLane) await endsTheSame(deaths);
      },
    );
  });

  it.concurrent('disturbed by deployments, throttling and a queue that refuses, ends the same', {
    timeout,
  }, async () => {
    const throttle = { kind: 'throttle' } as const;
    const refuse = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
    const strikes: { readonly struck: number }[] = [];
    const outcome = await followedRun((look, stage) => {
      // New processes from now on: whatever the one before it kept in memory is gone.
      stage.aws.host.renew();
      const [fits, effect] = [
        [{ service: 'cloudtrail', operation: 'LookupEvents', times: 5 }, throttle] as const,
        [{ service: 'dynamodb', operation: 'GetItem', times: 4 }, throttle] as const,
        [{ service: 'sqs', operation: 'SendMessage', times: 1 }, refuse] as const,
        [{ service: 'dynamodb', operation: 'UpdateItem', times: 4 }, throttle] as const,
        [{ service: 'lambda', operation: 'CheckpointDurableExecution', times: 1 }, throttle] as const,
      ][look] ?? [{ service: '', operation: '', times: 0 }, throttle];
      strikes.push(strike(stage, investigate, fits, effect));
    });
    expect(strikes.map(({ struck }) => struck)).toEqual([5, 4, 1, 4, 1]);
    expect(outcome).toEqual(await undisturbed());
  });

  it.concurrent('tells at once what the queue refuses, and hands it on a minute later', {
    timeout,
  }, async () => {
    const refused = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
    const all = { service: 'sqs', operation: 'SendMessage', times: Number.POSITIVE_INFINITY };
    let stop = () => {};
    const { told, incidents } = await followedRun((look, stage) => {
      stop();
      if (look === 0) ({ stop } = strike(stage, investigate, all, refused));
    }, 2);
    const [[, first = ''] = [], [second = '', ...more] = []] = told;
    expect(first).toMatch(/What came from it \(7\)/);
    expect(first).not.toMatch(/stopped +OF-/);
    expect(second).toMatch(/stopped +OF-deployment/);
    expect(more).toEqual([]);
    expect(incidents).toEqual((await undisturbed()).incidents);
  });

  it.concurrent('killed once its mail was out, tells in the next one what has turned up since', {
    timeout,
  }, async () => {
    const { told } = await followedRun((look, { aws }) => {
      if (look > 0) return;
      let marked = false;
      aws.host.killOn(investigate, ({ operation }) => {
        const first = marked && operation === 'UpdateItem';
        marked ||= operation === 'Publish';
        if (first) aws.trail.add([anotherLike(aws.trail.records(), 'AssumeRole')]);
        return first;
      });
    }, 2);
    expect(told.map(({ length }) => length)).toEqual([2, 1]);
    expect(told[1]?.[0]).toMatch(/1 call arrived late/);
  });

  it('has told, contained and handed on all, where nothing disturbs it', { timeout }, async () => {
    const quiet = await undisturbed();
    expect(quiet.incidents).toMatchObject([
      { incidentId: 'OF-deployment-1', status: 'contained' },
      { incidentId: 'THE-KEY-1', status: 'contained' },
      { incidentId: 'user-264875319082-support-desk-1', status: 'contained' },
    ]);
    expect(quiet.told.map(({ length }) => length)).toEqual([2, 0, 0, 0, 1]);
    expect(quiet.end).toMatchObject({ looks: 5, ended: 'after-the-last-look' });
    expect(quiet.left).toEqual([]);
    const [last] = quiet.told.at(-1) ?? [];
    expect(last).toMatch(
      /SILENT\. No successful call by any of the 7 credentials since containment, from T on/,
    );
    expect(last).toMatch(/Read to the end in 17 Regions, up to T/);
  });

  it('is killed by the sample at every operation that it calls, both ways', {
    timeout,
  }, async () => {
    await undisturbed();
    const all = [...new Set(census.flatMap((calls) => [...calls.keys()]))].sort();
    expect(all).toEqual(expect.arrayContaining(onlyInLong));
    const operations = all.filter((operation) => !onlyInLong.includes(operation));
    for (const when of [lost, known]) {
      const struck = sample.flatMap(([, deaths]) => deaths.flat()).filter((death) => death.when === when);
      expect([...new Set(struck.map(({ operation }) => operation))].sort(), when).toEqual(operations);
    }
  });
});

/** Another call like the last one of that name, which has arrived late. */
const anotherLike = (records: readonly CloudTrailRecord[], name: string): CloudTrailRecord => {
  const like = records.findLast(({ eventName }) => eventName === name);
  if (!like) throw new Error(`nobody has called ${name}`);
  return { ...like, eventID: randomUUID() };
};
