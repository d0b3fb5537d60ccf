import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { user } from '#test/fixtures/cloudtrail/callers.ts';
import { createAccessKey } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, getSessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, found, inDeploy, investigated, leaked, links, second, thief } from './lineage.ts';

const assumed = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
const acts = record(inDeploy('a', first), 's3:ListBuckets', at(1));
const link = { id: first, kind: 'role-session', issuedBy: leaked, via: 'AssumeRole', certain: true };

describe('records as they come', () => {
  it('a record that is given twice counts once', () => {
    const investigation = investigated([assumed, acts, assumed, acts, acts]);
    expect(links(investigation)).toEqual([link]);
    expect(investigation).toMatchObject({ events: 2, failed: 0 });
    expect(found(investigation, first)).toMatchObject({ events: 1 });
  });

  it('two calls that differ by their eventID alone count twice', () => {
    expect(investigated([assumed, acts, { ...acts, eventID: 'another' }]).events).toBe(3);
  });

  it('their order does not matter', () => {
    const session = user('ci', second, { creationDate: at(0) });
    const made = createAccessKey(session, 'AKIAT3SKF7WXYMADEK2Y', at(1), 'dana');
    const records = [getSessionToken(thief, second, at(0)), made, assumed, acts];
    const inOrder = investigated(records);
    expect(inOrder.credentials).toHaveLength(4);
    expect(investigated(records.toReversed())).toEqual(inOrder);
    expect(investigated([acts, made, assumed, ...records.slice(0, 1)])).toEqual(inOrder);
  });

  it.each([
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    'yesterday',
    '',
    undefined,
    null,
    0,
  ])('a call at %j does not break the rest, and what it issued is listed', (eventTime) => {
    const odd = { ...getSessionToken(thief, second, at(0)), eventTime };
    const used = { ...record(user('ci', second), 's3:ListBuckets', at(1)), eventID: 'used' };
    const investigation = investigated([odd, used, assumed, acts]);
    expect(found(investigation, first)).toMatchObject({ ...link, events: 1 });
    expect(found(investigation, second)).toMatchObject({ issuedBy: leaked, certain: true, events: 1 });
  });

  it.each<[string, Json]>([
    ['has no userIdentity', { userIdentity: undefined }],
    ['has a userIdentity of null', { userIdentity: null }],
    ['has a text for a userIdentity', { userIdentity: leaked }],
    ['has nothing but an id', {}],
    [
      'has lists and numbers for texts',
      { eventName: 7, eventSource: [], userIdentity: { accessKeyId: [leaked] } },
    ],
    [
      'has responseElements of another kind',
      { ...acts, responseElements: 'none', requestParameters: [1, null] },
    ],
  ])('a record that %s breaks nothing', (_, odd) => {
    const investigation = investigated([{ ...odd, eventID: 'odd' }, assumed, acts]);
    expect(links(investigation)).toEqual([link]);
    expect(found(investigation, leaked)).toMatchObject({ events: 1 });
  });

  it('a name with the date of an API is the name without it', () => {
    const dated = { ...assumed, eventName: 'AssumeRole20110615' };
    expect(links(investigated([dated, acts]))).toEqual([link]);
    const made = record(thief, 'lambda:CreateFunction20150331', at(2), {
      requestParameters: { functionName: 'resize', role: 'arn:aws:iam::264875319082:role/worker' },
      responseElements: { functionName: 'resize' },
    });
    expect(investigated([made]).created).toMatchObject([
      { type: 'AWS::Lambda::Function', id: 'resize', eventName: 'CreateFunction', by: leaked },
    ]);
  });
});

describe('a key that appears nowhere', () => {
  it.each([
    [[]],
    [[record(colleague, 's3:ListBuckets', at(0)), { ...acts, userIdentity: colleague.identity }]],
  ])('has an empty lineage (case %#)', (records) => {
    const { credentials, events, failed, created, techniques } = investigated(records);
    expect(credentials).toMatchObject([{ id: leaked, issuedBy: null, via: null, certain: true, events: 0 }]);
    expect({ events, failed, created, techniques }).toEqual({
      events: 0,
      failed: 0,
      created: [],
      techniques: [],
    });
  });

  it('may have been issued here all the same: nothing of its issuer is told', () => {
    const investigation = investigated([createAccessKey(colleague, leaked, at(0), 'ci'), assumed]);
    expect(links(investigation)).toEqual([link]);
    expect(investigation.events).toBe(1);
  });
});
