import { describe, expect, it } from 'vitest';
import { type Effect, Faults } from '#infra/local/faults.ts';

const CALL = { service: 'iam', operation: 'GetUser', region: 'us-east-1', accessKeyId: 'AKIAONE' };
const THROTTLE: Effect = { kind: 'throttle' };

describe('Faults', () => {
  it('strikes every call that fits, until it is removed', () => {
    const faults = new Faults();
    const injected = faults.inject({ service: 'iam', effect: THROTTLE });
    expect(faults.strike(CALL)).toEqual([THROTTLE]);
    expect(faults.strike({ ...CALL, operation: 'ListUsers' })).toEqual([THROTTLE]);
    injected.remove();
    expect(faults.strike(CALL)).toEqual([]);
  });

  it.each([
    ['service', { service: 'sts' }],
    ['operation', { operation: 'ListUsers' }],
    ['region', { region: 'eu-west-1' }],
    ['accessKeyId', { accessKeyId: 'AKIATWO' }],
  ])('leaves calls alone whose %s differs', (_, difference) => {
    const faults = new Faults();
    faults.inject({ ...CALL, effect: THROTTLE });
    expect(faults.strike({ ...CALL, ...difference })).toEqual([]);
    expect(faults.strike(CALL)).toEqual([THROTTLE]);
  });

  it('lets the first calls pass and then strikes so many times', () => {
    const faults = new Faults();
    faults.inject({ service: 'iam', effect: THROTTLE, after: 2, times: 1 });
    faults.strike({ ...CALL, service: 'sts' });
    expect([1, 2, 3, 4].map(() => faults.strike(CALL).length)).toEqual([0, 0, 1, 0]);
  });

  it('strikes with all faults that fit, oldest first, until all are cleared', () => {
    const faults = new Faults();
    const latency: Effect = { kind: 'latency', milliseconds: 5 };
    faults.inject({ service: 'iam', effect: latency });
    faults.inject({ service: 'iam', effect: THROTTLE });
    expect(faults.strike(CALL)).toEqual([latency, THROTTLE]);
    faults.clear();
    expect(faults.strike(CALL)).toEqual([]);
  });
});
