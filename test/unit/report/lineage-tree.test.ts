import { describe, expect, it } from 'vitest';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { lineageTree } from '#lib/report/lineage/tree.ts';
import { found, issued, key, last, role, user, verdict } from './found.ts';

const width = 98;
const tree = (came: KnownCredential[], most = 40) =>
  lineageTree(
    [...found().credentials.map((root) => ({ ...root, principal: user('ci') })), ...came],
    width,
  )(most);

it('draws each credential below the one that issued it, with what it is, its use and what is done about it', () => {
  const lines = tree([
    issued('ASIAONE', { events: 12, failed: 3, lastUsed: last, verdict: verdict('contain', 'thief') }),
    issued('AKIATWO', {
      kind: 'access-key',
      issuedBy: 'ASIAONE',
      via: 'CreateAccessKey',
      principal: user('support'),
      verdict: verdict('contain', 'thief', { status: 'contained', incidentId: 'AKIATWO-1' }),
    }),
    issued('ASIATHREE', {
      certain: false,
      via: null,
      issuedAt: null,
      principal: role('web'),
      sessionName: 'i-1',
      until: last,
      verdict: verdict('expired', 'ended'),
    }),
    issued('ASIAFOUR', { verdict: verdict('waits', 'no-time', { incidentId: 'ASIAFOUR-1' }) }),
  ]);
  expect(lines).toEqual([
    `${key}  key of user ci`,
    '│  37 calls, the last at 2026-03-01T10:00:00Z',
    '├─ ASIAONE  role session by AssumeRole at 2026-03-01T09:00:00Z of role deploy (thief)',
    '│  │  12 calls (3 failed), the last at 2026-03-01T10:00:00Z; to be contained',
    '│  └─ AKIATWO  key by CreateAccessKey at 2026-03-01T09:00:00Z of user support (thief)',
    '│        never used; stopped',
    '├─ ASIATHREE  [inferred] role session of role web (i-1)',
    '│     never used; ended at 2026-03-01T10:00:00Z',
    '└─ ASIAFOUR  role session by AssumeRole at 2026-03-01T09:00:00Z of role deploy (thief)',
    '      never used; waiting for you (no-time), incident ASIAFOUR-1',
  ]);
});

it('claims of what nobody looked up not that it was never used', () => {
  const older = (id: string) =>
    issued(id, { notLookedUp: true, until: last, verdict: verdict('expired', 'older') });
  const lines = tree(['ASIAONE', 'ASIATWO', 'ASIATHREE', 'ASIAFOUR'].map(older));
  expect(lines.join('\n')).not.toContain('used');
  expect(lines).toContain('│     not looked up; ended at 2026-03-01T10:00:00Z');
  expect(lines.at(-1)).toMatch(/^└─ and 2 more role sessions .*, not looked up \(2 ended\)$/);
});

describe('a large lineage', () => {
  const sessions = (number: number, more: (index: number) => Partial<KnownCredential>) =>
    Array.from({ length: number }, (_, index) =>
      issued(`ASIA${String(index).padStart(6, '0')}`, { principal: role('ci'), ...more(index) }),
    );

  it('names what presses and sums up the rest by what it is, with how much of it was used', () => {
    const many = sessions(1_236, (index) => ({
      events: index < 14 ? 1 : 0,
      verdict: verdict('expired', 'older'),
    }));
    const open = issued('ASIAOPEN', { verdict: verdict('contain', 'thief', { status: 'not-contained' }) });
    const lines = tree([...many, open]);
    expect(lines).toHaveLength(9);
    expect(lines.join('\n')).toContain('ASIAOPEN  role session');
    expect(lines.at(-1)).toBe(
      '└─ and 1,234 more role sessions of role ci by AssumeRole, 12 of them used (1,234 ended)',
    );
  });

  it('tells each parent its own, and keeps within its lines', () => {
    const parents = sessions(30, () => ({ events: 1 }));
    const children = parents.flatMap(({ id }, at) =>
      sessions(30, (index) => ({ id: `${id}-${at}-${index}`, issuedBy: id, principal: role(`r${at}`) })),
    );
    const lines = tree([...parents, ...children], 40);
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.length).toBeGreaterThan(25);
    expect(lines.join('\n')).toContain(
      'and 30 more role sessions of role r0 by AssumeRole, none of them used',
    );
    expect(lines.at(-1)).toMatch(/^└─ and [\d,]+ more/);
  });

  it('draws what presses below the next one above it that is drawn, and names its issuer', () => {
    const chain = sessions(50, (index) => ({
      id: `ASIAHOP${index}`,
      issuedBy: index === 0 ? key : `ASIAHOP${index - 1}`,
      verdict: verdict('expired', index === 49 ? 'ended' : 'older'),
      events: index === 49 ? 5 : 0,
    }));
    const lines = tree(chain, 12);
    expect(lines.length).toBeLessThanOrEqual(12);
    const drawn = lines.findIndex((line) => line.includes('ASIAHOP49'));
    expect(lines[drawn + 1]).toMatch(/5 calls; ended; issued by ASIAHOP48$/);
  });

  it('never grows wider than a terminal, however deep it is', () => {
    const chain = sessions(20, (index) => ({
      id: `ASIAHOP${index}`,
      issuedBy: index === 0 ? key : `ASIAHOP${index - 1}`,
      sessionName: 'x'.repeat(64),
    }));
    const lines = tree(chain, 60);
    expect(lines).toHaveLength(42);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
  });

  it('stands as it is where issuers are missing, come later or issue each other', () => {
    const loop = [
      issued('ASIAONE', { issuedBy: 'ASIATWO' }),
      issued('ASIATWO', { issuedBy: 'ASIAONE' }),
      issued('ASIASELF', { issuedBy: 'ASIASELF' }),
      issued('ASIALOST', { issuedBy: 'nobody' }),
    ];
    const lines = tree(loop);
    for (const { id } of loop) expect(lines.filter((line) => line.includes(`${id}  `))).toHaveLength(1);
    expect(lines.join('\n')).toContain(
      'ASIALOST  role session by AssumeRole at 2026-03-01T09:00:00Z of role',
    );
  });
});
