import { expect, it } from 'vitest';
import { silenceOf } from '#lib/investigation/changes.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { found, issued } from '#test/unit/report/found.ts';

const [home, member, outside] = ['111111111111', '222222222222', '333333333333'];
const containedAt = '2026-03-01T10:00:00.000Z';

const blindTo = (came: KnownCredential[], source: Coverage['source'] = 'lookup-events'): string[] => {
  const base = found();
  const [root] = base.credentials;
  if (!root) throw new Error('an investigation has a root');
  const coverage = base.coverage.map((row) => ({ ...row, source }));
  // Of the leaked credential the trail tells the account in its ARN alone.
  const principal = { kind: 'user', name: 'ci', arn: `arn:aws:iam::${home}:user/ci` };
  const credentials = [{ ...root, principal }, ...came];
  return silenceOf({ ...base, coverage, credentials }, containedAt).blindTo;
};
const inAccount = (id: string, accountId: string, more: Partial<KnownCredential> = {}) =>
  issued(id, { accountId, ...more });
const unread = (accountId: string) => `what is done in account ${accountId}, whose trail is not read`;

it('names each account whose trail LookupEvents does not show, once', () => {
  const came = [
    inAccount('A', member),
    inAccount('B', home),
    inAccount('C', outside),
    inAccount('D', member),
  ];
  expect(blindTo(came).slice(1)).toEqual([unread(member), unread(outside)]);
  expect(blindTo([inAccount('B', home)])).toHaveLength(1);
});

it('names none that only an inferred link leads to, nor where files or an organization trail are read', () => {
  expect(blindTo([inAccount('A', member, { certain: false })])).not.toContain(unread(member));
  for (const source of ['files', 'athena'] as const)
    expect(blindTo([inAccount('A', member)], source)).not.toContain(unread(member));
});

it('names five at most', () => {
  const many = Array.from({ length: 9 }, (_, at) => inAccount(`A${at}`, `${at}`.repeat(12)));
  expect(blindTo(many).filter((words) => words.startsWith('what is done'))).toHaveLength(5);
});
