import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKeyId } from '#lib/credential/key-id.ts';
import { defaultRules, type GuardDutyRule, parseRules } from '#lib/platform/rules.ts';
import { fits } from '#lib/platform/wildcard.ts';
import { judgeFinding } from '#lib/signal/guardduty/judge.ts';
import { shippedTable } from '#lib/signal/guardduty/table.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import sequenceEvent from '#test/fixtures/guardduty/attack-sequence.json' with { type: 'json' };
import roleEvent from '#test/fixtures/guardduty/role-session.json' with { type: 'json' };

const rules = defaultRules();
const read = (event: unknown): SignalReading => readGuardDutyEvent(event, rules);

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, above: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, held]) => pathsOf(held, [...above, key]))];
};

/** A copy in which `change` was made to the object that holds the last step of the path. */
const changed = (event: object, path: Path, change: (parent: object, key: string) => void): object => {
  const copy = { top: structuredClone(event) };
  const steps = ['top', ...path.map(String)];
  const parent = steps.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy);
  change(Object(parent), steps.at(-1) ?? '');
  return copy.top;
};

const events = [userEvent, roleEvent, sequenceEvent];
const places = events.flatMap((event) => pathsOf(event).map((path) => [event, path] as const));

const hostile = fc.constantFrom<unknown>(
  null,
  0,
  -1,
  true,
  '',
  ' ',
  [],
  {},
  [null],
  '__proto__',
  { __proto__: { accessKeyId: 'AKIAY34FZKBOKMUTVV7A' } },
  'AKIAY34FZKBOKMUTVV7A\n',
  'akiay34fzkbokmutvv7a',
  "'; DROP TABLE incidents; --",
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '\u0000\u202e\ud800',
  'x'.repeat(100_000),
);

const name = /^[\w+=,.@-]{1,64}$/;

const checkSignal = (signal: LeakSignal) => {
  const { accessKeyId, userName, session } = signal;
  // Without a key it is a user that is contained, in an account that is known.
  if (accessKeyId === undefined) expect(signal).toMatchObject({ userName: expect.stringMatching(name) });
  else expect(isKeyId(accessKeyId)).toBe(true);
  if (accessKeyId === undefined || signal.accountId !== undefined) {
    expect(signal.accountId).toMatch(/^\d{12}$/);
  }
  expect(signal.id).toMatch(/^guardduty:[A-Za-z0-9-]{1,300}(:[A-Z0-9]{12,128})?$/);
  expect(new Date(signal.reportedAt).toISOString()).toBe(signal.reportedAt);
  if (signal.lastSeenAt !== undefined) {
    expect(new Date(signal.lastSeenAt).toISOString()).toBe(signal.lastSeenAt);
  }
  expect(`${signal.where}${signal.url}${signal.reason}`).not.toMatch(/\p{Cc}/u);
  if (userName !== undefined) expect(userName).toMatch(name);
  if (session) {
    expect(session.roleName).toMatch(name);
    expect(session.roleId ?? 'AROA12345678').toMatch(/^AROA[A-Z0-9]{8,124}$/);
    expect(session.sessionName ?? 'none').toMatch(/^[\w+=,.@-]{2,64}$/);
    // A name is a user's or a role's, never both.
    expect(userName).toBeUndefined();
  }
};

const check = (reading: SignalReading, field: string | undefined) => {
  if (reading.kind === 'leak') {
    for (const signal of reading.signals) checkSignal(signal);
    return;
  }
  expect(reading.reason).not.toBe('');
  expect(reading.reason.length).toBeLessThan(1000);
  if (reading.kind === 'malformed') {
    expect(reading.reason).toContain(reading.field);
    // The field that is named is the one that was changed, or holds it, or is held by it.
    if (field !== undefined) {
      const plain = reading.field.replace('.user.', '.').replace('.credentialUid', '');
      expect(field === 'event' || field.startsWith(plain) || plain.startsWith(field)).toBe(true);
    }
  }
};

it('a field that is missing is named, or is one that decides nothing', () => {
  for (const [event, path] of places) {
    const broken = path.length === 0 ? undefined : changed(event, path, Reflect.deleteProperty);
    const reading = read(broken);
    check(reading, path.join('.') || 'event');
  }
});

it('a field in the case of the API is named as it was written', () => {
  const demanded = [
    'source',
    'detail-type',
    'detail',
    'detail.id',
    'detail.accountId',
    'detail.type',
    'detail.resource',
  ];
  for (const field of [...demanded, 'detail.resource.accessKeyDetails']) {
    const path = field.split('.');
    const broken = changed(userEvent, path, (parent, key) => {
      Reflect.set(parent, `${key.charAt(0).toUpperCase()}${key.slice(1)}`, Reflect.get(parent, key));
      Reflect.deleteProperty(parent, key);
    });
    const last = path.pop() ?? '';
    const written = [...path, `${last.charAt(0).toUpperCase()}${last.slice(1)}`].join('.');
    expect(read(broken)).toMatchObject({ kind: 'malformed', field: written });
  }
});

it('a field of a wrong type or with hostile content never throws and never makes a leak of no key', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(hostile, fc.anything()), ([event, path], value) => {
      const broken = changed(event, path, (parent, key) => Reflect.set(parent, key, value));
      check(read(broken), path.join('.') || 'event');
    }),
    { numRuns: 3000 },
  );
});

it('anything at all is read without throwing, as a finding and as a message', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, body) => {
      check(read(value), undefined);
      expect(readQueueMessage(body, rules)).toHaveProperty('kind');
      expect(
        readQueueMessage(JSON.stringify({ kind: 'guardduty', event: value }) ?? '', rules),
      ).toHaveProperty('kind');
    }),
  );
});

const part = fc.constantFrom(
  'Recon',
  'UnauthorizedAccess',
  'AttackSequence',
  ':',
  '/',
  'IAMUser',
  'S3',
  'EC2',
  '.',
  'x',
);
const type = fc.oneof(
  fc.string(),
  fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
);
const pattern = fc.oneof(
  type,
  fc.array(fc.oneof(part, fc.constant('*')), { maxLength: 8 }).map((parts) => parts.join('')),
);
const severity = fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined });
const outcome = fc.constantFrom<GuardDutyRule['outcome']>('act', 'report', 'ignore');
const reason = fc.string({ minLength: 1, maxLength: 500 });
const allowed = pattern.filter((text) => /^[\x21-\x7e]{1,200}$/.test(text));
// Parsed, as they come from a file.
const deployedRules = fc
  .array(fc.record({ type: allowed, outcome, minimumSeverity: severity, reason }))
  .map((made) =>
    made.map(({ outcome, ...rest }) => Object.fromEntries([['outcome', outcome], ...Object.entries(rest)])),
  )
  .map((guardduty) => parseRules({ guardduty }).guardduty);

const outcomeOf = (
  asked: GuardDutyRule['outcome'],
  minimum: number | undefined,
  found: number | undefined,
) => {
  if (asked === 'ignore') return { outcome: 'ignore', tell: 'log' };
  if (minimum !== undefined && found !== undefined && found < minimum) {
    return { outcome: 'report', tell: 'digest' };
  }
  return asked === 'act' ? { outcome: 'act' } : { outcome: 'report', tell: 'mail' };
};

it('every type at every severity has one outcome with a reason, under any rules', () => {
  fc.assert(
    fc.property(type, severity, deployedRules, (type, severity, deployed) => {
      const judgement = judgeFinding(type, severity, deployed);
      expect(judgement.reason).not.toBe('');
      const first = deployed.find((each) => fits(type, each.type));
      const shipped = shippedTable.find(({ types }) => types.some((each) => fits(type, each)));
      // The first deployed rule that fits, else the first shipped entry, else a report.
      const expected = first
        ? outcomeOf(first.outcome, first.minimumSeverity, severity)
        : outcomeOf(shipped?.outcome ?? 'report', shipped?.minimumSeverity, severity);
      expect(judgement).toMatchObject(expected);
    }),
    { numRuns: 2000 },
  );
});

it('rules about other types change nothing', () => {
  fc.assert(
    fc.property(type, severity, deployedRules, (type, severity, deployed) => {
      const others = deployed.filter((each) => !fits(type, each.type));
      expect(judgeFinding(type, severity, others)).toEqual(judgeFinding(type, severity, []));
    }),
  );
});

it('a pattern fits what the same pattern of a regular expression fits', () => {
  const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const regular = (text: string): RegExp => new RegExp(`^${escaped(text).replaceAll('*', '.*')}$`, 's');
  fc.assert(
    fc.property(type, pattern, (type, pattern) => {
      expect(fits(type, pattern)).toBe(regular(pattern).test(type));
    }),
    { numRuns: 3000 },
  );
});
