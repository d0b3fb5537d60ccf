import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentMail, mustPage } from '#lib/containment/mail.ts';
import { type ReasonId, reasons } from '#lib/containment/reasons.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { signalSources } from '#lib/platform/signal-sources.ts';
import { accountId, key, otherKey } from './fake-account.ts';
import { at, decidedBy, sessionKey } from './mail-incidents.ts';

const hostile = fc.oneof(
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

const stepIds = ['deactivate-key', 'deny-user', 'bound-user', 'deny-session', 'deny-role', 'bound-role'];
const services = Array.from({ length: 12 }, (_, n) => `deactivate-service-credential:ACCAT3SKF7WXYEXAMP${n}`);
const before = fc.oneof(
  fc.record({ status: hostile }),
  fc.record({ attached: fc.boolean() }),
  fc.record({ boundary: fc.option(hostile) }),
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

const incidents: fc.Arbitrary<Incident> = fc
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
  })
  .map(({ why, told, session, descendantOf, stillOpen, containedAt, restoredAt, restoredBy, ...fields }) => ({
    ...fields,
    ...decidedBy(why.id, why.detail),
    ...(told !== undefined && { reason: told }),
    ...(session && { session }),
    ...(descendantOf !== undefined && { descendantOf }),
    ...(stillOpen && { stillOpen }),
    ...(containedAt && { containedAt }),
    ...(restoredAt && { restoredAt }),
    ...(restoredBy !== undefined && { restoredBy }),
  })) as fc.Arbitrary<Incident>;

const ways = fc.constantFrom(
  {},
  { terminal: 'npm run -s tourniquet -- restore --state /tmp/x' },
  {
    restoreFunction: 'tourniquet-restore',
    containFunction: 'tourniquet-contain',
    region: 'us-east-1',
    account: accountId,
  },
);

const isCommand = (line: string): boolean => /^ {2}(aws|npm|for) /.test(line);

const forAny = (check: (incident: Incident, mail: { subject: string; body: string }) => void): void => {
  fc.assert(
    fc.property(incidents, ways, (incident, way) => {
      const mail = incidentMail(incident, way);
      check(incident, mail);
    }),
    { numRuns: 3_000 },
  );
};

describe('the mail of any incident at all', () => {
  it('is under 30 lines, with the two lines more that a page has', () => {
    forAny((_incident, { body }) => expect(body.split('\n').length).toBeLessThan(28));
  });

  it('has lines that a screen takes, but for commands', () => {
    forAny((_incident, { body }) => {
      for (const line of body.split('\n').filter((each) => !isCommand(each)))
        expect(line.length).toBeLessThanOrEqual(400);
    });
  });

  it('has a subject of one line that SNS takes, and holds nothing that is not text', () => {
    forAny((_incident, { subject, body }) => {
      expect(subject).toMatch(/^[ -~]{1,99}$/);
      expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
      expect(body.split('\n').filter((line) => line.startsWith('NOT CONTAINED. Call'))).toEqual([]);
    });
  });

  it('says that it no longer works only of what was contained', () => {
    forAny(({ status }, { body }) => {
      if (status !== 'contained') expect(body).not.toContain('no longer works');
    });
  });

  it('is a page’s by its subject exactly where a person must act', () => {
    forAny((incident, { subject }) =>
      expect(/^(NOT CONTAINED|PROTECTED)/.test(subject)).toBe(mustPage(incident)),
    );
  });

  it('holds no command with a word of others that a shell would act on', () => {
    forAny((_incident, { body }) => {
      for (const line of body.split('\n').filter(isCommand)) {
        expect(line).not.toMatch(/reboot/);
        expect(line.match(/'/g)?.length ?? 0).toSatisfy((quotes: number) => quotes % 2 === 0);
      }
    });
  });
});
