import type { SourceCount } from '#lib/investigation/activity.ts';
import type { KnownCredential, Technique } from '#lib/investigation/investigation.ts';
import { issued, key, role, row, user, verdict } from '../found.ts';

export const sources: SourceCount[] = [
  {
    ip: '203.0.113.20',
    userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0',
    events: 2880,
    first: '2026-02-19T10:00:00Z',
    last: '2026-03-01T10:08:00Z',
    pattern: 'usual',
  },
  {
    ip: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0 Python/3.11',
    events: 61,
    first: '2026-03-01T10:01:10Z',
    last: '2026-03-01T10:05:20Z',
    pattern: 'foreign',
  },
  {
    ip: '198.51.100.7',
    userAgent: 'python-requests/2.31',
    events: 9,
    first: '2026-03-01T10:02:10Z',
    last: '2026-03-01T10:02:40Z',
    pattern: 'foreign',
  },
  {
    ip: '2001:db8:4e5f:6789:abcd:1234:5678:9abc',
    userAgent: 'aws-sdk-go-v2/1.24.0',
    events: 14,
    first: '2026-03-01T10:03:10Z',
    last: '2026-03-01T10:03:40Z',
    pattern: 'shared',
  },
  { ip: null, userAgent: null, events: 2, first: null, last: null },
];

export const techniques: Technique[] = [
  { id: 'T1580', name: 'Cloud Infrastructure Discovery', tactic: 'discovery', events: 34, failed: 6 },
  { id: 'T1087.004', name: 'Account Discovery: Cloud Account', tactic: 'discovery', events: 18 },
  { id: 'T1136.003', name: 'Create Account: Cloud Account', tactic: 'persistence', events: 2 },
  {
    id: 'T1098.001',
    name: 'Account Manipulation: Additional Cloud Credentials',
    tactic: 'persistence',
    events: 5,
    failed: 3,
  },
  { id: 'T1078.004', name: 'Valid Accounts: Cloud Accounts', tactic: 'initial access', events: 3 },
  {
    id: 'T1562.008',
    name: 'Impair Defenses: Disable or Modify Cloud Logs',
    tactic: 'defense evasion',
    events: 2,
    failed: 2,
  },
  { id: 'T1496.001', name: 'Resource Hijacking: Compute Hijacking', tactic: 'impact', events: 9, failed: 8 },
];

export const root: KnownCredential = {
  id: key,
  kind: 'access-key',
  issuedBy: null,
  via: null,
  issuedAt: null,
  principal: user('ci'),
  certain: true,
  why: '',
  events: 2950,
  failed: 40,
  firstUsed: '2026-02-19T10:00:00Z',
  lastUsed: '2026-03-01T10:08:00Z',
};

const stopped = verdict('contain', 'thief', { status: 'contained', incidentId: 'ASIA-1' });

export const lineage: KnownCredential[] = [
  root,
  issued('ASIATHIEF00000000001', {
    events: 22,
    failed: 3,
    lastUsed: '2026-03-01T10:04:10Z',
    verdict: stopped,
  }),
  issued('AKIABACKDOOR00000001', {
    kind: 'access-key',
    issuedBy: 'ASIATHIEF00000000001',
    via: 'CreateAccessKey',
    principal: user('support-backdoor'),
    events: 8,
    lastUsed: '2026-03-01T10:04:40Z',
    verdict: verdict('contain', 'thief', { status: 'not-contained' }),
  }),
  issued('ASIATHIEF00000000002', {
    issuedBy: 'AKIABACKDOOR00000001',
    principal: role('admin'),
    sessionName: 'x',
    events: 3,
    verdict: stopped,
  }),
  issued('ASIAFED0000000000001', {
    kind: 'federation-token',
    via: 'GetFederationToken',
    principal: { kind: 'federated-user', name: 'bob', arn: 'x' },
    verdict: verdict('covered', 'same-user'),
  }),
  issued('ASIAWAITS00000000001', {
    certain: false,
    via: null,
    issuedAt: null,
    principal: role('web'),
    sessionName: 'i-0abc',
    events: 120,
    verdict: verdict('waits', 'no-time'),
  }),
  issued('login-profile:arn:aws:iam::111122223333:user/support-backdoor', {
    kind: 'login-profile',
    via: 'CreateLoginProfile',
    issuedBy: 'ASIATHIEF00000000001',
    principal: user('support-backdoor'),
    verdict: verdict('cannot', 'by-hand'),
  }),
  ...Array.from({ length: 9 }, (_, index) =>
    issued(`ASIADEPLOY${String(index).padStart(10, '0')}`, {
      issuedBy: 'ASIATHIEF00000000001',
      principal: role('deploy'),
      sessionName: `s${index}`,
      events: index === 0 ? 4 : 0,
      verdict: index < 4 ? verdict('expired', 'ended') : stopped,
    }),
  ),
];

export const coverage = [
  ...[
    'us-east-1',
    'eu-west-1',
    'eu-central-1',
    'us-west-2',
    'ap-southeast-2',
    'sa-east-1',
    'ap-northeast-1',
    'ca-central-1',
    'eu-north-1',
  ].map((name, index) => ({
    ...row(name),
    events: [2901, 60, 12, 4, 0, 0, 0, 0, 0][index] ?? 0,
  })),
  row('me-central-1', 'AccessDeniedException: not authorized to perform cloudtrail:LookupEvents'),
  { ...row('ap-south-1', 'ThrottlingException after 20 tries'), events: 50, oldest: '2026-02-25T00:00:00Z' },
];
