import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readManualRequest, readRestoreRequest } from '#lib/signal/manual.ts';

const accessKeyId = 'AKIAY34FZKBOKMUTVV7A';

describe('a request to contain', () => {
  it('is a signal of the person who made it', () => {
    expect(readManualRequest({ accessKeyId, reason: 'seen in a paste', dryRun: true }, 'r-1')).toEqual({
      kind: 'request',
      dryRun: true,
      signal: {
        id: 'manual:r-1',
        source: 'manual',
        accessKeyId,
        where: 'reported by a person',
        reason: 'seen in a paste',
        reportedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    });
  });

  it('needs nothing but a key id, and is then in earnest', () => {
    const request = readManualRequest({ accessKeyId }, 'r-1');
    expect(request).toMatchObject({ kind: 'request', dryRun: false });
    expect(request).not.toHaveProperty('signal.reason');
  });

  it('does not keep a secret that was pasted into the reason', () => {
    const secret = randomBytes(30).toString('base64');
    const request = readManualRequest({ accessKeyId, reason: `found ${secret}` }, 'r-1');
    expect(request).toHaveProperty('signal.reason', 'found [redacted]');
  });

  it.each([
    [{ accessKeyId: 'AKIA' }, 'accessKeyId', 'accessKeyId: 4 characters long: an access key id has 20'],
    [{}, 'accessKeyId', 'accessKeyId is missing'],
    [{ accessKeyId, dryRun: 'yes' }, 'dryRun', 'dryRun must be true or false'],
    [{ accessKeyId, reason: 5 }, 'reason', 'reason must be text'],
    [{ accessKeyId, reason: 'x'.repeat(1001) }, 'reason', 'reason must have at most 1000 characters'],
    [
      { accessKeyId, dryrun: true },
      'dryrun',
      '"dryrun" is not a field of this request: it takes accessKeyId, reason and dryRun',
    ],
    ['AKIA', 'event', 'event must be an object'],
    [null, 'event', 'event must be an object'],
    [[], 'event', 'event must be an object'],
  ])('is refused when it is %j', (event, field, reason) => {
    expect(readManualRequest(event, 'r-1')).toEqual({ kind: 'malformed', field, reason });
  });
});

describe('a request to restore', () => {
  it.each([
    [{ incidentId: 'AKIAY34FZKBOKMUTVV7A-1' }, { id: 'AKIAY34FZKBOKMUTVV7A-1', dryRun: false }],
    [
      { accessKeyId, dryRun: true, reason: 'false alarm' },
      { id: accessKeyId, dryRun: true, reason: 'false alarm' },
    ],
  ])('%j names what to undo', (event, request) => {
    expect(readRestoreRequest(event)).toEqual({ kind: 'request', ...request });
  });

  it.each([
    [{}, 'incidentId', 'incidentId is missing: give incidentId or accessKeyId'],
    [
      { incidentId: 'i', accessKeyId },
      'accessKeyId',
      'accessKeyId and incidentId are both given: give one of them',
    ],
    [{ incidentId: 'a b' }, 'incidentId', 'incidentId must be an incident id without spaces'],
    [{ incidentId: 7 }, 'incidentId', 'incidentId must be text'],
    [
      { accessKeyId: 'x' },
      'accessKeyId',
      'accessKeyId: an access key id begins with AKIA, ASIA, ABIA or ACCA',
    ],
    [
      { incident: 'i' },
      'incident',
      '"incident" is not a field of this request: it takes incidentId or accessKeyId, reason and dryRun',
    ],
  ])('is refused when it is %j', (event, field, reason) => {
    expect(readRestoreRequest(event)).toEqual({ kind: 'malformed', field, reason });
  });
});
