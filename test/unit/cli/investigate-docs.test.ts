import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { investigateCommand } from '#lib/cli/investigate.ts';
import { verdictReasons } from '#lib/investigation/descendants/reasons.ts';
import type {
  CouldDo,
  Created,
  Investigation,
  KnownCredential,
  Verdict,
} from '#lib/investigation/investigation.ts';
import { against, schema, undescribed } from '#test/integration/investigation-schema.ts';

const page = readFileSync(new URL('../../../docs/investigation.md', import.meta.url), 'utf8');
const at = '2026-03-02T10:00:00.000Z';

describe('docs/investigation.md', () => {
  it.each(Object.entries(verdictReasons))('has a row for the rule %s, with its words', (rule, words) => {
    expect(page).toMatch(new RegExp(`^\\| \`${rule}\` \\| [a-z, ]+ \\| ${words} \\|$`, 'm'));
  });

  it.each(Object.keys(investigateCommand.options ?? {}))('tells of --%s', (name) => {
    expect(page).toMatch(new RegExp(`^\\|[^|]*\`--${name}\\b`, 'm'));
  });

  it.each(Object.keys(schema['properties'] ?? {}))('tells of the field %s', (name) => {
    expect(page).toMatch(new RegExp(`^\\|[^|]*\`${name}\``, 'm'));
  });

  it('has an example that the schema takes', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(undescribed(JSON.parse(example))).toEqual([]);
  });
});

describe('the schema of the document', () => {
  it('has the same rules as the judgement', () => {
    const { rule } = Object(schema.$defs['verdict']?.['properties']);
    expect(rule.enum).toEqual(Object.keys(verdictReasons));
  });

  it('describes every field that there can be', () => {
    expect(undescribed(everything)).toEqual([]);
  });

  it('takes an investigation of a user whose key nobody knows', () => {
    const { userName: _, ...rest } = everything;
    expect(against({ ...rest, accessKeyId: null, userName: 'ci' })).toEqual([]);
  });
});

// The compiler asks for each field of these: a new one has to be put here, and so into the schema.
const place = { ip: '203.0.113.66', userAgent: null };
const verdict: Required<Verdict> = {
  what: 'cannot',
  rule: 'by-hand',
  why: 'nothing of ours can end it',
  command: 'aws sts get-caller-identity',
  incidentId: 'AKIAT3SKF7WXYH6PRB2A-1',
  status: 'partly-contained',
};
const credential: Required<KnownCredential> = {
  id: 'AKIAT3SKF7WXYH6PRB2A',
  kind: 'access-key',
  issuedBy: 'AKIAT3SKF7WXYQ2ZNM4B',
  via: 'CreateAccessKey',
  issuedAt: at,
  principal: {
    kind: 'user',
    name: 'ci',
    arn: 'arn:aws:iam::264875319082:user/ci',
    id: 'AIDAT3SKF7WXYEXAMPLE1',
  },
  certain: true,
  why: 'CreateAccessKey answered with its id',
  events: 1,
  notLookedUp: true,
  failed: 0,
  firstUsed: at,
  lastUsed: at,
  accountId: '264875319082',
  until: at,
  sessionName: 'evil',
  issuedFrom: place,
  verdict,
};
const created: Required<Omit<Created, 'from'>> = {
  type: 'AWS::IAM::User',
  id: 'backdoor',
  uniqueId: 'AIDAT3SKF7WXYEXAMPLE3',
  by: credential.id,
  at,
  eventName: 'CreateUser',
  region: 'us-east-1',
  removedAt: at,
  verdict,
};
const couldDo: Required<CouldDo> = {
  action: 'iam:CreateUser',
  label: 'create users',
  allowed: true,
  used: 1,
  limits: 'only with MFA',
};
const row = { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', region: 'us-east-1' };
const count = { events: 2, first: at, last: null };
const everything: Required<Investigation> = {
  accessKeyId: 'AKIAT3SKF7WXYQ2ZNM4B',
  userName: 'ci',
  window: { from: at, to: at },
  coverage: [
    {
      region: 'us-east-1',
      source: 'athena',
      complete: false,
      events: 1,
      oldest: at,
      newest: null,
      reason: 'no time',
    },
  ],
  credentials: [credential],
  events: 1,
  failed: 0,
  lastSucceeded: null,
  actions: [
    { ...row, ...count, readOnly: null, failed: 0, made: { kind: 'user', number: 1 }, effects: ['issued'] },
  ],
  created: [created],
  sessions: [{ id: 'ASIAT3SKF7WXYLWULI7D', kind: 'root-session', principal: '264875319082', until: at }],
  owner: { state: 'not-found' },
  made: [
    {
      ...row,
      kind: 'user',
      type: 'AWS::IAM::User',
      id: 'x',
      uniqueId: 'AIDAT3SKF7WXYEXAMPLE3',
      owner: { kind: 'role', name: 'r' },
      by: 'y',
      at,
      removedAt: at,
      from: place,
    },
  ],
  techniques: [{ id: 'T1136.003', name: 'Cloud Account', tactic: 'persistence', events: 1, failed: 1 }],
  sources: [{ ...place, ...count, pattern: 'usual' }],
  leak: { at: null, by: 'unknown', why: 'no report was named' },
  touched: [
    {
      kind: 'trust policy',
      id: 'r',
      by: 'y',
      at,
      eventName: 'UpdateAssumeRolePolicy',
      region: 'us-east-1',
      review: 'aws',
      revert: 'aws',
      sharedWith: ['*'],
    },
  ],
  keepsDrawing: [{ what: 'instance i-1', by: 'y', command: 'aws' }],
  after: {
    at,
    succeeded: 1,
    examples: [{ credential: 'y', eventName: 'ListUsers', region: 'us-east-1', at }],
  },
  onBehalf: [
    { service: 'kms.amazonaws.com', eventSource: 'kms.amazonaws.com', eventName: 'Decrypt', events: 1 },
  ],
  quarantine: [{ policy: 'AWSCompromisedKeyQuarantineV3', principal: 'ci', at }],
  errors: [{ code: 'AccessDenied', events: 1 }],
  timeline: {
    from: at,
    to: at,
    step: 60,
    lanes: [{ tactic: 'persistence', slots: [{ at, events: 1, failed: 0 }] }],
  },
  firstDenied: at,
  could: {
    actions: [couldDo, { ...couldDo, allowed: null }],
    basedOn: ['3 attached policies'],
    notRead: ['the policies of the organization: AccessDenied'],
  },
  notes: ['a sentence'],
};
