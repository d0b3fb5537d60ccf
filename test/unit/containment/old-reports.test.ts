import { describe, expect, it } from 'vitest';
import { type LeavePlan, leave } from '#lib/containment/decide.ts';
import { judge } from '#lib/containment/judge.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { judgement, signal } from './fake-account.ts';
import { alert, responder } from './responder.ts';

const deployedAt = judgement().now;
const long = '2026-10-01T00:00:00.000Z';
/** Less than 36 hours before now. */
const late = '2026-11-22T03:00:00.000Z';

const old = (over: Partial<LeakSignal> = {}) =>
  signal({ source: 'github', certainty: 'proven', reportedAt: long, ...over });

describe('what cannot be contained, and was reported before this system was there', () => {
  it.each([
    'deleted-key',
    'principal-unknown',
    'root-key',
    'service-linked-role',
    'other-credential',
  ] as const)('%s waits with the other old ones, which are told in one mail', (reasonId) => {
    const plan = leave(reasonId, 'not-contained', { accountId: '264875319082' });
    const left = judge(plan, old(), judgement({ deployedAt }));
    expect(left).toMatchObject({ act: false, reasonId: 'backlog', status: 'observed', retry: false });
    expect(left).toMatchObject({ accountId: '264875319082' });
    expect(left.reason).toContain(plan.reason);
  });

  const deleted = leave('deleted-key', 'not-contained');
  it.each<[string, LeavePlan, LeakSignal, string | undefined]>([
    ['sessions of which may live still', deleted, old({ reportedAt: late }), deployedAt],
    ['which the world can read', deleted, old({ publicly: true }), deployedAt],
    ['which is misused', deleted, old({ source: 'guardduty' }), deployedAt],
    ['which a person fetches', deleted, old({ override: ['backlog'] }), deployedAt],
    ['where nobody knows since when we are there', deleted, old(), undefined],
    ['that may end otherwise a minute later', { ...deleted, retry: true }, old(), deployedAt],
    ['that needs nobody', leave('not-ours', 'not-ours'), old(), deployedAt],
  ])('does not wait, %s', (_, plan, leak, since) => {
    expect(judge(plan, leak, judgement({ deployedAt: since }))).toBe(plan);
  });
});

describe('a leak whose key is not known', () => {
  const told = async (reportedAt?: string) => {
    const { deps, respond, github, told } = await responder();
    deps.deployedAt = () => deployedAt;
    const reason = 'GitHub alert acme/shop#7: an AWS secret leaked and its key id is not known';
    github.reading = {
      kind: 'undecided',
      id: 'github:acme/shop#7',
      reason,
      ...(reportedAt && { reportedAt }),
    };
    await respond(alert);
    return told;
  };

  it('waits with the other old ones when it was reported before this system was there', async () => {
    const { pages, mails, notes } = await told(long);
    expect([pages, mails]).toEqual([[], []]);
    expect(notes).toMatchObject([
      { kind: 'backlog', text: expect.stringContaining('#7'), about: { reportedAt: long } },
    ]);
  });

  it.each([['reported later', '2026-11-23T04:00:00.000Z'], ['of unknown age or public']])(
    'pages when it is %s',
    async (_, reportedAt?: string) => {
      const { pages, notes } = await told(reportedAt);
      expect(pages).toHaveLength(1);
      expect(notes).toEqual([]);
    },
  );
});
