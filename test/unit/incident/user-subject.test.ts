import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  incidentIdOf,
  isIncidentId,
  isRoleSubject,
  isUserSubject,
  roleSubject,
  userSubject,
} from '#lib/incident/store.ts';

const accountId = fc.stringMatching(/^[0-9]{12}$/);
/** What IAM lets a user be called: letters, digits and _+=,.@- of ASCII, 64 at most. */
const userName = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const user: fc.Arbitrary<[string, string]> = fc.tuple(accountId, userName);
/** Names that differ by little: those are the ones that could meet. */
const near: fc.Arbitrary<[string, string]> = fc.tuple(
  fc.constantFrom('264875319082', '264875319083'),
  fc.stringMatching(/^(?:_2e|_|-1|\.|2e|a){1,4}$/),
);
const incident = fc.tuple(fc.oneof(user, near), fc.integer({ min: 1, max: 20 }));

it('two users never have one subject, nor two incidents of users one id', () => {
  fc.assert(
    fc.property(incident, incident, ([one, n], [two, m]) => {
      const same = one.join() === two.join();
      expect(userSubject(...one) === userSubject(...two)).toBe(same);
      const ids = [incidentIdOf(userSubject(...one), n), incidentIdOf(userSubject(...two), m)];
      expect(ids[0] === ids[1]).toBe(same && n === m);
    }),
    { numRuns: 2_000 },
  );
});

it('every subject and the ids of its incidents are incident ids, and no key id is one of a user', () => {
  fc.assert(
    fc.property(user, fc.integer({ min: 1, max: 99_999 }), (named, number) => {
      expect(isIncidentId(userSubject(...named))).toBe(true);
      expect(isIncidentId(incidentIdOf(userSubject(...named), number))).toBe(true);
      expect(isUserSubject(userSubject(...named))).toBe(true);
    }),
  );
  expect(isUserSubject('AKIAT3SKF7WXYQ2ZNM4B')).toBe(false);
});

it.each([
  ['deploy-bot', 'user-264875319082-deploy-bot'],
  ['deploy.bot@example.com', 'user-264875319082-deploy_2ebot_40example_2ecom'],
  ['deploy_bot', 'user-264875319082-deploy_5fbot'],
])('%s is written as %s', (name, subject) => {
  expect(userSubject('264875319082', name)).toBe(subject);
});

it('the longest name that IAM allows fits', () => {
  expect(isIncidentId(incidentIdOf(userSubject('264875319082', '@'.repeat(64)), 1))).toBe(true);
});

it('a role has a place beside the user of the same name', () => {
  expect(roleSubject('264875319082', 'deploy.bot')).toBe('role-264875319082-deploy_2ebot');
  expect(isRoleSubject(incidentIdOf(roleSubject('264875319082', 'deploy.bot'), 1))).toBe(true);
  expect(isRoleSubject(userSubject('264875319082', 'role-x'))).toBe(false);
  expect(isUserSubject(roleSubject('264875319082', 'user-x'))).toBe(false);
  expect(isIncidentId(incidentIdOf(roleSubject('264875319082', '@'.repeat(64)), 1))).toBe(true);
});
