import { describe, expect, it } from 'vitest';
import { candidatesFor, shown } from '#lib/investigation/could/candidates.ts';
import { dangerousActions } from '#lib/investigation/could/dangerous-actions.ts';
import { common, covers } from '#lib/investigation/could/wildcards.ts';
import { allow } from '#test/unit/local/iam-rig.ts';
import { decideOn } from './simulated.ts';

/** Two of them have nothing in common, and finding that out takes a third of a million steps. */
const hostile = (number: number): string => `arn:aws:s3:::${'*a'.repeat(280)}${number}b`;

describe('policies that a thief made to hang whoever reads them', () => {
  it('are compared as far as there is effort for it, and not a step further', () => {
    const patterns = Array.from({ length: 40 }, (_, number) => hostile(number));
    const layers = {
      identity: [
        [
          {
            effect: 'Allow' as const,
            actions: { values: ['s3:*'], negated: false },
            resources: { values: patterns, negated: false },
            conditions: [],
          },
        ],
      ],
      scps: [],
    };
    const effort = { left: 100_000 };
    const { cut, parts } = candidatesFor('arn:aws:s3:::*', 's3:GetObject', layers, layers, effort);
    expect(cut).toBe(true);
    expect(parts).toHaveLength(40);
    // Each of the pairs that are left costs a look at what is left, and no more than a few.
    expect(effort.left).toBeGreaterThan(-5_000);
    expect(shown(parts)).toHaveLength(40);
  });

  it('leave what is named many times undecided or wide, and the rest decided', async () => {
    const resources = Array.from({ length: 60 }, (_, number) => hostile(number));
    const { of, failures } = await decideOn(dangerousActions, {
      identity: [allow('s3:*', resources), allow('iam:CreateUser')],
      boundary: allow('*', ['*', ...resources.slice(0, 20)]),
    });
    expect(failures).toEqual([]);
    expect(of.get('iam:CreateUser')).toEqual({ allowed: true, limits: [] });
    expect(of.get('s3:GetObject')?.limits.join('; ')).toContain('perhaps on more');
  });

  it('are not said to have nothing in common where nobody compared them to the end', () => {
    const [one, other] = [hostile(1), hostile(2)];
    expect(common(one, other, { left: 1_000 })).toBe('too-long');
    expect(common('arn:aws:s3:::a*', 'arn:aws:s3:::*b', { left: 1_000 })).toBe('arn:aws:s3:::a*b');
    expect(covers(`${'*a'.repeat(40)}b`, 'a'.repeat(4_000), { left: 100 })).toBe(false);
  });
});
