import { describe, expect, it } from 'vitest';
import { modeChanges, noteMode } from '#lib/incident/mode-record.ts';
import { emptyRecords } from '#test/unit/containment/records.ts';

const contain = { mode: 'contain' as const, modes: [] };
const observe = { mode: 'observe' as const, modes: [] };
const exception = { account: '111122223333', source: 'scanner' as const, mode: 'observe' as const };

describe('the mode that the functions run in', () => {
  it('is noted when it is another one than before, its exceptions included', async () => {
    const records = await emptyRecords();
    const noted = [
      await noteMode(records, contain, '2026-11-01T00:00:00.000Z'),
      await noteMode(records, contain, '2026-11-02T00:00:00.000Z'),
      await noteMode(records, observe, '2026-11-03T00:00:00.000Z'),
      await noteMode(records, { ...contain, modes: [exception] }, '2026-11-04T00:00:00.000Z'),
      // The order of fields says nothing: the table does not keep it.
      await noteMode(
        records,
        { modes: [{ mode: 'observe', source: 'scanner', account: '111122223333' }], mode: 'contain' },
        '2026-11-05T00:00:00.000Z',
      ),
    ];
    expect(noted).toEqual([true, false, true, true, false]);
    expect(await modeChanges(records)).toEqual([
      { ...contain, at: '2026-11-01T00:00:00.000Z' },
      { ...observe, at: '2026-11-03T00:00:00.000Z' },
      { ...contain, modes: [exception], at: '2026-11-04T00:00:00.000Z' },
    ]);
  });

  it('is told once where the note of a change was cut short and made again', async () => {
    const records = await emptyRecords();
    const dying = { ...records, putOnce: records.putOnce.bind(records), get: records.get.bind(records) };
    const failing = { ...dying, set: async () => Promise.reject(new Error('killed')) };
    await expect(noteMode(failing, observe, '2026-11-01T00:00:00.000Z')).rejects.toThrow('killed');
    await noteMode(records, observe, '2026-11-01T00:05:00.000Z');
    expect(await modeChanges(records)).toEqual([{ ...observe, at: '2026-11-01T00:00:00.000Z' }]);
  });
});
