import { expect, it } from 'vitest';
import { consoleEvents } from '#infra/cloud/stack/console-events.ts';
import { readManualRequest, readRestoreRequest } from '#lib/signal/manual.ts';

it('what the console sends is understood by the functions', () => {
  for (const [name, event] of Object.entries(consoleEvents['contain'] ?? {}))
    expect(readManualRequest(event, '2026-11-28T09:00:00Z'), name).not.toHaveProperty('field');
  for (const [name, event] of Object.entries(consoleEvents['restore'] ?? {}))
    expect(readRestoreRequest(event), name).not.toHaveProperty('field');
});
