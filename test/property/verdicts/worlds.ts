import fc from 'fast-check';
import type { Created, KnownCredential } from '#lib/investigation/investigation.ts';
import { abroad, office } from '#test/fixtures/cloudtrail/callers.ts';
import {
  anywhere,
  circumstances,
  created,
  issued,
  keyId,
  leakBegan,
  now,
  roleOf,
  root,
  sessionId,
  userOf,
} from '#test/unit/investigation/descendants.ts';
import { leaked } from '#test/unit/investigation/lineage.ts';

const kinds = [
  'access-key',
  'role-session',
  'session-token',
  'federation-token',
  'root-session',
  'console-session',
  'login-profile',
  'service-specific',
] as const;

const minutes = (from: string, by: number): string => new Date(Date.parse(from) + by * 60_000).toISOString();

const mostly = <T>(one: T, ...others: T[]) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(one) },
    { weight: 1, arbitrary: fc.constantFrom(one, ...others) },
  );

const descendant = fc.record({
  kind: fc.oneof(fc.constant<'role-session'>('role-session'), fc.constantFrom(...kinds)),
  parent: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 30 }) }),
  // A few that are met again, and enough to go beyond the limit.
  who: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 17 })),
  sessionName: fc.constantFrom('a', 'b', 'ci', undefined),
  issuedAt: mostly<number | null>(1, 0, -1, 30, null),
  until: mostly<number | undefined>(60, 0, -1, undefined),
  certain: mostly(true, false),
  from: mostly(abroad, office, anywhere, undefined),
});
type Descendant = typeof descendant extends fc.Arbitrary<infer T> ? T : never;

const principalOf = (kind: KnownCredential['kind'], who: number): KnownCredential['principal'] => {
  if (who === 17) return null;
  if (kind === 'role-session') return roleOf(`role-${who}`);
  if (kind === 'federation-token') return { ...userOf(`guest-${who}`), kind: 'federated-user' };
  return who === 0 ? userOf('ci') : userOf(`user-${who}`);
};

const credentialsOf = (specs: readonly Descendant[]): KnownCredential[] => {
  const all = [root];
  for (const [index, { kind, parent, who, sessionName, until, certain, from, ...spec }] of specs.entries()) {
    const id = kind === 'access-key' ? keyId(index) : sessionId(index);
    const { issuedFrom: _, ...credential } = issued(id, kind, {
      issuedBy: all[parent % all.length]?.id ?? leaked,
      principal: principalOf(kind, who),
      certain,
      issuedAt: spec.issuedAt === null ? null : minutes(leakBegan, spec.issuedAt),
    });
    all.push({
      ...credential,
      ...(from && { issuedFrom: from }),
      ...(until !== undefined && kind !== 'access-key' && { until: minutes(now, until) }),
      ...(kind === 'role-session' && sessionName && { sessionName }),
    });
  }
  return all;
};

const things = fc.record({
  by: fc.nat({ max: 30 }),
  who: fc.nat({ max: 17 }),
  isUser: fc.boolean(),
  at: mostly(1, 0, -1),
  from: mostly(abroad, office, anywhere, undefined),
  removed: mostly(false, true),
});
/** What came from a leaked key and what that made, and what is known of the leak and of the workload. */
export const world = fc
  .record({
    specs: fc.array(descendant, { maxLength: 30, size: 'max' }),
    made: fc.array(things, { maxLength: 12 }),
    leak: mostly<string | null>(leakBegan, null),
    knows: mostly(true, false),
  })
  .map(({ specs, made, leak, knows }) => {
    const credentials = credentialsOf(specs);
    return {
      credentials,
      made: made.map(({ by, who, isUser, at, from, removed }): Created => {
        const { from: _, ...thing } = created(
          `AWS::IAM::${isUser ? 'User' : 'Role'}`,
          `${isUser ? 'user' : 'role'}-${who}`,
          {
            by: credentials[by % credentials.length]?.id ?? leaked,
            at: minutes(leakBegan, at),
          },
        );
        return { ...thing, ...(from && { from }), ...(removed && { removedAt: now }) };
      }),
      about: circumstances({
        leak: { at: leak, by: 'report', why: '' },
        ...(!knows && { classify: () => undefined }),
      }),
    };
  });
