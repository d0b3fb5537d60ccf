import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKeyId } from '#lib/credential/key-id.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import sequenceEvent from '#test/fixtures/guardduty/attack-sequence.json' with { type: 'json' };

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

const events = [userEvent, sequenceEvent];
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

const check = (reading: SignalReading, field: string | undefined) => {
  if (reading.kind === 'leak') {
    for (const signal of reading.signals) {
      expect(isKeyId(signal.accessKeyId)).toBe(true);
      expect(signal.accountId).toMatch(/^\d{12}$/);
      expect(signal.id).toMatch(/^guardduty:[A-Za-z0-9-]{1,300}(:[A-Z0-9]{20})?$/);
      expect(new Date(signal.reportedAt).toISOString()).toBe(signal.reportedAt);
      expect(`${signal.where}${signal.url}${signal.reason}`).not.toMatch(/\p{Cc}/u);
      if (signal.userName !== undefined) expect(signal.userName).toMatch(/^[\w+=,.@-]{1,64}$/);
    }
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
    const reading = readGuardDutyEvent(broken);
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
    expect(readGuardDutyEvent(broken)).toMatchObject({ kind: 'malformed', field: written });
  }
});

it('a field of a wrong type or with hostile content never throws and never makes a leak of no key', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(hostile, fc.anything()), ([event, path], value) => {
      const broken = changed(event, path, (parent, key) => Reflect.set(parent, key, value));
      check(readGuardDutyEvent(broken), path.join('.') || 'event');
    }),
    { numRuns: 3000 },
  );
});

it('anything at all is read without throwing, as a finding and as a message', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, body) => {
      check(readGuardDutyEvent(value), undefined);
      expect(readQueueMessage(body)).toHaveProperty('kind');
      expect(readQueueMessage(JSON.stringify(value) ?? '')).toHaveProperty('kind');
    }),
  );
});
