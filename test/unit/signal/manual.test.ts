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
        certainty: 'claimed',
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
      '"dryrun" is not a field of this request: it takes accessKeyId, reason, dryRun, role, session, user, wholeRole and evenIfProtected, or backlog and dryRun',
    ],
    ['AKIA', 'event', 'event must be an object'],
    [null, 'event', 'event must be an object'],
    [[], 'event', 'event must be an object'],
  ])('is refused when it is %j', (event, field, reason) => {
    expect(readManualRequest(event, 'r-1')).toEqual({ kind: 'malformed', field, reason });
  });
});

// The account that the id carries.
const temporary = 'ASIAY34FZKBOKMUTVV7A';
const account = '609629065308';

describe('a request to contain a temporary key', () => {
  const signalOf = (fields: object) => {
    const read = readManualRequest({ accessKeyId: temporary, ...fields }, 'r-1');
    if (read.kind !== 'request') throw new Error(JSON.stringify(read));
    const { accountId, userName, session, override } = read.signal;
    return { accountId, userName, session, override };
  };
  const nothing = { accountId: undefined, userName: undefined, session: undefined, override: undefined };

  it.each([
    [{}, nothing],
    [{ role: 'deploy', session: 'i-0abc' }, { session: { roleName: 'deploy', sessionName: 'i-0abc' } }],
    [
      { role: `arn:aws:iam::${account}:role/ci/build/deploy`, session: 'a@b' },
      { accountId: account, session: { roleName: 'deploy', sessionName: 'a@b' } },
    ],
    [
      { role: `arn:aws-cn:sts::${account}:assumed-role/deploy/i-0abc` },
      { accountId: account, session: { roleName: 'deploy', sessionName: 'i-0abc' } },
    ],
    [
      { role: `arn:aws:sts::${account}:assumed-role/deploy/i-0abc`, wholeRole: true },
      { accountId: account, session: { roleName: 'deploy' }, override: ['whole-role'] },
    ],
    [
      { role: 'deploy', wholeRole: true, evenIfProtected: true },
      { session: { roleName: 'deploy' }, override: ['protected', 'whole-role'] },
    ],
    [{ user: 'ann' }, { userName: 'ann' }],
    [{ user: `arn:aws:iam::${account}:user/eu/ann` }, { accountId: account, userName: 'ann' }],
    [{ wholeRole: false, evenIfProtected: false }, {}],
  ])('%j says who is behind it', (fields, said) => {
    expect(signalOf(fields)).toEqual({ ...nothing, ...said });
  });

  it.each([
    [{ session: 'i-0abc' }, 'session', 'session is the session of a role: say of which role'],
    [
      { role: 'deploy' },
      'session',
      'session is missing: say which session of the role, or wholeRole for all of them',
    ],
    [{ wholeRole: true }, 'wholeRole', 'wholeRole is given and no role: say which role'],
    [
      { role: 'deploy', session: 'i-0abc', wholeRole: true },
      'session',
      'session and wholeRole are both given: deny the one, or all of the role',
    ],
    [
      { role: 'deploy', user: 'ann' },
      'user',
      'user and role are both given: give the one that is behind the key',
    ],
    [{ role: 'a role' }, 'role', 'role must be the name or the ARN of a role, or the ARN of its session'],
    [{ role: `arn:aws:iam::${account}:user/ann` }, 'role', expect.stringContaining('the ARN of a role')],
    [{ role: '' }, 'role', expect.stringContaining('the ARN of a role')],
    [{ role: 7 }, 'role', 'role must be text'],
    [{ user: `arn:aws:iam::${account}:role/x` }, 'user', 'user must be the name or the ARN of an IAM user'],
    [{ role: 'deploy', session: 'a b' }, 'session', expect.stringContaining('the name of a session')],
    [
      { role: `arn:aws:sts::${account}:assumed-role/deploy/i-0abc`, session: 'i-1' },
      'session',
      'session is another one than in the ARN of the role',
    ],
    [
      { role: 'arn:aws:iam::111122223333:role/deploy', wholeRole: true },
      'role',
      `role is in account 111122223333, and the key belongs to account ${account}`,
    ],
    [{ user: 'arn:aws:iam::111122223333:user/ann' }, 'user', expect.stringContaining('111122223333')],
  ])('is refused when it is %j', (fields, field, reason) => {
    expect(readManualRequest({ accessKeyId: temporary, ...fields }, 'r-1')).toEqual({
      kind: 'malformed',
      field,
      reason,
    });
  });

  it.each(['AKIA', 'ABIA', 'ACCA'])('is what only such a key may be told of, and not %s', (prefix) => {
    const other = `${prefix}${temporary.slice(4)}`;
    for (const [field, value] of Object.entries({ role: 'r', session: 's', user: 'u', wholeRole: true })) {
      expect(readManualRequest({ accessKeyId: other, [field]: value }, 'r-1')).toEqual({
        kind: 'malformed',
        field,
        reason: `${field} is only for a temporary key (ASIA…): whose any other key is, AWS itself tells`,
      });
    }
    expect(readManualRequest({ accessKeyId: other, evenIfProtected: true }, 'r-1')).toMatchObject({
      signal: { override: ['protected'] },
    });
  });
});

describe('a request to contain the backlog', () => {
  it('stands alone, in earnest or not', () => {
    expect(readManualRequest({ backlog: true }, 'r-1')).toEqual({ kind: 'backlog', dryRun: false });
    expect(readManualRequest({ backlog: true, dryRun: true }, 'r-1')).toEqual({
      kind: 'backlog',
      dryRun: true,
    });
  });

  it.each([{ accessKeyId }, { accessKeyId: null }, { reason: 'r' }, { wholeRole: true }])(
    'is refused beside %j: it means all that waits',
    (beside) => {
      const [field] = Object.keys(beside);
      expect(readManualRequest({ backlog: true, ...beside }, 'r-1')).toMatchObject({
        kind: 'malformed',
        field,
      });
    },
  );

  it('that is false is none', () => {
    expect(readManualRequest({ backlog: false }, 'r-1')).toMatchObject({ field: 'accessKeyId' });
    expect(readManualRequest({ backlog: 'yes' }, 'r-1')).toMatchObject({ field: 'backlog' });
  });
});

describe('a request to restore', () => {
  it.each([
    [{ incidentId: 'AKIAY34FZKBOKMUTVV7A-1' }, { id: 'AKIAY34FZKBOKMUTVV7A-1', dryRun: false }],
    [
      { accessKeyId, dryRun: true, reason: 'false alarm' },
      { id: accessKeyId, dryRun: true, reason: 'false alarm' },
    ],
    [
      { incidentId: `user-111122223333-${'a'.repeat(190)}-1`, step: 'deny-user', force: true, by: 'ann' },
      {
        id: `user-111122223333-${'a'.repeat(190)}-1`,
        dryRun: false,
        step: 'deny-user',
        force: true,
        by: 'ann',
      },
    ],
    [
      { accessKeyId, step: 'deactivate-service-credential:ACCAY34FZKBOKMUTVV7A', force: false },
      { id: accessKeyId, dryRun: false, step: 'deactivate-service-credential:ACCAY34FZKBOKMUTVV7A' },
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
    [{ accessKeyId, step: 'all of it' }, 'step', 'step must be the id of a step'],
    [{ accessKeyId, force: 'yes' }, 'force', 'force must be true or false'],
    [{ accessKeyId, by: 'x'.repeat(201) }, 'by', 'by must have at most 200 characters'],
    [
      { accessKeyId: 'x' },
      'accessKeyId',
      'accessKeyId: an access key id begins with AKIA, ASIA, ABIA or ACCA',
    ],
    [
      { incident: 'i' },
      'incident',
      '"incident" is not a field of this request: it takes incidentId or accessKeyId, reason, dryRun, step, force and by',
    ],
  ])('is refused when it is %j', (event, field, reason) => {
    expect(readRestoreRequest(event)).toEqual({ kind: 'malformed', field, reason });
  });
});
