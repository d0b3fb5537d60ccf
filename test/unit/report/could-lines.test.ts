import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CouldDo, CouldHaveDone } from '#lib/investigation/investigation.ts';
import { couldLines } from '#lib/report/could-lines.ts';
import { investigationText } from '#lib/report/investigation-text.ts';
import { found, sectionOf } from './found.ts';

const does = (label: string, more: Partial<CouldDo> = {}): CouldDo => ({
  action: `iam:${label}`,
  label,
  allowed: true,
  used: 0,
  ...more,
});
const could = (actions: CouldDo[], notRead: string[] = []): CouldHaveDone => ({
  actions,
  basedOn: ['1 attached policy'],
  notRead,
});

describe('what it could have done', () => {
  it('is told in a line or two each: what nothing limits, what is limited, what was used, what is not known', () => {
    const actions = [
      does('create users'),
      does('start instances', { used: 3 }),
      does('read secrets', { limits: 'only with MFA' }),
      does('send mail', { allowed: false }),
      does('delete buckets', { allowed: null }),
    ];
    const text = investigationText(found({ could: could(actions, ['service control policies: refused']) }));
    expect(sectionOf(text, 'What it could have done')).toEqual([
      'Could        create users, start instances',
      'With limits  read secrets (only with MFA)',
      'Used         start instances (3)',
      'Not decided  delete buckets',
      'Not read     service control policies: refused',
    ]);
  });

  it('is nothing where all of it was denied', () => {
    expect(couldLines(could([does('create users', { allowed: false })]), 5)).toEqual([
      "Could  nothing of what is dangerous in a thief's hands",
    ]);
  });

  it('is not told where nobody asked', () => {
    expect(couldLines(undefined, 5)).toEqual([]);
    expect(investigationText(found())).not.toContain('could have done:');
  });

  it('is inert and short, whatever a policy or an error says', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('\u001b[2J', '\r\nBcc: x', '\u202egnp', 'a'.repeat(10_000)),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (label, limits, why) => {
        const actions = [does(label, { limits, used: 2 }), does(label, { allowed: null })];
        const lines = couldLines(could(actions, [why]), 10);
        expect(lines.length).toBeLessThanOrEqual(10);
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect([...line].length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
