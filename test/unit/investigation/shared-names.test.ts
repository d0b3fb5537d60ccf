import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { type InvestigateDeps, investigate } from '#lib/investigation/investigate.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { roleSession, user } from '#test/fixtures/cloudtrail/callers.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, found, investigated, leaked, ordersOf, second, thief } from './lineage.ts';
import { recordsStand } from './live-trail.ts';
import { answerWith, awsError, testTrail } from './world.ts';

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

  const stolenSession = assumeRole(thief, first, at(1), role);
  const asksFor = (onFound?: InvestigateDeps['onFound']) =>
    investigate(
      { accessKeyId: leaked, reportedAt: at(0) },
      {
        ...testTrail(),
        enabledRegions: async () => ({ regions: ['us-east-1', 'eu-west-1'] }),
        ...(onFound && { onFound }),
      },
    );
  const look = async (others: Json[], failure?: string) => {
    const handed: KnownCredential[][] = [];
    answerWith({
      'us-east-1 AccessKeyId': { pages: [[event(stolenSession)]] },
      'us-east-1 Username': failure ? { error: awsError(failure) } : { pages: [others.map(event)] },
    });
    const result = await asksFor(async ({ credentials }) => void handed.push([...credentials]));
    return { result, handed };
  };

  it('asks who else goes by the name before it hands a session on', async () => {
    const { handed } = await look([]);
    const told = handed.map((credentials) => credentials.find(({ id }) => id === first)?.verdict?.rule);
    expect(told.slice(0, 2)).toEqual(['unknown-others', 'thief']);
  });

  it('hands nothing on where CloudTrail did not answer that', async () => {
    const { result, handed } = await look([], 'ThrottlingException');
    expect(found(result, first)?.verdict).toMatchObject({ what: 'waits', rule: 'unknown-others' });
    expect(handed.flat().some(({ verdict }) => verdict?.what === 'contain')).toBe(false);
  });

  it('hands it on where CloudTrail may not be read in a Region at all', async () => {
    const { result } = await look([], 'AccessDeniedException');
    expect(found(result, first)?.verdict).toMatchObject({ what: 'contain' });
  });

  it("does not take the thief's own second session for somebody else, though its calls are seen first", async () => {
    const again = assumeRole(roleSession('shop', role.session, first), second, at(2), role);
    const own = record(
      roleSession('shop', role.session, second, { creationDate: at(2) }),
      's3:ListBuckets',
      at(3),
    );
    recordsStand([own, again, stolenSession]);
    const both = await asksFor();
    expect([first, second].map((id) => found(both, id)?.verdict?.rule)).toEqual(['same-session', 'thief']);
    recordsStand([own, stolenSession]);
    expect(found(await asksFor(), first)?.verdict?.rule).toBe('shared-session');
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
