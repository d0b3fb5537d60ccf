import { describe, expect, it } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { mostSignals } from '#lib/incident/item.ts';
import { incidentTable, table } from '../incident-stores.ts';

describe('an incident that was flooded with signals', () => {
  it('takes no more of them, and the next proven one runs and joins all the same', async () => {
    const { where, close } = await incidentTable();
    const store = new DynamoIncidentStore(where, table);
    const key = 'ASIAT3SKF7WXYQ2ZNM4B';
    const signal = (id: string, certainty: 'claimed' | 'proven' = 'claimed') => ({
      id,
      source: 'scanner' as const,
      certainty,
      accessKeyId: key,
      where: 'w'.repeat(1_000),
      url: `https://x.example/${'u'.repeat(900)}`,
      reason: 'r'.repeat(1_000),
      reportedAt: '2026-11-23T03:00:00.000Z',
    });
    for (let each = 0; each < mostSignals + 60; each++) {
      const claim = await store.claim(key, signal(`scanner:${each}`));
      if (claim.kind === 'run') await store.release(claim.lease, claim.incident.incidentId, true);
      expect(['run', 'joined']).toContain(claim.kind);
    }
    expect((await store.find(key))?.signals).toHaveLength(mostSignals);
    const proven = await store.claim(key, signal('guardduty:1', 'proven'));
    expect(proven.kind).toBe('joined');
    const taken = await store.take(`${key}-1`);
    if (taken?.kind !== 'run') throw new Error('the incident could not be taken');
    await store.release(taken.lease, `${key}-1`, false);
    expect((await store.claim(key, signal('guardduty:2', 'proven'))).kind).toBe('run');
    await close();
  });
});
