import { expect, it } from 'vitest';
import type { Known } from '#lib/investigation/lineage/known.ts';
import { credentialsOf } from '#lib/investigation/lineage-credentials.ts';
import { Uses } from '#lib/investigation/uses.ts';
import { page } from '#lib/report/page.ts';
import { quietCase } from '../report/cases.ts';
import { key } from '../report/found.ts';

const many = 150_000;

const known = (id: string, issuedBy: string | null): Known => ({
  id,
  kind: issuedBy === null ? 'access-key' : 'role-session',
  principal: null,
  accountId: null,
  issuedBy,
  via: null,
  issuedAt: null,
  linkCertain: true,
  why: 'the record of AssumeRole names it',
});

it('a thief who issues more sessions than a call takes arguments ends no investigation and no report', () => {
  const all = [
    known(key, null),
    ...Array.from({ length: many }, (_, number) => known(`ASIA${String(number).padStart(16, '0')}`, key)),
  ];
  const credentials = credentialsOf({ all: () => all, rootId: key, isCertain: () => true }, new Uses());
  expect(credentials).toHaveLength(many + 1);
  const kase = quietCase();
  const markup = page({ ...kase, found: { ...kase.found, credentials } });
  expect(Buffer.byteLength(markup)).toBeLessThan(5_000_000);
  expect(markup).toContain('150,000');
});
