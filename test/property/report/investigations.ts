import fc from 'fast-check';
import { statuses } from '#lib/incident/incident.ts';
import { verdictReasons } from '#lib/investigation/descendants/reasons.ts';
import type { Investigation, KnownCredential } from '#lib/investigation/investigation.ts';

/** Stands behind a line break in texts of strangers: at the beginning of a line it would be a forged one. */
export const forged = 'ALL-CLEAR';

const nasty = fc.constantFrom(
  '\u001b[2J',
  '\u001b]0;',
  '\u009b',
  '\u202e',
  '\u200b',
  '\u2028',
  '\ud800',
  '$(reboot)',
  '`reboot`',
  '; reboot',
  '&& reboot',
  '| sh',
  "' --x '",
  '"x"',
  '> /tmp/x',
  '-x',
  '=ls',
  '*',
  'https://evil.example/x',
  'www.evil.example',
  'é́́́́',
);
const plain = fc.stringMatching(/^[A-Za-z][A-Za-z0-9+=,.@_/:-]{0,30}$/);

/** What a thief, or whoever wrote the files, can put into a record. */
export const outside: fc.Arbitrary<string> = fc.oneof(
  plain,
  fc
    .array(fc.oneof(nasty, plain, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 4 })
    .map((parts) => `x${parts.join('')}\n${forged}`),
  fc.constantFrom('__proto__', 'constructor', `x${'y'.repeat(600)}`),
);

const time = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 2, 1) })
  .map((at) => new Date(at).toISOString());
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 3 });
const number = fc.oneof(fc.nat(3), fc.nat(2_000_000));
const few = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 6 });

const verdict = fc.record(
  {
    what: fc.constantFrom('contain', 'waits', 'covered', 'expired', 'cannot'),
    rule: fc.oneof(fc.constantFrom(...Object.keys(verdictReasons)), outside),
    why: outside,
    command: fc.oneof(
      outside,
      outside.map((id) => `aws iam x --user-name ${id}`),
    ),
    incidentId: outside,
    status: fc.constantFrom(...statuses),
  },
  { requiredKeys: ['what', 'rule', 'why'] },
);

const credential = fc.record(
  {
    id: outside,
    kind: fc.constantFrom(
      'access-key',
      'role-session',
      'session-token',
      'federation-token',
      'root-session',
      'console-session',
      'login-profile',
      'service-specific',
    ),
    issuedBy: orNull(outside),
    via: orNull(outside),
    issuedAt: orNull(time),
    principal: orNull(fc.record({ kind: outside, name: outside, arn: outside })),
    certain: fc.boolean(),
    why: outside,
    events: number,
    failed: number,
    lastUsed: time,
    until: time,
    sessionName: outside,
    verdict,
  },
  {
    requiredKeys: ['id', 'kind', 'issuedBy', 'via', 'issuedAt', 'principal', 'certain', 'why', 'events'],
  },
) as fc.Arbitrary<KnownCredential>;

const call = { eventSource: outside, eventName: outside, region: outside };
const counts = { events: number, first: orNull(time), last: orNull(time) };
const owner = fc.record({ kind: fc.constantFrom('user', 'role'), name: outside });
const kinds = fc.oneof(
  fc.constantFrom('user', 'role', 'access key', 'console login', 'attached policy', 'function', 'instance'),
  outside,
);

const command = fc.oneof(
  outside,
  outside.map((id) => `aws s3api get-bucket-policy --bucket ${id}`),
);

/** Anything that an investigation could hold, whatever the records that it was read from say. */
export const investigations = fc.record(
  {
    accessKeyId: orNull(outside),
    userName: outside,
    window: fc.constant({ from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' }),
    coverage: few(
      fc.record(
        {
          region: outside,
          source: fc.constantFrom('lookup-events', 'files', 'athena'),
          complete: fc.boolean(),
          events: number,
          oldest: orNull(time),
          newest: orNull(time),
          reason: outside,
        },
        { requiredKeys: ['region', 'source', 'complete', 'events', 'oldest', 'newest'] },
      ),
    ),
    credentials: fc.array(credential, { maxLength: 12 }),
    events: number,
    failed: number,
    lastSucceeded: orNull(time),
    actions: few(
      fc.record(
        {
          ...call,
          ...counts,
          readOnly: orNull(fc.boolean()),
          failed: number,
          made: fc.record({ kind: kinds, number }),
          effects: few(fc.oneof(fc.constantFrom('read-data', 'shared', 'changed'), outside)),
        },
        {
          requiredKeys: [
            'eventSource',
            'eventName',
            'region',
            'events',
            'first',
            'last',
            'readOnly',
            'failed',
          ],
        },
      ),
    ),
    created: few(
      fc.record(
        {
          type: fc.constantFrom('AWS::IAM::User', 'AWS::IAM::Role', 'AWS::EC2::Instance'),
          id: outside,
          by: outside,
          at: time,
          eventName: outside,
          region: outside,
          verdict,
        },
        { requiredKeys: ['type', 'id', 'by', 'at', 'eventName', 'region'] },
      ),
    ),
    sessions: fc.constant([]),
    made: few(
      fc.record(
        { kind: kinds, id: outside, at: time, ...call, owner, by: outside, removedAt: time },
        { requiredKeys: ['kind', 'id', 'at', 'eventSource', 'eventName', 'region'] },
      ),
    ),
    techniques: few(
      fc.record({ id: outside, name: outside, tactic: outside, events: number, failed: number }),
    ),
    sources: few(
      fc.record(
        {
          ip: orNull(outside),
          userAgent: orNull(outside),
          ...counts,
          pattern: fc.constantFrom('usual', 'shared', 'foreign'),
        },
        { requiredKeys: ['ip', 'userAgent', 'events', 'first', 'last'] },
      ),
    ),
    leak: fc.record({
      at: orNull(time),
      by: fc.constantFrom('report', 'foreign-use', 'asked', 'unknown'),
      why: outside,
    }),
    touched: few(
      fc.record(
        {
          kind: outside,
          id: outside,
          by: outside,
          at: time,
          eventName: outside,
          region: outside,
          review: command,
          revert: command,
          sharedWith: few(outside),
        },
        { requiredKeys: ['kind', 'id', 'by', 'at', 'eventName', 'region', 'review'] },
      ),
    ),
    keepsDrawing: few(fc.record({ what: outside, by: outside, command }, { requiredKeys: ['what', 'by'] })),
    after: fc.record({
      at: time,
      succeeded: number,
      examples: few(fc.record({ credential: outside, eventName: outside, region: outside, at: time })),
    }),
    onBehalf: few(fc.record({ service: outside, eventSource: outside, eventName: outside, events: number })),
    quarantine: few(fc.record({ policy: outside, principal: outside, at: time })),
    errors: few(fc.record({ code: outside, events: number })),
    notes: few(outside),
  },
  {
    requiredKeys: [
      'accessKeyId',
      'window',
      'coverage',
      'credentials',
      'events',
      'failed',
      'lastSucceeded',
      'actions',
      'created',
      'sessions',
      'made',
      'techniques',
      'sources',
      'notes',
    ],
  },
) as fc.Arbitrary<Investigation>;

/** The same, each list as long as a large incident has it. */
export const largeInvestigations: fc.Arbitrary<Investigation> = fc
  .tuple(investigations, fc.integer({ min: 2, max: 400 }))
  .map(([found, times]) => {
    const many = <T>(list: readonly T[]): T[] =>
      list.length === 0
        ? []
        : Array.from({ length: times }, (_, index) => list[index % list.length]).filter(
            (one): one is T => one !== undefined,
          );
    const named = <T extends { id: string }>(list: readonly T[]): T[] =>
      many(list).map((one, index) => ({ ...one, id: `${one.id.slice(0, 40)}${index}` }));
    return {
      ...found,
      coverage: many(found.coverage),
      credentials: named(found.credentials),
      actions: many(found.actions).map((one, index) => ({ ...one, eventName: `${one.eventName}${index}` })),
      created: named(found.created),
      made: named(found.made),
      techniques: named(found.techniques),
      sources: many(found.sources).map((one, index) => ({ ...one, ip: `${one.ip}${index}` })),
      notes: many(found.notes),
      ...(found.touched && { touched: named(found.touched) }),
      ...(found.keepsDrawing && { keepsDrawing: many(found.keepsDrawing) }),
      ...(found.onBehalf && { onBehalf: many(found.onBehalf) }),
      ...(found.quarantine && { quarantine: many(found.quarantine) }),
      ...(found.errors && { errors: many(found.errors) }),
    };
  });

export const anyTime = time;
