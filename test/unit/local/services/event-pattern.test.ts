import { describe, expect, it } from 'vitest';
import { type EventPattern, faultOf, matches } from '#infra/local/services/events/pattern.ts';

const event = {
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  resources: [],
  detail: {
    type: 'UnauthorizedAccess:IAMUser/TorIPCaller',
    severity: 8,
    archived: false,
    nothing: null,
    tags: ['red', 'blue'],
    resource: { accessKeyDetails: { accessKeyId: 'AKIAEXAMPLEKEYID0001' } },
    entities: [{ value: 'one' }, { value: 'two' }],
  },
};

const detail = (pattern: object): EventPattern => ({ detail: pattern });

describe('an event pattern matches', () => {
  it.each<[EventPattern]>([
    [{ source: ['aws.health', 'aws.guardduty'] }],
    [{ source: ['aws.guardduty'], 'detail-type': [{ prefix: 'GuardDuty' }] }],
    [detail({ severity: [8] })],
    [detail({ severity: [{ numeric: ['>=', 7, '<', 9] }] })],
    [detail({ archived: [false], nothing: [null] })],
    [detail({ tags: ['blue'] })],
    [detail({ type: [{ suffix: 'TorIPCaller' }] })],
    [detail({ type: [{ wildcard: 'Unauthorized*:IAMUser/*' }] })],
    [detail({ type: [{ 'equals-ignore-case': 'unauthorizedaccess:iamuser/toripcaller' }] })],
    [detail({ type: [{ 'anything-but': ['Recon'] }] })],
    [detail({ type: [{ 'anything-but': { prefix: 'Recon' } }] })],
    [detail({ tags: [{ 'anything-but': ['red'] }] })],
    [detail({ sample: [{ exists: false }] })],
    [detail({ missing: { deep: [{ exists: false }] } })],
    [detail({ resource: { accessKeyDetails: { accessKeyId: [{ exists: true }] } } })],
    [detail({ entities: { value: ['two'] } })],
    [detail({ $or: [{ severity: [1] }, { severity: [8] }] })],
  ])('%j', (pattern) => {
    expect(faultOf(pattern)).toBeUndefined();
    expect(matches(pattern, event)).toBe(true);
  });
});

describe('an event pattern does not match', () => {
  it.each<[EventPattern]>([
    [{ source: ['aws.health'] }],
    [{ source: ['aws.guardduty'], 'detail-type': ['Other'] }],
    [detail({ severity: ['8'] })],
    [detail({ severity: [{ numeric: ['>', 8] }] })],
    [detail({ type: [{ prefix: 'TorIP' }] })],
    [detail({ type: [{ wildcard: 'Unauthorized' }] })],
    [detail({ type: [{ 'anything-but': { suffix: 'Caller' } }] })],
    [detail({ missing: [{ 'anything-but': 'x' }] })],
    [detail({ sample: [{ exists: true }] })],
    [detail({ type: [{ exists: false }] })],
    [detail({ missing: { deep: ['x'] } })],
    [detail({ $or: [{ severity: [1] }, { severity: [2] }] })],
  ])('%j', (pattern) => {
    expect(faultOf(pattern)).toBeUndefined();
    expect(matches(pattern, event)).toBe(false);
  });
});

describe('a pattern is refused', () => {
  it.each([
    [[]],
    [{}],
    [{ source: 'aws.guardduty' }],
    [{ source: [] }],
    [{ source: [{ like: 'x' }] }],
    [{ source: [{ prefix: 1 }] }],
    [{ source: [{ exists: 'yes' }] }],
    [{ source: [{ 'anything-but': [] }] }],
    [{ detail: { severity: [{ numeric: ['~', 1] }] } }],
    [{ $or: [{ source: 'x' }] }],
  ])('%j', (pattern) => {
    expect(faultOf(pattern)).toBeTypeOf('string');
  });
});
