import { describe, expect, it } from 'vitest';
import { changesSince, isNothing, silenceOf, summaryOf } from '#lib/investigation/changes.ts';
import type { Investigation, KnownCredential, Verdict } from '#lib/investigation/investigation.ts';
import { action, found, key, made, row, source } from '#test/unit/report/found.ts';

const lookedTo = '2026-03-01T10:10:00.000Z';
const before = '2026-03-01T10:01:00.000Z';
const after = '2026-03-01T10:20:00.000Z';

const session = (id: string, more: Partial<KnownCredential> = {}): KnownCredential => ({
  id,
  kind: 'role-session',
  issuedBy: key,
  via: 'AssumeRole',
  issuedAt: before,
  principal: { kind: 'role', name: 'deploy', arn: 'arn:aws:iam::111122223333:role/deploy' },
  certain: true,
  why: 'AssumeRole answered with its id',
  events: 0,
  ...more,
});
const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  what: 'contain',
  rule: 'thief',
  why: 'it is',
  ...more,
});
const root = found().credentials;

/** What changed from one look to the next, as the summary is kept: as JSON. */
const changed = (was: Partial<Investigation>, now: Partial<Investigation>) =>
  changesSince(JSON.parse(JSON.stringify(summaryOf(found(was)))), found(now));

describe('what changed since the last look', () => {
  it('is nothing where the same was found', () => {
    const same = {
      credentials: [...root, session('ASIAONE', { verdict: verdict() })],
      sources: [source(), source({ ip: null })],
      coverage: [row('us-east-1'), row('eu-west-1', 'refused')],
    };
    const changes = changed(same, same);
    expect(isNothing(changes)).toBe(true);
    expect(changes.since).toBe(lookedTo);
  });

  it('is nothing where the contained key was only refused again', () => {
    const more = { events: 40, failed: 8, actions: [action({ events: 33, failed: 3, last: after })] };
    expect(isNothing(changed({ actions: [action()] }, more))).toBe(true);
    const changes = changed({ actions: [action()] }, { ...more, failed: 7 });
    expect(changes).toMatchObject({ newEvents: 3, newFailed: 2 });
    expect(isNothing(changes)).toBe(false);
  });

  it('names the credentials that were not there', () => {
    const one = session('ASIAONE');
    const other = session('ASIAOTHER');
    const changes = changed({ credentials: [...root, one] }, { credentials: [...root, other, one] });
    expect(changes.newCredentials).toEqual([other]);
    expect(isNothing(changes)).toBe(false);
  });

  it('names what was made, and what stood and was taken away', () => {
    const user = made('user', 'CreateUser', [{ id: 'support' }]).things;
    const role = made('role', 'CreateRole', [{}]).things;
    const removed = user.map((thing) => ({ ...thing, removedAt: after }));
    const changes = changed({ made: user }, { made: [...removed, ...role] });
    expect(changes.newMade).toEqual(role);
    expect(changes.removed).toEqual(removed);
    expect(isNothing(changed({ made: removed }, { made: removed }))).toBe(true);
  });

  it('tells users of one name that were made at two times apart', () => {
    const first = made('user', 'CreateUser', [{ id: 'support' }]).things;
    const second = made('user', 'CreateUser', [{ id: 'support', at: after }]).things;
    expect(changed({ made: first }, { made: [...first, ...second] }).newMade).toEqual(second);
  });

  it('tells what became of a credential and of a user that was made', () => {
    const was = session('ASIAONE', { verdict: verdict() });
    const now = { ...was, verdict: verdict({ status: 'contained', incidentId: 'i' }) };
    const things = made('user', 'CreateUser', [{ id: 'support', type: 'AWS::IAM::User' }]).things;
    const created = {
      type: 'AWS::IAM::User',
      id: 'support',
      by: key,
      at: things[0]?.at ?? '',
      eventName: 'CreateUser',
      region: 'us-east-1',
    };
    const changes = changed(
      {
        credentials: [...root, was],
        made: things,
        created: [{ ...created, verdict: verdict({ what: 'waits' }) }],
      },
      {
        credentials: [...root, now],
        made: things,
        created: [{ ...created, verdict: verdict({ what: 'contain' }) }],
      },
    );
    expect(changes.verdictChanges).toEqual([
      { credential: now, before: 'contain', now: now.verdict },
      { made: things[0], before: 'waits', now: verdict({ what: 'contain' }) },
    ]);
  });

  it('tells which Regions can be read now, and which no longer', () => {
    const changes = changed(
      { coverage: [row('us-east-1', 'refused'), row('eu-west-1'), row('us-west-2', 'refused')] },
      { coverage: [row('us-east-1'), row('eu-west-1', 'out of time'), row('us-west-2', 'refused')] },
    );
    expect(changes.nowReadable).toEqual(['us-east-1']);
    expect(changes.nowUnreadable).toEqual([row('eu-west-1', 'out of time')]);
  });

  it('tells new techniques, touched things and addresses that are not the usual ones', () => {
    const technique = {
      id: 'T1098.001',
      name: 'Additional Cloud Credentials',
      tactic: 'persistence',
      events: 1,
    };
    const touched = {
      kind: 'trust policy',
      id: 'deploy',
      by: key,
      at: after,
      eventName: 'UpdateAssumeRolePolicy',
      region: 'us-east-1',
      review: 'aws iam get-role --role-name deploy',
    };
    const foreign = source({ ip: '203.0.113.9', pattern: 'foreign' });
    const usual = source({ ip: '203.0.113.10', pattern: 'usual' });
    const changes = changed(
      {},
      { techniques: [technique], touched: [touched], sources: [source(), foreign, usual] },
    );
    expect(changes.newTechniques).toEqual([technique]);
    expect(changes.newTouched).toEqual([touched]);
    expect(changes.newAddresses).toEqual([foreign]);
  });

  it('counts what succeeded after containment beyond what was known', () => {
    const beyond = (succeeded: number) => ({ after: { at: before, succeeded, examples: [] } });
    expect(changed(beyond(2), beyond(5)).newAfterContainment).toBe(3);
    expect(isNothing(changed({}, beyond(1)))).toBe(false);
    expect(isNothing(changed(beyond(1), beyond(1)))).toBe(true);
  });
});

describe('calls that arrived late', () => {
  it('are those of before the last look that it did not see', () => {
    const known = [action(), action({ eventName: 'ListRoles', events: 4 })];
    const { late } = changed(
      { actions: known },
      {
        actions: [
          action({ events: 32 }),
          action({ eventName: 'ListRoles', events: 9, last: after }),
          action({ eventName: 'CreateUser', events: 1, readOnly: false }),
          action({ eventName: 'DeleteUser', events: 1, first: after, last: after }),
        ],
      },
    );
    expect(late.events).toBe(3);
    expect(late.actions.map(({ eventName, events }) => [eventName, events])).toEqual([
      ['ListUsers', 2],
      ['CreateUser', 1],
    ]);
  });

  it('are at least one where a call that nobody had seen began before the last look and goes on', () => {
    expect(changed({ actions: [] }, { actions: [action({ last: after })] }).late.events).toBe(1);
  });

  it('are not those of the second in which the last look asked: they may have been made after it', () => {
    const same = action({ events: 1, first: '2026-03-01T10:10:00Z', last: '2026-03-01T10:10:00Z' });
    expect(changed({ actions: [] }, { actions: [same] }).late.events).toBe(0);
  });
});

describe('a summary', () => {
  const many = (number: number, from = 0) =>
    Array.from({ length: number }, (_, index) =>
      session(`console-session:${'é'.repeat(300)}${from + index}`, { verdict: verdict({ what: 'expired' }) }),
    );

  it('stays below 100 KB for a lineage of any size, with names of any length', () => {
    const names = (index: number) => `${index}${'\u0000"'.repeat(200)}`;
    const list = <T>(of: (index: number) => T) => Array.from({ length: 3_000 }, (_, index) => of(index));
    const summary = summaryOf(
      found({
        credentials: [...root, ...many(3_000)],
        made: list((index) => made('user', 'CreateUser', [{ id: names(index) }]).things).flat(),
        actions: list((index) => action({ eventName: names(index), events: 1e9 })),
        sources: list((index) => source({ ip: names(index) })),
        coverage: list((index) => row(names(index), 'refused')),
        techniques: list((index) => ({ id: names(index), name: '', tactic: '', events: 1 })),
        touched: list((index) => ({
          kind: 'trust policy',
          id: names(index),
          by: key,
          at: after,
          eventName: 'x',
          region: 'x',
          review: '',
        })),
      }),
    );
    expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(100_000);
    expect(summary.credentials.known).toHaveLength(500);
    expect(summary.credentials.beyond).toBe(2_501);
  });

  it('keeps of a large lineage first what may still change', () => {
    const waiting = session('ASIAWAITING', { verdict: verdict({ what: 'waits' }) });
    const large = { credentials: [...root, ...many(600), waiting] };
    const contained = { ...waiting, verdict: verdict({ status: 'contained' as const }) };
    const changes = changed(large, { credentials: [...root, ...many(600), contained] });
    expect(changes.verdictChanges).toMatchObject([{ before: 'waits', credential: { id: 'ASIAWAITING' } }]);
  });

  it('does not take for new what it could not keep, and counts what it cannot name', () => {
    const newest = session('ASIANEWEST', { issuedAt: after });
    const changes = changed(
      { credentials: [...root, ...many(600)] },
      { credentials: [...root, ...many(602), newest] },
    );
    expect(changes.newCredentials).toEqual([newest]);
    expect(changes.moreNewCredentials).toBe(2);
    expect(isNothing(changed({ credentials: many(600) }, { credentials: many(600) }))).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for a name like any other', (id) => {
    const changes = changed({ credentials: root }, { credentials: [...root, session(id)] });
    expect(changes.newCredentials).toHaveLength(1);
    const same = { credentials: [...root, session(id, { verdict: verdict() })] };
    expect(isNothing(changed(same, same))).toBe(true);
  });
});

describe('silence', () => {
  const contained = '2026-03-01T10:00:05.000Z';
  const one = { at: contained, succeeded: 1, examples: [] };

  it('is not proved while CloudTrail does not reach beyond containment', () => {
    const early = { from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T10:05:05.900Z' };
    expect(silenceOf(found({ window: early }), contained).silent).toBe(false);
    const later = { ...early, to: '2026-03-01T10:05:06.000Z' };
    expect(silenceOf(found({ window: later }), contained).silent).toBe(true);
    const quiet = { ...row('us-east-1'), source: 'files' as const, newest: '2026-03-01T10:00:05.000Z' };
    expect(silenceOf(found({ coverage: [quiet] }), contained).silent).toBe(false);
  });

  it('is proved where no call succeeded and every Region was read to its end', () => {
    expect(silenceOf(found(), contained)).toEqual({
      silent: true,
      since: '2026-03-01T10:00:06.000Z',
      succeededAfter: 0,
      credentials: 1,
      regions: ['us-east-1', 'eu-west-1'].map((region) => ({
        region,
        until: '2026-03-01T10:05:00.000Z',
        complete: true,
      })),
      blindTo: ['data events (S3 objects, Lambda invocations, DynamoDB items and others)'],
    });
  });

  it('is not proved where a Region was not read, or none', () => {
    const { silent, regions } = silenceOf(found({ coverage: [row('us-east-1', 'refused')] }), contained);
    expect(silent).toBe(false);
    expect(regions).toEqual([{ region: 'us-east-1', until: null, complete: false, reason: 'refused' }]);
    expect(silenceOf(found({ coverage: [] }), contained).silent).toBe(false);
  });

  it.each<[string, Partial<Investigation>, number]>([
    ['counted', { after: { ...one, succeeded: 3 } }, 3],
    ['told by the last success alone', { lastSucceeded: after }, 1],
    ['told by the last success, to the second', { lastSucceeded: '2026-03-01T10:00:06Z' }, 1],
    [
      'in the second of containment, which the claim leaves out',
      { lastSucceeded: '2026-03-01T10:00:05Z' },
      0,
    ],
    ['counted from another time', { after: { ...one, at: before }, lastSucceeded: after }, 1],
  ])('is broken by calls that succeeded later: %s', (_, details, number) => {
    const { silent, succeededAfter } = silenceOf(found(details), contained);
    expect(succeededAfter).toBe(number);
    expect(silent).toBe(number === 0);
  });

  it('says what it is blind to', () => {
    const inferred = session('ASIAONE', { certain: false });
    const files = { ...row('us-east-1'), source: 'files' as const, newest: after };
    const { blindTo, regions, credentials } = silenceOf(
      found({ credentials: [...root, inferred], coverage: [files] }),
      contained,
    );
    expect(credentials).toBe(1);
    expect(regions[0]?.until).toBe(after);
    expect(blindTo).toEqual([
      'what the trail does not record',
      'calls of 1 credential whose link to the leak is inferred',
    ]);
  });
});
