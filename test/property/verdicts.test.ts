import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictReasons } from '#lib/investigation/descendants/reasons.ts';
import {
  type Circumstances,
  judgeCreated,
  judgeDescendants,
  mostPrincipals,
} from '#lib/investigation/descendants/verdicts.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { now, root, userOf } from '#test/unit/investigation/descendants.ts';
import { leaked } from '#test/unit/investigation/lineage.ts';
import { stories } from './lineage/steps.ts';
import { delivered, worldOf } from './lineage/story.ts';
import { world } from './verdicts/worlds.ts';

const runs = { numRuns: process.env['LONG'] ? 20_000 : 500 };

/** Whether the thief certainly issued a credential, and all on the way to it. */
const isClear = (
  { certain, issuedAt, issuedFrom, issuedBy }: KnownCredential,
  all: ReadonlyMap<string, KnownCredential>,
  about: Circumstances,
): boolean => {
  const { leak } = about;
  const pattern = issuedFrom && about.classify(issuedFrom);
  const own =
    certain &&
    issuedAt !== null &&
    leak.at !== null &&
    Date.parse(issuedAt) >= Date.parse(leak.at) &&
    pattern !== 'usual' &&
    pattern !== 'shared';
  const issuer = all.get(issuedBy ?? '');
  return own && (!issuer || issuer.issuedBy === null || isClear(issuer, all, about));
};

const isOfUser = /^(session-token|federation-token|login-profile)$/;

/** The user whose deny holds a session or password, by ARN. */
const userBehind = (
  { kind, principal, issuedBy }: KnownCredential,
  all: ReadonlyMap<string, KnownCredential>,
): string | undefined => {
  const issuer = all.get(issuedBy ?? '');
  if (kind === 'federation-token') return issuer && userBehind(issuer, all);
  return principal?.kind === 'user' ? principal.arn : undefined;
};

const sessionOf = ({ principal, sessionName }: KnownCredential): string => `${principal?.arn} ${sessionName}`;

describe('whatever came from a leaked key', () => {
  it('nothing is contained unless the thief certainly issued it, and all before it, after the leak began', () => {
    fc.assert(
      fc.property(world, ({ credentials, made, about }) => {
        const judged = judgeDescendants(credentials, about);
        const all = new Map(judged.map((each) => [each.id, each]));
        const things = judgeCreated(made, judged, about);
        const contained = judged.filter(({ verdict }) => verdict?.what === 'contain');
        for (const each of contained) {
          expect(isClear(each, all, about)).toBe(true);
          const consoles = judged.filter(
            ({ kind, issuedBy }) => kind === 'console-session' && issuedBy === each.id,
          );
          expect([each, ...consoles].some(({ until = '9' }) => until > now)).toBe(true);
          expect(each.issuedBy).not.toBeNull();
        }
        const users = things.filter(({ verdict }) => verdict?.what === 'contain');
        for (const { by, at, removedAt } of users) {
          const maker = all.get(by);
          expect(at >= (about.leak.at ?? '9')).toBe(true);
          expect(removedAt).toBeUndefined();
          expect(maker?.issuedBy === null || (maker && isClear(maker, all, about))).toBe(true);
        }
        const principals = new Set([
          ...contained.map(({ id, principal }) => (principal ? `${principal.kind} ${principal.name}` : id)),
          ...users.map(({ type, id }) => `${type === 'AWS::IAM::User' ? 'user' : 'role'} ${id}`),
        ]);
        expect(principals.size).toBeLessThanOrEqual(mostPrincipals);
      }),
      runs,
    );
  });

  it('a session is denied once, not where the workload goes by its name, and what is called held is held', () => {
    fc.assert(
      fc.property(world, ({ credentials, about }) => {
        const judged = judgeDescendants(credentials, about);
        const all = new Map(judged.map((each) => [each.id, each]));
        const whatOf = (id: string | null) => all.get(id ?? '')?.verdict?.what;
        const sessions = judged.filter(({ sessionName, principal }) => sessionName && principal);
        const denied = sessions.filter(({ verdict }) => verdict?.what === 'contain').map(sessionOf);
        expect(new Set(denied).size).toBe(denied.length);
        const asked = judged.filter(({ verdict }) => verdict?.what === 'contain');
        const workloads = sessions.filter(({ verdict }) =>
          ['older', 'workload', 'cannot-tell', 'of-a-waiting-one'].includes(
            verdict?.what === 'waits' ? verdict.rule : '',
          ),
        );
        for (const each of workloads) expect(denied).not.toContain(sessionOf(each));
        for (const each of judged.filter(({ verdict }) => verdict?.what === 'covered')) {
          const { kind, issuedBy } = each;
          const user = userBehind(each, all);
          const byName = asked.some((other) => sessionOf(other) === sessionOf(each));
          const byUser =
            kind !== 'role-session' &&
            user !== undefined &&
            (user === userOf('ci').arn ||
              asked.some((other) => isOfUser.test(other.kind) && userBehind(other, all) === user));
          const byOpener =
            kind === 'console-session' && ['contain', 'covered', undefined].includes(whatOf(issuedBy));
          expect(byName || byUser || byOpener).toBe(true);
        }
      }),
      runs,
    );
  });

  it('it is the same in whatever order those come that were issued by one', () => {
    const isAmong = (what: string | undefined): string =>
      what === 'contain' || what === 'covered' ? 'held' : `${what}`;
    const told = (judged: KnownCredential[]) =>
      judged
        .map(
          ({ id, verdict }) =>
            `${id} ${isAmong(verdict?.what)} ${isAmong(verdict?.what) === 'held' ? '' : verdict?.rule}`,
        )
        .sort();
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), ({ credentials, about }, numbers) => {
        const judged = judgeDescendants(credentials, about);
        fc.pre(judged.every(({ verdict }) => verdict?.rule !== 'too-many'));
        // A random order in which each comes after its issuer.
        const open = credentials.slice(1);
        const ordered = credentials.slice(0, 1);
        while (open.length > 0) {
          const ready = open.filter(({ issuedBy }) => ordered.some(({ id }) => id === issuedBy));
          const next = ready[(numbers.next().value ?? 0) % ready.length] ?? root;
          open.splice(open.indexOf(next), 1);
          ordered.push(next);
        }
        expect(told(judgeDescendants(ordered, about))).toEqual(told(judged));
      }),
      runs,
    );
  });
});

it('these worlds give every verdict often enough to mean something', () => {
  const odd = { knowsName: (name: string) => name !== 'b', userIsFree: true };
  const rules = fc
    .sample(world, { numRuns: 500, seed: 7 })
    .flatMap(({ credentials, about }, number) =>
      judgeDescendants(credentials, { ...about, ...(number % 3 === 0 && odd) }).map(
        ({ verdict }) => verdict?.rule ?? 'root',
      ),
    );
  const often = Map.groupBy(rules, (rule) => rule);
  const rare = Object.keys(verdictReasons).filter((rule) => (often.get(rule)?.length ?? 0) < 20);
  expect(rare).toEqual([]);
});

it('in whatever order the records of a trail come, the same is contained', () => {
  fc.assert(
    fc.property(stories, fc.nat(), ({ steps, delivery }, third) => {
      const { records } = worldOf(steps);
      const times = records
        .map(({ eventTime }) => Date.parse(String(eventTime)))
        .filter(Number.isFinite)
        .sort();
      const reportedAt = new Date(times[third % Math.max(times.length, 1)] ?? 0);
      const judged = (details: typeof records) => {
        const {
          credentials,
          created: things,
          leak,
        } = investigateRecords({ accessKeyId: leaked, reportedAt }, details);
        return { credentials, things, leak };
      };
      expect(judged(delivered(records, delivery))).toEqual(judged(records));
    }),
    { numRuns: process.env['LONG'] ? 2_000 : 150 },
  );
});
