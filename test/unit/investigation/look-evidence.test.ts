import { describe, expect, it, vi } from 'vitest';
import { type LookEvidence, withEvidence } from '#lib/investigation/look-evidence.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { logger } from '#lib/platform/logger.ts';
import { found } from '#test/unit/report/found.ts';

const errors = vi.spyOn(logger, 'error').mockReturnValue();

const told: Told = {
  incidentId: 'AKIAT3SKF7WXYMADEK2Y-1',
  incident: undefined,
  found: found(),
  look: 0,
  before: undefined,
  nextLookAt: undefined,
};

const evidence = (more: Partial<LookEvidence> = {}): LookEvidence => ({
  keeper: { keep: () => {}, keepLink: () => {} },
  write: async () => ({ where: 's3://kept/look-0' }),
  close: vi.fn(async () => {}),
  ...more,
});

describe('the evidence of a look', () => {
  it('is not asked for where none is to be kept', async () => {
    const look = vi.fn(async (_: unknown, keep: (of: Told) => Promise<Told>) => keep(told));
    expect(await withEvidence(undefined, look)).toBe(told);
    expect(look.mock.calls[0]?.[0]).toBeUndefined();
  });

  it('takes the calls, is written, and leaves nothing on the machine', async () => {
    const kept = evidence();
    const after = await withEvidence(
      async () => kept,
      async (keeper, keep) => {
        expect(keeper).toBe(kept.keeper);
        return keep(told);
      },
    );
    expect(after).toEqual({ ...told, evidence: 's3://kept/look-0' });
    expect(kept.close).toHaveBeenCalledOnce();
  });

  it.each([
    ['cannot be begun', async () => Promise.reject(new Error('no space left'))],
    [
      'cannot be written',
      async () => evidence({ write: async () => Promise.reject(new Error('no space left')) }),
    ],
  ])('that %s is told, and the look goes on', async (_, open) => {
    const after = await withEvidence(open, async (_keeper, keep) => keep(told));
    expect(after.evidenceFailed).toContain('no space left');
    expect(after.evidence).toBeUndefined();
    expect(errors).toHaveBeenCalled();
  });

  it('is closed although the look fails, and a fault in that hides nothing', async () => {
    const kept = evidence({ close: vi.fn(async () => Promise.reject(new Error('busy'))) });
    const look = withEvidence(
      async () => kept,
      async () => Promise.reject(new Error('throttled')),
    );
    await expect(look).rejects.toThrow('throttled');
    expect(kept.close).toHaveBeenCalledOnce();
  });
});
