import { describe, expect, it } from 'vitest';
import { nearest } from '#lib/cli/nearest.ts';

const known = ['reason', 'dry-run', 'state', 'json'];

describe('the name that was meant', () => {
  it.each([
    ['--dryrun', 'dry-run'],
    ['--dry_run', 'dry-run'],
    ['--Dry-Run', 'dry-run'],
    ['--dry', 'dry-run'],
    ['--dry-rnu', 'dry-run'],
    ['--raeson', 'reason'],
    ['--reasons', 'reason'],
    ['--stat', 'state'],
    ['--jsn', 'json'],
  ])('%s was %s', (given, meant) => {
    expect(nearest(given, known)).toBe(meant);
  });

  it.each(['--frob', '--', '-x', '--force', `--${'reason'.repeat(20)}`])('%s is near to none', (given) => {
    expect(nearest(given, known)).toBeUndefined();
  });

  it('is not guessed between two', () => {
    expect(nearest('re', ['restore', 'replace'])).toBeUndefined();
  });
});
