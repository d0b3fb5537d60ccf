import { describe, expect, it } from 'vitest';
import { MadeThings } from '#lib/investigation/made-things.ts';
import { makings, makingTables } from '#lib/investigation/making.ts';
import { removings, removingTables } from '#lib/investigation/removing.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Gone } from './making/case.ts';
import { cases } from './making/cases.ts';
import { pinnedKinds } from './making/pinned-kinds.ts';
import { actionIn, at, recordOf, thingsAfter } from './making/records.ts';

/** The same record about another thing: every name in it is another one. */
const ofAnother = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}-other`;
  if (Array.isArray(value)) return value.map(ofAnother);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ofAnother(each)]));
};

describe.each(cases.map((each) => [each[0], each] as const))('%s', (call, each) => {
  const [, asked, answered, told, ...gone] = each;

  it(`makes ${told}`, () => {
    const [thing, ...others] = thingsAfter(each);
    const whose = thing?.owner ? ` of ${thing.owner.kind} ${thing.owner.name}` : '';
    expect(`${thing?.kind} ${thing?.id}${whose}`).toBe(told);
    expect(thing?.type).toBe(makings.get(actionIn(call))?.type);
    expect(others).toEqual([]);
    expect(thing).not.toHaveProperty('removedAt');
    expect(JSON.stringify(thing)).not.toContain('not to be kept');
  });

  it('made nothing when it failed', () => {
    expect(recordOf(call, asked, answered, { errorCode: 'AccessDenied' }).made).toBeNull();
  });

  it.each(gone.map((one) => [one[0], one] as const))(
    'is taken away by %s, and by none of another',
    (_, one) => {
      const [name, request, response = null] = one;
      expect(thingsAfter(each, one)).toMatchObject([{ removedAt: '2026-03-01T11:00:00.000Z' }]);
      const other = [name, ofAnother(request), ofAnother(response)] as Gone;
      expect(thingsAfter(each, other)[0]).not.toHaveProperty('removedAt');
      const things = new MadeThings();
      things.add(recordOf(call, asked, answered));
      things.add(recordOf(name, request, response, { ...at(0), errorCode: 'AccessDenied' }));
      expect(things.result()[0]).not.toHaveProperty('removedAt');
    },
  );
});

describe('the tables', () => {
  it('are all tried here', () => {
    expect(new Set(cases.map(([call]) => actionIn(call)))).toEqual(new Set(makings.keys()));
    const gone = cases.flatMap(([, , , , ...all]) => all.map(([call]) => actionIn(call)));
    expect(new Set(gone)).toEqual(new Set(removings.keys()));
  });

  it('name every call once', () => {
    const calls = [makingTables, removingTables].map((tables) => Object.values(tables).flatMap(Object.keys));
    for (const names of calls) expect(names).toEqual([...new Set(names)]);
  });

  it('know the kinds and types that users know, in the order of mails', () => {
    const types = Map.groupBy(makings.values(), ({ kind }) => kind);
    const kinds = [...types].map(([kind, rows]) => [
      kind,
      ...new Set(rows.flatMap(({ type }) => type ?? [])),
    ]);
    expect(kinds).toEqual(pinnedKinds);
  });

  it('take away only kinds that something makes', () => {
    const made = new Set([...makings.values()].map(({ kind }) => kind));
    expect([...removings.values()].filter(({ kind }) => !made.has(kind))).toEqual([]);
  });

  // Reports tell sessions and tokens with the lineage, by these words.
  it('have words for mails: whole in their column, and of a session only what is one', () => {
    for (const [action, { kind }] of makings) {
      expect(inert(kind, 20)).toBe(kind);
      expect(/session|token/.test(kind)).toBe(action.startsWith('sts:'));
    }
  });

  it('have each kind in one piece, so that its rank is the same everywhere', () => {
    const kinds = [...makings.values()].map(({ kind }) => kind);
    const pieces = kinds.filter((kind, index) => kind !== kinds[index - 1]);
    expect(pieces.filter((kind, index) => pieces.indexOf(kind) !== index)).toEqual([]);
  });
});
