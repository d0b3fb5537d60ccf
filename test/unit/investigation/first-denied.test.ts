import { describe, expect, it } from 'vitest';
import { FirstDenied } from '#lib/investigation/first-denied.ts';
import { readRecord, type TrailRecord } from '#lib/investigation/trail-record.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, inDeploy, investigated, ordersOf, thief } from './lineage.ts';

const worked = (minutes: number) => record(thief, 's3:ListBuckets', at(minutes));
const denied = (minutes: number, code?: string) => refused(worked(minutes), code);
const time = (minutes: number): string => at(minutes).replace('Z', '.000Z');

const firstOf = (calls: readonly TrailRecord[], containedAt?: string): string | undefined => {
  const found = new FirstDenied(containedAt);
  for (const call of calls) found.add(call);
  return found.result();
};

describe('the first denial', () => {
  it('is the first one later than the first call that worked, in whatever order they are read', () => {
    for (const order of ordersOf([denied(1), worked(2), denied(3), worked(4), denied(5)]))
      expect(investigated(order).firstDenied).toBe(time(3));
  });

  it.each([
    ['nothing was refused', [worked(1), worked(2)]],
    ['nothing ever worked', [denied(1), denied(2)]],
    ['it was refused only before', [denied(1), worked(2)]],
    ['it was refused in the second in which it first worked', [denied(1), worked(1)]],
  ])('is absent where %s', (_, calls) => {
    expect(investigated(calls)).not.toHaveProperty('firstDenied');
  });

  it.each([
    ['AccessDenied', true],
    ['AccessDeniedException', true],
    ['UnauthorizedOperation', true],
    ['Client.UnauthorizedOperation', true],
    ['AuthorizationError', true],
    ['Client.AuthFailure', true],
    ['InvalidClientTokenId', true],
    ['InvalidAccessKeyId', true],
    ['UnrecognizedClientException', true],
    ['ExpiredToken', false],
    ['ExpiredTokenException', false],
    ['ThrottlingException', false],
    ['NoSuchEntityException', false],
    ['NotAccessDenied', false],
  ])('by its code: %s counts: %s', (code, counts) => {
    expect(investigated([worked(1), denied(2, code)]).firstDenied).toBe(counts ? time(2) : undefined);
  });

  it('is that of the lineage, and of nobody else', () => {
    const byOther = refused(record(colleague, 's3:ListBuckets', at(2)));
    expect(investigated([worked(1), byOther]).firstDenied).toBeUndefined();
    const bySession = refused(record(inDeploy('x', first), 's3:ListBuckets', at(2)));
    expect(investigated([worked(1), bySession]).firstDenied).toBeUndefined();
  });

  it('of what is contained is the first one from that second on', () => {
    const calls = [denied(1), worked(2), denied(3), denied(9), denied(11)].map((call) => readRecord(call));
    expect(firstOf(calls, '2026-05-04T08:09:00.700Z')).toBe(time(9));
    expect(firstOf(calls, '2026-05-04T08:09:01.000Z')).toBe(time(11));
    expect(firstOf(calls, '2026-05-04T08:12:00.000Z')).toBeUndefined();
  });

  it('goes by no call that could not be read, nor by a time that cannot be right', () => {
    const unread = { ...readRecord(worked(1)), damage: 'it is not valid JSON' };
    const ancient = readRecord({ ...worked(1), eventTime: '0001-01-01T00:00:00Z' });
    expect(firstOf([unread, ancient, readRecord(denied(2))])).toBeUndefined();
  });

  it('is found among many thousands, the newest first as LookupEvents gives them, and the oldest first', () => {
    const second = (number: number): string =>
      new Date(Date.UTC(2026, 4, 4, 8) + number * 1000).toISOString();
    const call = (number: number, errorCode: string | null): TrailRecord => ({
      ...readRecord(worked(0)),
      eventTime: second(number),
      errorCode,
    });
    const refusals = Array.from({ length: 50_000 }, (_, number) => call(number, 'AccessDenied'));
    const calls = [...refusals, call(5_000, null)];
    expect(firstOf(calls)).toBe(second(5_001));
    expect(firstOf(calls.toReversed())).toBe(second(5_001));
  });
});
