import { describe, expect, it } from 'vitest';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { lineageRows } from '#lib/report/pictures/lineage/rows.ts';
import { lineagePicture } from '#lib/report/pictures.ts';
import { found, issued, key, role, verdict } from '../found.ts';
import { caseOf, incident } from './cases.ts';
import { lineage } from './known.ts';
import { read, rowsOf, svgOf } from './read-svg.ts';

const picture = (credentials: KnownCredential[], more = {}): string =>
  lineagePicture(caseOf({ credentials }, more))?.markup ?? '';
const textsIn = (markup: string): string[] => read(markup, 'wide').texts.map(({ text }) => text);

describe('the tree', () => {
  const markup = picture(lineage, { incident: incident() });

  it('draws each below the one that issued it, further to the right', () => {
    const { texts } = read(markup, 'wide');
    const place = (id: string) => texts.find(({ text }) => text === id);
    const chain = [key, 'ASIATHIEF00000000001', 'AKIABACKDOOR00000001', 'ASIATHIEF00000000002'].map(place);
    for (const [index, below] of chain.entries()) {
      const above = chain[index - 1];
      if (!below || (index > 0 && !above)) throw new Error(`not drawn: ${index}`);
      if (above) expect([below.x - above.x, below.y > above.y]).toEqual([22, true]);
    }
  });

  it('says of each what it did, what is true of it and how that was done', () => {
    expect(textsIn(markup)).toEqual(
      expect.arrayContaining([
        '22 calls (3 failed)',
        'never used',
        'NOT STOPPED',
        'by hand only',
        'covered',
        'waiting for you',
        'its session is denied',
      ]),
    );
    expect(rowsOf(markup, 'What came from it').find(([id]) => id === 'ASIATHIEF00000000001')).toEqual([
      'ASIATHIEF00000000001',
      'role session of role deploy (thief)',
      key,
      'certain',
      '22',
      '3',
      'stopped, its session is denied',
    ]);
  });

  it('claims of the leaked one what its incident says, and nothing where there is none', () => {
    const own = (more: object) => rowsOf(picture(lineage, more), 'What came from it')[0]?.at(-1);
    expect(own({ incident: incident() })).toBe('stopped, switched off');
    expect(own({ incident: incident({ status: 'not-contained' }) })).toBe('NOT STOPPED');
    expect(own({})).toBe('not known');
  });

  it('dashes the line to what is of it by inference, and that line alone', () => {
    const dashed = svgOf(markup, 'wide').match(/pic-branch pic-inferred/g) ?? [];
    expect(dashed).toHaveLength(1);
    expect(textsIn(markup).some((text) => text.startsWith('link inferred'))).toBe(true);
  });

  it('draws a hollow node for what was never used', () => {
    const unused = lineage.filter(({ events }) => events === 0).length;
    expect(svgOf(markup, 'wide').match(/pic-node pic-unused/g)).toHaveLength(unused);
  });
});

describe('a large one', () => {
  it('sums up a thousand siblings, and keeps what presses', () => {
    const many = Array.from({ length: 1200 }, (_, index) =>
      issued(`ASIA${String(index).padStart(6, '0')}`, { verdict: verdict('expired', 'older') }),
    );
    const open = issued('ASIAOPEN', { verdict: verdict('contain', 'thief', { status: 'not-contained' }) });
    const all = [...found().credentials, ...many, open];
    const rows = lineageRows(all);
    expect(rows.length).toBeLessThanOrEqual(50);
    const markup = picture(all);
    expect(textsIn(markup)).toContain('ASIAOPEN');
    const drawn = rows.filter((row) => 'credential' in row).length;
    expect(markup).toContain(
      `and ${(all.length - drawn).toLocaleString('en-US')} more role sessions of role deploy`,
    );
  });

  it('has no more than fifty rows however the kinds are mixed', () => {
    const parents = Array.from({ length: 40 }, (_, index) => issued(`ASIAPARENT${index}`, { events: 3 }));
    const children = parents.flatMap(({ id }, at) =>
      Array.from({ length: 9 }, (_, index) =>
        issued(`${id}-${index}`, { issuedBy: id, principal: role(`r${at}-${index % 4}`) }),
      ),
    );
    const rows = lineageRows([...found().credentials, ...parents, ...children]);
    expect(rows.length).toBeLessThanOrEqual(50);
    expect(rows.length).toBeGreaterThan(20);
  });

  it('stays readable where each issued the next', () => {
    const chain = Array.from({ length: 25 }, (_, index) =>
      issued(`ASIAHOP${index}`, {
        issuedBy: index === 0 ? key : `ASIAHOP${index - 1}`,
        sessionName: 'x'.repeat(64),
        events: 2,
      }),
    );
    const markup = picture([...found().credentials, ...chain]);
    for (const form of ['wide', 'narrow'] as const) {
      const { texts, width } = read(markup, form);
      const ids = texts.filter(({ text }) => text.startsWith('ASIAHOP'));
      expect(ids).toHaveLength(25);
      for (const text of texts) expect(text.x + text.width).toBeLessThanOrEqual(width);
    }
    expect(textsIn(markup).some((text) => text.startsWith('issued by ASIAHOP23 · by AssumeRole'))).toBe(true);
  });
});

it('tells a time on a phone without what there is no room for', () => {
  const told = (form: 'wide' | 'narrow') => read(picture(lineage), form).texts.map(({ text }) => text);
  expect(told('narrow')).toContain('by CreateAccessKey · 1 Mar 09:00Z');
  expect(told('wide')).toContain('by CreateAccessKey · 2026-03-01T09:00:00Z');
});

it('is nothing where no credential is known', () => {
  expect(lineagePicture(caseOf({ credentials: [] }))).toBeUndefined();
});
