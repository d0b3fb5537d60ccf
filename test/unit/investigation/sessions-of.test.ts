import { expect, test } from 'vitest';
import { issuedSessions } from '#lib/investigation/sessions-of.ts';
import { issued, keyOf, loginOf, muchLater, root, session, sessionId, userOf } from './descendants.ts';

const later = '2026-05-05T20:00:00.000Z';

test('are those that certainly were issued, those that live longest first', () => {
  expect(
    issuedSessions([
      { ...root, until: later },
      session(1, 'deploy', 'a'),
      issued(sessionId(2), 'federation-token', { principal: userOf('guest'), until: later }),
      issued(sessionId(3), 'root-session', { principal: null, until: muchLater }),
      issued(sessionId(4), 'session-token', { principal: userOf('ci'), until: muchLater }),
    ]),
  ).toEqual([
    { id: sessionId(2), kind: 'federation-token', principal: 'guest', until: later },
    { id: sessionId(1), kind: 'role-session', principal: 'deploy', until: muchLater },
    { id: sessionId(3), kind: 'root-session', principal: 'unknown', until: muchLater },
    { id: sessionId(4), kind: 'session-token', principal: 'ci', until: muchLater },
  ]);
});

test('are no keys, no passwords, nothing inferred and nothing without an end', () => {
  const { until: _, ...endless } = session(1, 'deploy', 'a');
  expect(
    issuedSessions([
      endless,
      session(2, 'deploy', 'a', { certain: false }),
      keyOf(1, 'dana', { until: later }),
      loginOf('dana', { until: later }),
      issued('console-session:x', 'console-session', { until: later }),
    ]),
  ).toEqual([]);
});

test('are at most 500, those that live longest', () => {
  const many = Array.from({ length: 600 }, (_, number) =>
    session(number, 'deploy', 'a', { until: new Date(Date.parse(later) + number * 1000).toISOString() }),
  );
  const kept = issuedSessions(many);
  expect(kept).toHaveLength(500);
  expect(kept[0]?.id).toBe(sessionId(599));
  expect(kept.at(-1)?.id).toBe(sessionId(100));
});
