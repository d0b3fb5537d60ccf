import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stillOpen } from '#lib/containment/still-open.ts';
import type { IssuedSession } from '#lib/incident/issued-sessions.ts';
import { signal } from './fake-account.ts';
import { incident } from './incidents.ts';

const until = '2026-03-01T11:00:00.000Z';
const session = (more: Partial<IssuedSession> = {}): IssuedSession => ({
  id: 'ASIATOURNIQUETTEST01',
  kind: 'role-session',
  principal: 'deploy',
  until,
  ...more,
});
const noAlerts = async () => undefined;
const openWith = (sessions: IssuedSession[], details = {}) =>
  stillOpen(noAlerts, async () => sessions)(incident(details));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T10:30:00Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is still open about an incident is also', () => {
  it.each<[IssuedSession['kind'], string]>([
    ['role-session', 'role'],
    ['session-token', 'user'],
    ['federation-token', 'federated user'],
    ['root-session', 'account'],
  ])('a %s that its key issued and that has not expired', async (kind, word) => {
    expect(await openWith([session({ kind })])).toEqual([
      `session ASIATOURNIQUETTEST01 of ${word} deploy, issued by the key, lives until ${until}`,
    ]);
  });

  it('no session that has expired, to the millisecond', async () => {
    vi.setSystemTime(new Date(until));
    expect(await openWith([session()])).toEqual([]);
    vi.setSystemTime(new Date(Date.parse(until) - 1));
    expect(await openWith([session()])).toHaveLength(1);
  });

  it('a session under the name of a user whose leaked key is not known', async () => {
    const [sentence] = await openWith([session()], { accessKeyId: null });
    expect(sentence).toContain("issued under the user's name, lives until");
  });

  it('the longest-lived of many by name, the rest by number', async () => {
    const many = Array.from({ length: 8 }, (_, index) => session({ id: `ASIA${index}` }));
    const sentences = await openWith(many);
    expect(sentences).toHaveLength(6);
    expect(sentences.at(-1)).toBe('and 3 more sessions live');
  });

  it('a record of sessions that cannot be read: nobody may take that for none', async () => {
    const down = stillOpen(noAlerts, () => Promise.reject(new Error('DynamoDB is down')));
    expect(await down(incident())).toEqual([
      'whether sessions that it issued still live cannot be learnt: reading the record failed: Error: DynamoDB is down',
    ]);
  });

  it('told beside the alerts', async () => {
    const both = stillOpen(
      async () => 'open' as const,
      async () => [session()],
    );
    const about = incident({ signals: [signal({ id: 'github:a/b#1', source: 'github' })] });
    expect(await both(about)).toEqual([
      'alert github:a/b#1 is still open',
      expect.stringContaining('issued by the key'),
    ]);
  });
});
