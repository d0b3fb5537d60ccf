import type { Incident } from '#lib/incident/incident.ts';
import type { SourceCount } from '#lib/investigation/activity.ts';
import type {
  Investigation,
  KnownCredential,
  Technique,
  Timeline,
} from '#lib/investigation/investigation.ts';
import type { KeptCall } from '#lib/investigation/kept-call.ts';
import type { Case } from '#lib/report/case.ts';
import { found, issued, key, role, row, user, verdict } from '../found.ts';

export const at = (text: string): number => Date.parse(text);
export const iso = (time: number): string => new Date(time).toISOString();

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A call with the lane that it is counted in. */
export interface Made {
  at: number;
  tactic: string;
  source: string;
  name: string;
  failed?: boolean;
  by?: string;
}

const kinds = {
  discovery: ['iam', 'ListUsers'],
  'initial access': ['sts', 'GetCallerIdentity'],
  persistence: ['iam', 'CreateUser'],
  'privilege escalation': ['iam', 'AttachUserPolicy'],
  'defense evasion': ['cloudtrail', 'StopLogging'],
  'credential access': ['secretsmanager', 'GetSecretValue'],
  collection: ['s3', 'GetObject'],
  impact: ['ec2', 'RunInstances'],
  Other: ['sqs', 'SendMessage'],
} as const;

export const made = (time: number, tactic: keyof typeof kinds, failed = false): Made => {
  const [source, name] = kinds[tactic];
  return { at: time, tactic, source, name, failed };
};

export const timelineOf = (calls: readonly Made[], step: number): Timeline => {
  const slotOf = (time: number): number => Math.floor(time / (step * second)) * step * second;
  const times = calls.map((call) => call.at);
  return {
    from: iso(slotOf(Math.min(...times))),
    to: iso(slotOf(Math.max(...times)) + step * second),
    step,
    lanes: [...Map.groupBy(calls, ({ tactic }) => tactic)].map(([tactic, mine]) => ({
      tactic,
      slots: [...Map.groupBy(mine, (call) => slotOf(call.at))]
        .sort(([one], [other]) => one - other)
        .map(([slot, inSlot]) => ({
          at: iso(slot),
          events: inSlot.length,
          failed: inSlot.filter(({ failed }) => failed).length,
        })),
    })),
  };
};

const kept = ({ at: time, source, name, tactic, failed, by = key }: Made): KeptCall => ({
  at: iso(time),
  region: 'us-east-1',
  eventSource: `${source}.amazonaws.com`,
  eventName: name,
  by,
  ip: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  readOnly: null,
  errorCode: failed ? 'AccessDenied' : null,
  ...(tactic !== 'Other' && { tactic }),
});

export const incident = (more: Partial<Incident> = {}): Incident => ({
  incidentId: `${key}-1`,
  accessKeyId: key,
  accountId: '111122223333',
  principal: user('ci'),
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: '2026-03-01T10:04:00Z',
  ...more,
});

export const caseOf = (details: Partial<Investigation>, more: Partial<Case> = {}): Case => ({
  descendants: [],
  found: found(details),
  destinations: [],
  calls: [],
  callsInAll: 0,
  writtenAt: '2026-03-01T12:00:00Z',
  ...more,
});

const withCalls = (
  calls: readonly Made[],
  step: number,
  details: Partial<Investigation>,
  more: Partial<Case> = {},
  mostKept = 2000,
): Case => {
  const inOrder = calls.toSorted((one, other) => one.at - other.at);
  const half = mostKept / 2;
  const shown = inOrder.length > mostKept ? [...inOrder.slice(0, half), ...inOrder.slice(-half)] : inOrder;
  return caseOf(
    {
      timeline: timelineOf(inOrder, step),
      events: calls.length,
      failed: calls.filter(({ failed }) => failed).length,
      ...details,
    },
    { calls: shown.map(kept), callsInAll: calls.length, ...more },
  );
};

export const signal = (reportedAt: string): Incident['signals'][number] => ({
  id: 'github:acme/shop#7',
  source: 'github',
  certainty: 'proven',
  accessKeyId: key,
  where: 'acme/shop: config/aws.env line 3',
  reportedAt,
});

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

const root: KnownCredential = {
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

const coverage = [
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

const workload = (from: number, to: number, every: number, failedFrom = Number.POSITIVE_INFINITY): Made[] => {
  const calls: Made[] = [];
  for (let time = from; time < to; time += every) {
    calls.push(made(time, 'Other', time >= failedFrom));
    if (calls.length % 7 === 0) calls.push(made(time + 2 * second, 'collection', time >= failedFrom));
  }
  return calls;
};

/** Two minutes and more of a thief who looks, takes, stays, hides and spends. */
const theft = (from: number, failedFrom: number): Made[] => {
  const acts: [number, keyof typeof kinds, number, number][] = [
    [0, 'initial access', 1, 1],
    [4, 'discovery', 14, 2],
    [45, 'credential access', 6, 4],
    [75, 'persistence', 4, 7],
    [95, 'privilege escalation', 3, 5],
    [110, 'defense evasion', 3, 6],
    [120, 'collection', 20, 2],
    [140, 'impact', 14, 5],
    [180, 'discovery', 15, 4],
  ];
  return acts.flatMap(([start, tactic, number, every]) =>
    Array.from({ length: number }, (_, index) => {
      const time = from + (start + index * every) * second;
      return made(time, tactic, time >= failedFrom || (tactic === 'defense evasion' && index > 0));
    }),
  );
};

const leak = at('2026-03-01T10:01:10Z');
const contained = leak + 185 * second;
const ofTheft = {
  leak: { at: iso(leak), by: 'foreign-use' as const, why: 'first use from a foreign place' },
  lastSucceeded: iso(contained + 2 * second),
  firstDenied: iso(contained + 3 * second),
  credentials: lineage,
  sources,
  techniques,
  coverage,
};
const held = { containedAt: iso(contained), signals: [signal(iso(leak + 170 * second))] };

const { firstDenied: _, ...notUsed } = ofTheft;

/** Ten days of a workload, then four minutes of a thief with 14 credentials. */
export const drill = (): Case =>
  withCalls(
    [...workload(leak - 10 * day, leak + 6 * minute, 5 * minute, contained), ...theft(leak, contained)],
    6 * 3600,
    ofTheft,
    { incident: incident(held) },
    6000,
  );

/** The same a day later: the pipeline has gone on trying. */
export const dayAfter = (): Case =>
  withCalls(
    [...workload(leak - 10 * day, leak + day, 5 * minute, contained), ...theft(leak, contained)],
    6 * 3600,
    {
      ...ofTheft,
      credentials: lineage.map((one) => (one === root ? { ...root, lastUsed: iso(leak + day) } : one)),
    },
    { incident: incident(held) },
    6000,
  );

/** Reported, contained, and never used by anybody but the workload. */
export const quiet = (): Case =>
  withCalls(
    workload(leak - 10 * day, leak + 6 * minute, 30 * minute, contained),
    6 * 3600,
    {
      ...notUsed,
      leak: { at: iso(leak), by: 'report', why: '' },
      lastSucceeded: iso(leak - 4 * minute),
      credentials: [root],
      sources: sources.slice(0, 1),
      techniques: [],
    },
    { incident: incident({ ...held, containedAt: iso(leak + 9 * second), signals: [signal(iso(leak))] }) },
  );

/** No history: a key that was made to be stolen. */
export const burst = (): Case =>
  withCalls(
    theft(leak, contained),
    60,
    {
      ...ofTheft,
      sources: sources.map(({ pattern: _, ...source }) => source),
      credentials: lineage.map((one) => (one === root ? { ...root, firstUsed: iso(leak) } : one)),
    },
    { incident: incident(held) },
  );

/** Ninety days and 100,000 calls, the thief among the workload for the last nine of them. */
export const large = (): Case =>
  withCalls(
    [
      ...workload(leak - 81 * day, leak + 9 * day, 90 * second, leak + 9 * day - hour),
      ...Array.from({ length: 60 }, (_, index) =>
        theft(leak + index * 3.4 * hour, leak + 9 * day - hour),
      ).flat(),
    ],
    24 * 3600,
    {
      ...ofTheft,
      lastSucceeded: iso(leak + 9 * day - hour),
      firstDenied: iso(leak + 9 * day - hour + 2 * second),
      credentials: [
        ...lineage,
        ...Array.from({ length: 3000 }, (_, index) =>
          issued(`ASIAMANY${String(index).padStart(12, '0')}`, {
            principal: role(`ci-${index % 5}`),
            issuedBy: index % 3 === 0 ? 'ASIATHIEF00000000001' : key,
            events: index % 11,
            verdict: verdict('expired', 'older'),
          }),
        ),
      ],
    },
    {
      incident: incident({
        ...held,
        containedAt: iso(leak + 9 * day - hour),
        signals: [signal(iso(leak + 9 * day - 2 * hour))],
      }),
    },
  );

/** All in one second. */
export const oneSecond = (): Case =>
  withCalls(
    [made(leak, 'discovery'), made(leak, 'discovery', true), made(leak, 'impact')],
    60,
    { ...ofTheft, lastSucceeded: iso(leak), firstDenied: iso(leak), sources: sources.slice(1, 3) },
    { incident: incident({ ...held, containedAt: iso(leak), signals: [signal(iso(leak))] }) },
  );

/** Reported days before anybody used it. */
export const lateUse = (): Case =>
  withCalls(
    theft(leak, contained),
    60,
    { ...ofTheft, leak: { at: iso(leak - 5 * day), by: 'report', why: '' } },
    {
      incident: incident({ ...held, signals: [signal(iso(leak - 5 * day))] }),
    },
  );

export const cases = { drill, dayAfter, quiet, burst, large, oneSecond, lateUse } as const;
