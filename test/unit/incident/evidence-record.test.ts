import { describe, expect, it } from 'vitest';
import { evidenceOf, noteEvidence } from '#lib/incident/evidence-record.ts';
import { emptyRecords } from '#test/unit/containment/records.ts';

const noted = {
  where: 's3://b/p/',
  manifestSha256: 'a'.repeat(64),
  signed: true,
  at: '2026-11-28T10:00:00.000Z',
};

describe('where the evidence of an incident lies', () => {
  it('is kept look by look, in their order, and the last word of a look counts', async () => {
    const records = await emptyRecords();
    expect(await evidenceOf(records, 'i-1')).toEqual([]);
    await noteEvidence(records, 'i-1', 10, noted);
    await noteEvidence(records, 'i-1', 2, { ...noted, silent: true, silentUntil: null });
    await noteEvidence(records, 'i-1', 10, { ...noted, where: 's3://b/again/' });
    expect(await evidenceOf(records, 'i-1')).toEqual([
      { look: 2, ...noted, silent: true, silentUntil: null },
      { look: 10, ...noted, where: 's3://b/again/' },
    ]);
    expect(await evidenceOf(records, 'i-2')).toEqual([]);
  });

  it('passes over what it does not understand', async () => {
    const records = await emptyRecords();
    await records.set('evidence', 'i-1', {
      'look-0': 'gone',
      'look-x': noted,
      other: noted,
      'look-1': noted,
    });
    expect(await evidenceOf(records, 'i-1')).toEqual([{ look: 1, ...noted }]);
  });
});
