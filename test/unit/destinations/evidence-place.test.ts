import { describe, expect, it } from 'vitest';
import { evidencePlace } from '#lib/destinations/evidence-place.ts';

const noted = (where: string) => ({
  where,
  manifestSha256: 'a',
  signed: true,
  at: '2026-11-23T03:00:00.000Z',
});
const placeOf = (fields?: Record<string, unknown>) => evidencePlace({ get: async () => fields })('AKIA-1');

describe('where the evidence of an incident lies', () => {
  it('is not known before the first look', async () => {
    expect(await placeOf(undefined)).toBeUndefined();
    expect(await placeOf({})).toBeUndefined();
  });

  it('is where the last look left it, whole so that it can be pasted', async () => {
    const fields = {
      'look-1': noted('s3://acme/AKIA-1/look-1/'),
      'look-0': noted('s3://acme/AKIA-1/look-0/'),
    };
    expect(await placeOf(fields)).toBe('s3://acme/AKIA-1/look-1/');
  });

  it('comes out inert where it is no address', async () => {
    expect(await placeOf({ 'look-0': noted('s3://acme/\u202e<b> x') })).toBe('s3[:]//acme/<b> x');
  });
});
