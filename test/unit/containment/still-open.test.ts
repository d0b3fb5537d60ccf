import { describe, expect, it } from 'vitest';
import { type ReportState, stillOpen } from '#lib/containment/still-open.ts';
import { ConfigError } from '#lib/platform/config-error.ts';
import { signal } from './fake-account.ts';
import { incident } from './incidents.ts';

const of = (...ids: string[]) =>
  incident({
    signals: ids.map((id) => signal({ id, source: id.startsWith('github') ? 'github' : 'health' })),
  });

/** Asks a GitHub that knows these alerts, and remembers what it was asked. */
const asking = (states: Record<string, ReportState | Error>) => {
  const asked: string[] = [];
  const open = stillOpen(async (id) => {
    asked.push(id);
    const state = states[id];
    if (state instanceof Error) throw state;
    return state;
  });
  return { asked, open };
};

describe('what is still open about an incident', () => {
  it('is each alert that nobody resolved', async () => {
    const { open, asked } = asking({ 'github:a/b#1': 'open', 'github:a/b#2': 'resolved' });
    expect(await open(of('github:a/b#1', 'github:a/b#2', 'github:a/b#1'))).toEqual([
      'alert github:a/b#1 is still open',
    ]);
    expect(asked).toEqual(['github:a/b#1', 'github:a/b#2']);
  });

  it('is each alert that only we have closed', async () => {
    const { open } = asking({ 'github:a/b#1': 'closed-by-us' });
    expect(await open(of('github:a/b#1'))).toEqual([
      expect.stringMatching(/^alert github:a\/b#1 was closed by us/),
    ]);
  });

  it('is an alert of which that cannot be learnt: the others are asked all the same', async () => {
    const { open } = asking({
      'github:a/b#1': new ConfigError('TOURNIQUET_GITHUB_APP_SECRET_ID', 'is not set'),
      'github:a/b#2': 'open',
    });
    expect(await open(of('github:a/b#1', 'github:a/b#2'))).toEqual([
      'whether alert github:a/b#1 is still open cannot be learnt: asking GitHub failed: ConfigError: TOURNIQUET_GITHUB_APP_SECRET_ID: is not set',
      'alert github:a/b#2 is still open',
    ]);
  });

  it('is nothing of a source that has no alerts, and GitHub is not asked about it', async () => {
    const { open, asked } = asking({});
    expect(await open(of('health:1'))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is nothing where a report names no alert', async () => {
    expect(await asking({ 'github:x': undefined }).open(of('github:x'))).toEqual([]);
  });
});
