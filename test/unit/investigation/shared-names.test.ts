import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { investigate } from '#lib/investigation/investigate.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { roleSession, user } from '#test/fixtures/cloudtrail/callers.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, found, investigated, leaked, ordersOf, second, thief } from './lineage.ts';
import { answerWith, testTrail } from './world.ts';

const role = { role: 'shop', session: 'i-0aa11bb22cc33dd44' };
const theirs = (began: string) => roleSession('shop', role.session, second, { creationDate: began });
const reportedAt = new Date(at(0));

describe('a thief who gives his session the name of a production', () => {
  const stolen = assumeRole(thief, first, at(1), role);

  it('does not have us deny the production: a person decides, in whatever order the records come', () => {
    const records = [
      assumeRole(colleague, second, at(-60), role),
      record(theirs(at(-60)), 's3:ListBuckets', at(2)),
      stolen,
    ];
    for (const inOrder of ordersOf(records))
      expect(found(investigated(inOrder, { reportedAt }), first)?.verdict).toMatchObject({
        what: 'waits',
        rule: 'shared-session',
      });
  });

  it('is denied where the other session has ended by itself', () => {
    const longAgo = at(-13 * 60);
    const records = [record(theirs(longAgo), 's3:ListBuckets', longAgo), stolen];
    expect(found(investigated(records, { reportedAt }), first)?.verdict).toMatchObject({ what: 'contain' });
  });

  it('is denied where others use the role under another name', () => {
    const other = roleSession('shop', 'i-0ee55ff66aa77bb88', second, { creationDate: at(-60) });
    const records = [record(other, 's3:ListBuckets', at(2)), stolen];
    expect(found(investigated(records, { reportedAt }), first)?.verdict).toMatchObject({ what: 'contain' });
  });
});

describe('a live look', () => {
  const event = (detail: Json) => ({
    EventId: String(detail['eventID']),
    EventTime: new Date(String(detail['eventTime'])),
    CloudTrailEvent: JSON.stringify(detail),
  });
  beforeEach(() => void vi.useFakeTimers({ now: new Date(at(10)), toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  const look = async (others: Json[]) => {
    const handed: KnownCredential[][] = [];
    answerWith({
      'us-east-1 AccessKeyId': { pages: [[event(assumeRole(thief, first, at(1), role))]] },
      'us-east-1 Username': { pages: [others.map(event)] },
    });
    const result = await investigate(
      { accessKeyId: leaked, reportedAt: at(0) },
      {
        ...testTrail(),
        enabledRegions: async () => ({ regions: ['us-east-1'] }),
        onFound: async ({ credentials }) => void handed.push([...credentials]),
      },
    );
    return { result, handed };
  };

  it('asks who else goes by the name before it hands a session on', async () => {
    const { handed } = await look([]);
    const told = handed.map((credentials) => credentials.some(({ id }) => id === first));
    expect(told.slice(0, 2)).toEqual([false, true]);
  });

  it('hands nothing on that would stop somebody else', async () => {
    const { result, handed } = await look([record(theirs(at(-60)), 's3:ListBuckets', at(2))]);
    expect(found(result, first)?.verdict?.rule).toBe('shared-session');
    const verdicts = handed.flat().filter(({ id }) => id === first);
    expect(verdicts.map(({ verdict }) => verdict?.what)).not.toContain('contain');
  });

  it('does not take a user of the same name for a session', async () => {
    const { result } = await look([record(user(role.session, second), 's3:ListBuckets', at(2))]);
    expect(found(result, first)?.verdict?.what).toBe('contain');
  });
});
