import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthDetail } from '#infra/local/drill/events/health.ts';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { securityHubDetail } from '#infra/local/drill/events/securityhub.ts';
import { envelope, type NewEvent } from '#infra/local/services/events/envelope.ts';
import { isKeyId } from '#lib/credential/key-id.ts';
import { readHealthEvent } from '#lib/signal/health.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { readQuarantineEvent } from '#lib/signal/quarantine.ts';
import { readSecurityHubEvent } from '#lib/signal/securityhub.ts';
import consoleCompromise from '#test/fixtures/health/console-compromise.json' with { type: 'json' };
import exposed from '#test/fixtures/health/credentials-exposed.json' with { type: 'json' };
import twoKeys from '#test/fixtures/health/two-keys-of-a-member.json' with { type: 'json' };
import userQuarantined from '#test/fixtures/health/user-quarantined.json' with { type: 'json' };
import byAws from '#test/fixtures/quarantine/attached-by-aws.json' with { type: 'json' };
import detached from '#test/fixtures/quarantine/detached.json' with { type: 'json' };
import customAction from '#test/fixtures/securityhub/custom-action.json' with { type: 'json' };
import imported from '#test/fixtures/securityhub/imported.json' with { type: 'json' };
import importedV2 from '#test/fixtures/securityhub/imported-v2.json' with { type: 'json' };

type Reader = (event: unknown) => SignalReading;
type Path = readonly string[];

const sources: readonly (readonly [string, Reader, readonly object[]])[] = [
  ['health', readHealthEvent, [exposed, twoKeys, userQuarantined, consoleCompromise]],
  ['quarantine', readQuarantineEvent, [byAws, detached]],
  ['securityhub', readSecurityHubEvent, [imported, customAction, importedV2]],
];

const pathsOf = (value: unknown, above: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, held]) => pathsOf(held, [...above, key]))];
};

/** A copy in which `change` was made to the object that holds the last step of the path. */
const changed = (event: object, path: Path, change: (parent: object, key: string) => void): unknown => {
  const copy = { top: structuredClone(event) };
  const steps = ['top', ...path];
  const parent = steps.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy);
  change(Object(parent), steps.at(-1) ?? '');
  return copy.top;
};

const secret = `wJalr${'9xQ/2+Kd'.repeat(4)}abc`;
const hostile: readonly unknown[] = [
  null,
  0,
  true,
  '',
  [],
  {},
  [null],
  '__proto__',
  'constructor',
  'AKIAY34FZKBOKMUTVV7A\n',
  'akiay34fzkbokmutvv7a',
  'AKIAY34FZKBOKMUTVV7A',
  'arn:aws:iam::609629065308:user/x',
  '<script>alert(1)</script>',
  `aws_secret_access_key=${secret}`,
  '\u0000\u202e\ud800',
  'closed',
  'x'.repeat(50_000),
];

const checkSignal = (signal: LeakSignal, source: string) => {
  expect(signal.source).toBe(source);
  expect(signal.accountId).toMatch(/^\d{12}$/);
  expect(signal.id).toMatch(new RegExp(`^${source}:[\\x21-\\x7e]{1,600}$`));
  if (signal.accessKeyId === undefined) expect(signal.userName).toBeDefined();
  else expect(isKeyId(signal.accessKeyId)).toBe(true);
  if (signal.userName !== undefined) expect(signal.userName).toMatch(/^[\w+=,.@-]{1,64}$/);
  for (const time of [signal.reportedAt, signal.lastSeenAt ?? signal.reportedAt]) {
    expect(new Date(time).toISOString()).toBe(time);
  }
  const text = `${signal.where}${signal.reason}${signal.doubt}`;
  expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  expect(text.length).toBeLessThan(2500);
  expect(signal.url ?? 'https://').toMatch(/^https:\/\//);
  expect(JSON.stringify(signal) + decodeURIComponent(signal.url ?? '')).not.toContain(secret);
};

const check = (reading: SignalReading, source: string) => {
  if (reading.kind === 'leak') {
    expect(reading.signals.length).toBeGreaterThan(0);
    expect(new Set(reading.signals.map(({ id }) => id)).size).toBe(reading.signals.length);
    for (const signal of reading.signals) checkSignal(signal, source);
    return;
  }
  expect(['not-a-leak', 'undecided', 'malformed']).toContain(reading.kind);
  expect(reading.reason).not.toBe('');
  expect(reading.reason.length).toBeLessThan(2500);
  expect(reading.reason).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  expect(reading.reason).not.toContain(secret);
  if (reading.kind === 'malformed') expect(reading.reason).toContain(reading.field);
  if (reading.kind === 'not-a-leak') expect(['mail', 'digest', 'log']).toContain(reading.tell);
};

describe.each(sources)('an event of %s', (source, read, events) => {
  const places = events.flatMap((event) => pathsOf(event).map((path) => [event, path] as const));

  it('is read in one of four ways, whatever stands in whichever field', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.anything(), fc.jsonValue()),
        ([event, path], value) => {
          check(read(changed(event, path, (parent, key) => Reflect.set(parent, key, value))), source);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives away nothing and leaks nothing of no key, with each hostile value in each field', () => {
    for (const [event, path] of places) {
      for (const value of hostile) {
        check(read(changed(event, path, (parent, key) => Reflect.set(parent, key, value))), source);
      }
    }
  });

  it('is read when any field is missing', () => {
    for (const [event, path] of places) {
      check(read(changed(event, path, Reflect.deleteProperty)), source);
    }
  });

  it('is refused when it is no event at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const reading = read(value);
        check(reading, source);
        expect(reading.kind).toBe('malformed');
      }),
    );
  });

  it('reads the same on every delivery, whoever delivers it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...events),
        fc.uuid(),
        fc.constantFrom('us-west-2', 'eu-west-1'),
        (event, id, region) => {
          expect(read({ ...event, id, region })).toEqual(read(structuredClone(event)));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('what the drill sends', () => {
  const scope = { accountId: '609629065308', region: 'us-east-1' };
  const at = new Date('2026-10-14T09:12:05Z');
  const sent = (event: NewEvent) => JSON.parse(JSON.stringify(envelope(event, scope, at)));
  const keyId = fc.stringMatching(/^AKIA[Q-Z2-7][A-Z2-7]{15}$/);
  const account = fc.stringMatching(/^\d{12}$/);
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
  const signalsOf = (reading: SignalReading): LeakSignal[] => {
    if (reading.kind !== 'leak') throw new Error(reading.reason);
    return reading.signals;
  };

  it('from AWS Health is a leak of each key, with one id for each however it is ordered', () => {
    fc.assert(
      fc.property(fc.uniqueArray(keyId, { minLength: 2, maxLength: 6 }), account, (keys, accountId) => {
        const ids = (order: string[]) => {
          const [accessKeyId = '', ...otherKeyIds] = order;
          const event = healthDetail({ accessKeyId, otherKeyIds, accountId, at, communicationId: 'c0-1' });
          return signalsOf(readHealthEvent(sent(event)))
            .map(({ id, accessKeyId: key }) => `${id} ${key}`)
            .sort();
        };
        expect(ids(keys)).toHaveLength(keys.length);
        expect(ids(keys.toReversed())).toEqual(ids(keys));
      }),
    );
  });

  it('from the quarantine is a leak of that user', () => {
    fc.assert(
      fc.property(name, account, (userName, accountId) => {
        const quarantine = { userName, userId: 'AIDAY34FZKBOB2C3D4E5F', accountId, at };
        expect(signalsOf(readQuarantineEvent(sent(quarantineDetail(quarantine))))).toMatchObject([
          { userName, accountId, userId: quarantine.userId, reportedAt: at.toISOString() },
        ]);
        const lifted = quarantineDetail({ ...quarantine, eventName: 'DetachUserPolicy' });
        expect(readQuarantineEvent(sent(lifted))).toMatchObject({ kind: 'not-a-leak', tell: 'mail' });
      }),
      { numRuns: 50 },
    );
  });

  it('from Security Hub is a leak when imported and when chosen, but not when GuardDuty sent it', () => {
    fc.assert(
      fc.property(keyId, account, (accessKeyId, accountId) => {
        const finding = { accessKeyId, accountId, region: 'eu-central-1', at };
        for (const how of ['imported', 'custom-action'] as const) {
          const [signal] = signalsOf(readSecurityHubEvent(sent(securityHubDetail(finding, how))));
          expect(signal).toMatchObject({ accessKeyId, accountId, certainty: 'claimed' });
        }
        const copy = securityHubDetail({ ...finding, product: 'aws/guardduty' });
        expect(readSecurityHubEvent(sent(copy))).toMatchObject({ kind: 'not-a-leak', tell: 'log' });
      }),
      { numRuns: 50 },
    );
  });
});
