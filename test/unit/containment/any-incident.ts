import fc from 'fast-check';
import { type ReasonId, reasons } from '#lib/containment/reasons.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { signalSources } from '#lib/platform/signal-sources.ts';
import { accountId, key, otherKey } from './fake-account.ts';
import { at, decidedBy, sessionKey } from './mail-incidents.ts';

/** Text as a stranger could choose it. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '\u001b[2J',
    '\u202egnp.exe',
    "'; reboot #",
    'a\nNOT CONTAINED. Call',
    '$(reboot)',
    'x'.repeat(9_000),
  ),
  fc.constant('deploy-bot'),
);
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const time = fc.oneof(fc.constant(at), hostile);

const stepIds = [
  'deactivate-key',
  'deny-user',
  'bound-user',
  'deny-session',
  'deny-role',
  'bound-role',
  'tag-user',
  'tag-role',
];
const services = Array.from({ length: 12 }, (_, n) => `deactivate-service-credential:ACCAT3SKF7WXYEXAMP${n}`);
const before = fc.oneof(
  fc.record({ status: hostile }),
  fc.record({ attached: fc.boolean() }),
  fc.record({ boundary: fc.option(hostile) }),
  fc.record({ tag: fc.option(hostile) }),
  fc.record({ policy: fc.option(fc.record({ Version: hostile })) }),
);
const steps = fc.uniqueArray(
  fc.record(
    {
      id: fc.constantFrom(...stepIds, ...services),
      outcome: fc.constantFrom('planned', 'done', 'already', 'failed', 'skipped'),
      at: fc.constant(at),
      reason: hostile,
      before,
      undoneAt: fc.constant(at),
      withheld: fc.constant(true as const),
      liftedBy: hostile,
    },
    { requiredKeys: ['id', 'outcome', 'at'] },
  ),
  { selector: ({ id }) => id, maxLength: 16 },
);

const signals = fc.array(
  fc.record(
    {
      id: hostile,
      source: fc.constantFrom(...signalSources),
      certainty: fc.constantFrom('proven', 'claimed', 'contradicted'),
      where: hostile,
      reportedAt: time,
      url: fc.oneof(fc.webUrl(), hostile),
      userName: hostile,
      reason: hostile,
      role: fc.record({ roleName: hostile, roleId: hostile }),
      session: fc.record({ roleName: hostile, roleId: hostile, sessionName: hostile }),
    },
    { requiredKeys: ['id', 'source', 'certainty', 'where', 'reportedAt'] },
  ),
  { maxLength: 4 },
);

const reasonIds = Object.keys(reasons) as ReasonId[];
const principals = fc.record({
  kind: fc.constantFrom('user', 'role'),
  name: hostile,
  arn: hostile.map((name) => `arn:aws:iam::${accountId}:user/${name}`),
  id: hostile,
});
const alsoDenied = fc.array(
  fc.record({
    kind: fc.constantFrom('access-key', 'console', 'service-specific'),
    id: hostile,
    lastUsedAt: fc.option(time),
  }),
  { maxLength: 12 },
);

/** Incidents of any kind, whether they can come about or not. */
export const incidents: fc.Arbitrary<Incident> = fc
  .record({
    incidentId: fc.oneof(fc.constantFrom(`${key}-1`, `role-${accountId}-build-1`), hostile),
    accessKeyId: fc.constantFrom(
      null,
      key,
      sessionKey,
      'ACCAT3SKF7WXYEXAMPLE',
      'ABIAT3SKF7WXYEXAMPLE',
      'AKIA; reboot',
    ),
    accountId: fc.constantFrom(null, accountId),
    principal: fc.option(principals),
    status: fc.constantFrom(...statuses),
    why: fc.record({ id: fc.constantFrom(...reasonIds), detail: maybe(hostile) }),
    told: maybe(hostile),
    signals,
    steps,
    alsoStopped: fc.subarray([otherKey]),
    alsoDenied,
    session: maybe(fc.record({ name: fc.option(hostile), issuedBefore: time })),
    descendantOf: maybe(fc.oneof(fc.constant(`${otherKey}-1`), hostile)),
    stillOpen: maybe(
      fc.array(fc.record({ what: hostile, command: fc.constant('aws ec2 stop-instances') }), {
        maxLength: 20,
      }),
    ),
    openedAt: fc.constant(at),
    containedAt: maybe(fc.constant(at)),
    restoredAt: maybe(fc.constant(at)),
    restoredBy: maybe(hostile),
    usableAgain: maybe(fc.array(hostile, { maxLength: 12 })),
  })
  .map(
    ({
      why,
      told,
      session,
      descendantOf,
      stillOpen,
      containedAt,
      restoredAt,
      restoredBy,
      usableAgain,
      ...fields
    }) => ({
      ...fields,
      ...decidedBy(why.id, why.detail),
      ...(told !== undefined && { reason: told }),
      ...(session && { session }),
      ...(descendantOf !== undefined && { descendantOf }),
      ...(stillOpen && { stillOpen }),
      ...(containedAt && { containedAt }),
      ...(restoredAt && { restoredAt }),
      ...(restoredBy !== undefined && { restoredBy }),
      ...(usableAgain && { usableAgain }),
    }),
  ) as fc.Arbitrary<Incident>;
