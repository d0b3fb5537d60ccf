import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { fieldsAt, settingsJsonSchema } from '#infra/cloud/settings/json-schema.ts';
import { nearest } from '#infra/cloud/settings/nearest.ts';
import { parseSettings, readSettings } from '#infra/cloud/settings/settings.ts';
import { SettingsError } from '#infra/cloud/settings/settings-error.ts';
import { everything, everythingWritten, example, least } from './settings-of.ts';

const good = { mail: ['security@example.com'], region: 'eu-west-1' };

const problemsOf = (value: unknown): Record<string, string> => {
  try {
    parseSettings(value);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.problems.map(({ field, message }) => [field, message]));
  }
  return {};
};

describe('the least that can be deployed', () => {
  it('observes, pages who is mailed, and enters no other account', () => {
    const settings = least();
    expect(settings.rules.mode).toBe('observe');
    expect(settings.pages).toEqual(settings.mail);
    expect(settings.rules).toMatchObject({ accounts: [], organization: false });
    expect(settings).toMatchObject({ revokeSessions: false, kms: 'aws', architecture: 'arm64' });
  });
});

it('writes what is decided at the top into the rules that the functions read', () => {
  const rules = { brake: { containments: 5, minutes: 10 } };
  expect(everything({ rules }).rules).toMatchObject({
    mode: 'contain',
    accounts: ['111122223333', '444455556666'],
    brake: { containments: 5 },
  });
  expect(example().rules).toMatchObject({ mode: 'observe', organization: true, accounts: [] });
});

describe('what is wrong is named by its field, with what it may be', () => {
  test.each<[string, object, Record<string, string>]>([
    ['a typo at the top', { mdoe: 'contain' }, { mdoe: 'is no setting: did you mean mode?' }],
    [
      'a typo below',
      { evidence: { retentionDay: 3 } },
      { 'evidence.retentionDay': 'is no setting: did you mean retentionDays?' },
    ],
    [
      'a typo in the rules',
      { rules: { protcted: [] } },
      { 'rules.protcted': 'is no setting: did you mean protected?' },
    ],
    ['a value', { mode: 'obsrve' }, { mode: 'must be one of observe, contain, not "obsrve"' }],
    [
      'a mail address',
      { mail: ['security'] },
      { 'mail.0': 'must be a mail address, such as security@example.com, not "security"' },
    ],
    [
      'an address of a pager',
      { pages: ['http://pager.example/key'] },
      {
        'pages.0': 'must be a mail address, or an https:// address that a pager gave you, not "http://…"',
      },
    ],
    [
      'the same twice',
      { mail: ['a@example.com', 'a@example.com'] },
      { mail: 'must name each only once, not ["a@example.com","a@example.com"]' },
    ],
    ['an account', { accounts: ['1'] }, { 'accounts.0': 'must be 12 digits, not "1"' }],
    [
      'a rule',
      { rules: { protected: [{ principal: 'x', reason: 'y', until: 'z' }] } },
      {
        'rules.protected.0.principal': 'must be the ARN pattern of a user or role, not "x"',
        'rules.protected.0.until': 'must be a time in ISO 8601 UTC, not "z"',
      },
    ],
    [
      'true where there are fields',
      { github: true, athena: {} },
      {
        github: 'must be {…} with fields among apiUrl, resolveAlerts, not true',
        'athena.table': 'is missing: it must be text',
        'athena.workGroup': 'is missing: it must be text',
        'athena.trailBucket': 'is missing: it must be the ARN of a bucket',
        'athena.results': 'is missing: it must be the ARN of a bucket, with a prefix that does not end in /',
      },
    ],
    [
      'one where there is a list',
      { rules: { modes: {}, digestHour: 24 } },
      { 'rules.modes': 'must be a list, […], not {}', 'rules.digestHour': 'must be at most 23, not 24' },
    ],
    [
      'another file’s name for it',
      { rules: { mode: 'contain' }, destinations: { github: true } },
      {
        'rules.mode': 'is given as mode, at the top',
        'destinations.github': 'is given as github.resolveAlerts',
      },
    ],
  ])('%s', (_, changes, problems) => {
    expect(problemsOf({ ...good, ...changes })).toEqual(problems);
  });

  it('what is missing', () => {
    expect(problemsOf({})).toEqual({
      mail: 'is missing: it must be a list of mail addresses',
      region: 'is missing: it must be a Region, such as eu-central-1',
    });
    expect(problemsOf({ ...good, mail: [] })).toEqual({ mail: 'must name a mail address, not []' });
  });

  it('a name that resembles nothing, with all that there are', () => {
    expect(problemsOf({ ...good, xyzzyplugh: 1 })['xyzzyplugh']).toMatch(
      /^is no setting; there are accounts, .*webhookRate$/,
    );
  });
});

describe('what is impossible together', () => {
  const member = { memberExternalId: '00000000-0000-4000-8000-000000000000' };
  const cases: [string, object, object][] = [
    ['organizationId', { accounts: 'organization', ...member }, { organizationId: 'o-a1b2c3d4e5' }],
    ['memberExternalId', { accounts: ['111122223333'] }, member],
    ['deployedAt', { github: {} }, { deployedAt: '2026-11-28T09:00:00Z' }],
    ['rules.wholeRoles', { rules: { wholeRoles: ['arn:aws:iam::*:role/ci'] } }, { revokeSessions: true }],
    [
      'evidence.retentionDays',
      { evidence: { objectLock: 'compliance' } },
      { evidence: { objectLock: 'compliance', retentionDays: 9 } },
    ],
    ['evidence.objectLock', { evidence: { retentionDays: 9 } }, { evidence: false }],
    [
      'evidence.dropOldVersionsAfterDays',
      { evidence: { objectLock: 'governance', retentionDays: 9, dropOldVersionsAfterDays: 8 } },
      { evidence: { objectLock: 'governance', retentionDays: 9, dropOldVersionsAfterDays: 9 } },
    ],
    [
      'reservedConcurrency',
      { reservedConcurrency: { accountQuota: 150, contain: 51 } },
      { reservedConcurrency: { accountQuota: 150, contain: 50 } },
    ],
    [
      'reservedConcurrency.receiveWebhook',
      { reservedConcurrency: { accountQuota: 999, contain: 9, receiveWebhook: 9 } },
      { github: {}, deployedAt: '2026-11-28T09:00:00Z' },
    ],
  ];

  it.each(cases)('%s', (field, impossible, mended) => {
    expect(Object.keys(problemsOf({ ...good, ...impossible }))).toEqual([field]);
    expect(problemsOf({ ...good, ...impossible, ...mended })).toEqual({});
  });
});

it('tells of a file that is missing or no JSON', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-settings-'));
  const file = path.join(folder, 'tourniquet.config.json');
  expect(() => readSettings(file)).toThrow(/is not there; npm run deploy asks and writes one/);
  writeFileSync(file, '{');
  expect(() => readSettings(file)).toThrow(/is not JSON/);
  rmSync(folder, { recursive: true });
});

it('is refused when it is synthesized, by name', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-settings-'));
  const file = path.join(folder, 'tourniquet.config.json');
  writeFileSync(file, JSON.stringify({ ...good, mdoe: 'contain' }));
  const { status, stderr } = spawnSync(process.execPath, ['infra/cloud/app.ts', '--config', file], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(status).toBe(2);
  expect(stderr).toContain('mdoe: is no setting: did you mean mode?');
});

describe('the nearest name', () => {
  const names = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });

  it('of a known one is itself', () => {
    fc.assert(
      fc.property(names, fc.nat(), (known, index) => {
        const word = known[index % known.length] ?? '';
        expect(nearest(word, known)?.toLowerCase()).toBe(word.toLowerCase());
      }),
    );
  });

  it('is found where two letters were swapped', () => {
    expect(nearest('regoin', ['region', 'mail', 'mode'])).toBe('region');
    expect(nearest('accounts', ['mail', 'mode'])).toBeUndefined();
  });
});

describe('the JSON schema', () => {
  const file = new URL('../../docs/schemas/tourniquet-config.schema.json', import.meta.url);
  const written = JSON.parse(readFileSync(file, 'utf8'));

  it('is current: run node infra/cloud/settings/write-schema.ts', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema())));
  });

  it('takes what is good and refuses a typo', () => {
    const described = z.fromJSONSchema(written);
    expect(described.safeParse(everythingWritten).success).toBe(true);
    expect(described.safeParse({ ...good, mdoe: 'contain' }).success).toBe(false);
    expect(described.safeParse({ region: 'eu-west-1' }).success).toBe(false);
  });
});

it('every setting is told in the documentation, and none that is not there', () => {
  const page = readFileSync(new URL('../../docs/deployment-settings.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field);
  expect(told.sort()).toEqual(
    fieldsAt([])
      .filter((field) => field !== '$schema')
      .sort(),
  );
});
