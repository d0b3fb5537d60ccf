import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { ActionCount } from '#lib/investigation/activity.ts';
import { silenceOf } from '#lib/investigation/changes.ts';
import type { CouldHaveDone, Created, Investigation, Touched } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import type { Case } from '#lib/report/case.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { action, createdUser, found, issued, key, role, row, trustPolicy, user, verdict } from './found.ts';
import { drill, large, quiet } from './pictures/cases.ts';

const leaked = '2026-03-01T10:01:10.000Z';
const containedAt = '2026-03-01T10:04:15.000Z';

export const githubSignal: LeakSignal = {
  id: 'github:acme/shop#7',
  source: 'github',
  certainty: 'proven',
  accessKeyId: key,
  where: 'acme/shop: config/aws.env line 3',
  url: 'https://github.com/acme/shop/security/secret-scanning/7',
  reportedAt: '2026-03-01T10:04:00.000Z',
};

export const incidentOf = (more: Partial<Incident> = {}): Incident => ({
  incidentId: `${key}-1`,
  accessKeyId: key,
  accountId: '111122223333',
  principal: { ...user('ci'), id: 'AIDACIEXAMPLE0000001' },
  status: 'contained',
  statusSince: containedAt,
  reason: 'a long-term key of an IAM user',
  signals: [githubSignal],
  steps: [
    { id: 'deactivate-key', outcome: 'done', before: { status: 'Active' }, at: containedAt },
    { id: 'deny-user', outcome: 'done', before: { attached: false }, at: containedAt },
  ],
  alsoDenied: [
    { kind: 'access-key', id: 'AKIAOTHEROFTHEUSER01', lastUsedAt: '2026-02-11T08:00:00Z' },
    { kind: 'console', id: 'console', lastUsedAt: null },
  ],
  openedAt: '2026-03-01T10:04:13.000Z',
  containedAt,
  ...more,
});

const descendant = (id: string, more: Partial<Incident>): Incident =>
  incidentOf({ incidentId: id, descendantOf: `${key}-1`, alsoDenied: [], ...more });

const descendants = [
  descendant('ASIATHIEF00000000001-1', {
    accessKeyId: 'ASIATHIEF00000000001',
    principal: role('deploy'),
    session: { name: 'thief', issuedBefore: containedAt },
    steps: [{ id: 'deny-session', outcome: 'done', before: { policy: null }, at: containedAt }],
  }),
  descendant('AKIABACKDOOR00000001-1', {
    accessKeyId: 'AKIABACKDOOR00000001',
    principal: user('support-backdoor'),
    status: 'not-contained',
    reason: 'IAM refused to switch the key off: AccessDenied',
    steps: [
      {
        id: 'deactivate-key',
        outcome: 'failed',
        reason: 'AccessDenied: not authorized to perform iam:UpdateAccessKey',
        before: { status: 'Active' },
        at: containedAt,
      },
      { id: 'deny-user', outcome: 'skipped', reason: 'it was there before the leak', at: containedAt },
    ],
  }),
];

const did = (
  name: string,
  effects: string[],
  events: number,
  failed = 0,
  more: Partial<ActionCount> = {},
): ActionCount => {
  const [service = '', eventName = ''] = name.split(':');
  return action({ eventSource: `${service}.amazonaws.com`, eventName, effects, events, failed, ...more });
};

const actions = [
  did('ec2:ModifySnapshotAttribute', ['shared', 'changed'], 1),
  did('s3:DeleteObject', ['destroyed'], 12, 3),
  did('ec2:RunInstances', ['billed', 'changed'], 6, 5, { made: { kind: 'instance', number: 12 } }),
  did('secretsmanager:GetSecretValue', ['read-data'], 9),
  did('s3:GetObject', ['read-data'], 1_204),
  did('sts:AssumeRole', ['issued'], 4),
  did('iam:CreateAccessKey', ['issued', 'changed'], 3, 1),
  did('iam:CreateUser', ['changed'], 1),
  did('iam:UpdateAssumeRolePolicy', ['changed'], 1),
  did('iam:ListUsers', ['discovered'], 30),
  did('sts:GetCallerIdentity', ['discovered'], 12),
  did('cloudtrail:StopLogging', [], 2, 2),
  did('organizations:LeaveOrganization', [], 1, 1),
];

const thing = (kind: string, id: string, more: Partial<MadeThing> = {}): MadeThing => ({
  kind,
  id,
  by: key,
  at: '2026-03-01T10:02:30.000Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  region: 'us-east-1',
  ...more,
});

const instance = (number: number, region: string): MadeThing =>
  thing('instance', `i-0${String(number).padStart(16, 'a')}`, {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    type: 'AWS::EC2::Instance',
    region,
  });

const made: MadeThing[] = [
  thing('user', 'support-backdoor', { type: 'AWS::IAM::User' }),
  thing('access key', 'AKIABACKDOOR00000001', {
    owner: { kind: 'user', name: 'support-backdoor' },
    eventName: 'CreateAccessKey',
    type: 'AWS::IAM::AccessKey',
  }),
  thing('function', 'cleanup', {
    eventSource: 'lambda.amazonaws.com',
    eventName: 'CreateFunction',
    region: 'eu-west-1',
  }),
  ...Array.from({ length: 12 }, (_, number) => instance(number, number < 8 ? 'us-east-1' : 'ap-southeast-2')),
  thing('security group', 'sg-0123456789abcdef0', {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'CreateSecurityGroup',
    removedAt: '2026-03-01T10:03:00.000Z',
  }),
];

const created: Created[] = [
  createdUser('support-backdoor', {
    at: '2026-03-01T10:02:30.000Z',
    verdict: verdict('contain', 'thief', { status: 'contained', incidentId: 'user-1' }),
  }),
];

const touched: Touched[] = [
  trustPolicy,
  {
    kind: 'shared snapshot',
    id: 'snap-0123456789abcdef0',
    by: key,
    at: '2026-03-01T10:02:50.000Z',
    eventName: 'ModifySnapshotAttribute',
    region: 'eu-west-1',
    review:
      'aws ec2 describe-snapshot-attribute --region eu-west-1 --snapshot-id snap-0123456789abcdef0 --attribute createVolumePermission',
    revert:
      'aws ec2 reset-snapshot-attribute --region eu-west-1 --snapshot-id snap-0123456789abcdef0 --attribute createVolumePermission',
  },
];

const could: CouldHaveDone = {
  actions: [
    { action: 'iam:CreateUser', label: 'create users', allowed: true, used: 1 },
    {
      action: 'secretsmanager:GetSecretValue',
      label: 'read secrets',
      allowed: true,
      used: 9,
      limits: 'only on arn:aws:secretsmanager:*:111122223333:secret:shop/*',
    },
    { action: 'ec2:RunInstances', label: 'start instances', allowed: true, used: 1 },
    { action: 'iam:PassRole', label: 'give roles to compute', allowed: true, used: 0 },
    { action: 'kms:ScheduleKeyDeletion', label: 'delete encryption keys', allowed: null, used: 0 },
    { action: 'organizations:LeaveOrganization', label: 'leave the organization', allowed: false, used: 0 },
    { action: 'account:CloseAccount', label: 'close the account', allowed: false, used: 0 },
  ],
  basedOn: ['3 attached policies', '1 inline policy', '2 groups', 'no permissions boundary'],
  notRead: ['service control policies (AccessDenied)'],
};

const destinations: DestinationOutcome[] = [
  { destination: 'event-bus', outcome: 'done', status: 'contained', at: containedAt },
  {
    destination: 'github',
    outcome: 'refused',
    reason: 'the organization lets only its security managers dismiss alerts',
    status: 'contained',
    at: containedAt,
    reference: 'https://github.com/acme/shop/security/secret-scanning/7',
  },
  {
    destination: 'ops-center',
    outcome: 'failed',
    reason: 'AccessDeniedException: not authorized to perform ssm:CreateOpsItem',
    status: 'contained',
    at: containedAt,
  },
];

const withSilence = (kase: Case): Case => {
  const since = kase.incident?.containedAt;
  return since ? { ...kase, silent: silenceOf(kase.found, since) } : kase;
};

/** A leak as the drill plays it: contained, with something of what came from it still open. */
export const drillCase = (): Case => {
  const base = drill();
  const details: Partial<Investigation> = {
    actions,
    made,
    created,
    touched,
    could,
    errors: [
      { code: 'AccessDenied', events: 31 },
      { code: 'UnauthorizedOperation', events: 9 },
    ],
    quarantine: [
      { policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3', principal: 'ci', at: leaked },
    ],
    notes: [
      'Calls of S3 objects are no management events: LookupEvents does not show them.',
      'The trail knows no earlier use of the key than 2026-02-19.',
    ],
  };
  return withSilence({
    ...base,
    incident: incidentOf(),
    descendants,
    found: {
      ...base.found,
      ...details,
      credentials: base.found.credentials.map((one) =>
        one.id === 'AKIABACKDOOR00000001' && one.verdict
          ? { ...one, verdict: { ...one.verdict, incidentId: 'AKIABACKDOOR00000001-1' } }
          : one,
      ),
    },
    look: 2,
    nextLookAt: '2026-03-01T11:04:15.000Z',
    destinations,
    evidence: `s3://acme-incidents/${key}-1/look-3/`,
  });
};

/** Reported, contained, and never used by anybody. */
export const quietCase = (): Case =>
  withSilence({
    descendants: [],
    found: found({
      events: 0,
      failed: 0,
      lastSucceeded: null,
      actions: [],
      sources: [],
      credentials: found().credentials.map(({ firstUsed: _, lastUsed: __, ...one }) => ({
        ...one,
        events: 0,
      })),
      coverage: ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'].map((region) => row(region)),
      leak: { at: leaked, by: 'report', why: 'the report says so' },
    }),
    incident: incidentOf({ alsoDenied: [] }),
    look: 1,
    nextLookAt: '2026-03-01T10:19:15.000Z',
    destinations: [],
    calls: [],
    callsInAll: 0,
    writtenAt: '2026-03-01T10:09:20.000Z',
  });

/** The key of a deploying workload that a quiet leak of it did not touch: only the workload's own calls. */
export const workloadOnlyCase = (): Case => {
  const base = quiet();
  return withSilence({ ...base, incident: incidentOf() });
};

/** Nothing of it could be switched off, and its compute draws new sessions. */
export const notContainedCase = (): Case => {
  const base = drillCase();
  const draws = {
    what: 'i-0abcdef1234567890, which RunInstances started, draws new sessions of role worker until it is stopped',
    command: 'aws ec2 terminate-instances --region eu-west-1 --instance-ids i-0abcdef1234567890',
  };
  const { containedAt: _, ...open } = incidentOf({
    status: 'not-contained',
    reason: 'deactivate-key: AccessDenied; deny-user: AccessDenied',
    steps: [
      {
        id: 'deactivate-key',
        outcome: 'failed',
        reason: 'AccessDenied',
        before: { status: 'Active' },
        at: containedAt,
      },
      {
        id: 'deny-user',
        outcome: 'failed',
        reason: 'AccessDenied',
        before: { attached: false },
        at: containedAt,
      },
    ],
  });
  const { silent: _silent, evidence: _evidence, ...rest } = base;
  return {
    ...rest,
    incident: open,
    found: {
      ...base.found,
      keepsDrawing: [{ ...draws, by: key }],
      credentials: base.found.credentials.map(({ verdict: _verdict, ...one }) => one),
    },
    descendants: [],
    evidenceFailed: 'AccessDenied: not authorized to perform s3:PutObject',
  };
};

/** From a folder of files: whether anything was contained is not known. */
export const offlineCase = (): Case => {
  const {
    incident: _,
    silent: _silent,
    evidence: _evidence,
    look: _look,
    nextLookAt: _next,
    ...rest
  } = drillCase();
  return {
    ...rest,
    descendants: [],
    destinations: [],
    found: {
      ...rest.found,
      created: created.map((one) => ({ ...one, verdict: verdict('contain', 'thief') })),
      credentials: rest.found.credentials.map((one) =>
        one.verdict ? { ...one, verdict: verdict(one.verdict.what, 'thief') } : one,
      ),
    },
  };
};

const numbered = (prefix: string, number: number, length = 20): string =>
  `${prefix}${String(number).padStart(length - prefix.length, '0')}`;

/** 100,000 events, 20,000 credentials with an incident for each fourth, and long texts of strangers everywhere. */
export const largeCase = (stranger = 'a tool & its "long" <name>'): Case => {
  const base = large();
  const many = Array.from({ length: 20_000 }, (_, number) =>
    issued(numbered('ASIALARGE', number), {
      principal: role(`ci-${number % 40} ${stranger}`),
      sessionName: `session-${number} ${stranger}`,
      issuedBy: number % 3 === 0 && number > 0 ? numbered('ASIALARGE', number - 1) : key,
      events: number % 13,
      certain: number % 5 !== 0,
      verdict:
        number % 4 === 0
          ? verdict('contain', 'thief', {
              incidentId: numbered('ASIALARGE', number),
              status: number % 8 === 0 ? 'contained' : 'not-contained',
            })
          : verdict('waits', 'too-many'),
    }),
  );
  const things = Array.from({ length: 5_000 }, (_, number) =>
    instance(number, ['us-east-1', 'eu-west-1', 'eu-central-1'][number % 3] ?? 'us-east-1'),
  );
  const calls = Array.from({ length: 10_000 }, (_, number) => ({
    at: new Date(Date.parse(leaked) + number * 700).toISOString(),
    region: 'us-east-1',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    by: numbered('ASIALARGE', number % 20_000),
    ip: `198.51.100.${number % 250}`,
    userAgent: `${stranger} ${'x'.repeat(number % 300)}`,
    readOnly: true,
    errorCode: number % 7 === 0 ? 'Client.UnauthorizedOperation' : null,
  }));
  return withSilence({
    ...base,
    incident: incidentOf(),
    descendants: many
      .filter((_, number) => number % 4 === 0)
      .map(({ id }, number) =>
        descendant(`${id}-1`, {
          accessKeyId: id,
          principal: role(`ci-${number % 40}`),
          status: number % 2 === 0 ? 'contained' : 'not-contained',
          steps: [
            {
              id: 'deny-session',
              outcome: number % 2 === 0 ? 'done' : 'failed',
              reason: stranger,
              at: containedAt,
            },
          ],
        }),
      ),
    found: {
      ...base.found,
      events: 100_000,
      credentials: [...base.found.credentials.slice(0, 1), ...many],
      actions: Array.from({ length: 3_000 }, (_, number) =>
        did(
          `ec2:Action${number} ${stranger}`,
          [['discovered', 'read-data', 'changed', 'shared'][number % 4] ?? ''],
          number,
          number % 3,
        ),
      ),
      made: things,
      touched: Array.from({ length: 2_000 }, (_, number) => ({ ...trustPolicy, id: `role-${number}` })),
      sources: Array.from({ length: 1_000 }, (_, number) => ({
        ip: `198.51.${number % 100}.${number % 250}`,
        userAgent: `${stranger} ${number}`,
        events: number,
        first: leaked,
        last: leaked,
      })),
      notes: Array.from({ length: 300 }, (_, number) => `${stranger} ${number}`),
      could,
    },
    calls,
    callsInAll: 100_000,
    evidence: `s3://acme-incidents/${key}-1/look-3/`,
    look: 1,
    nextLookAt: '2026-03-01T10:19:15.000Z',
  });
};

/** Every kind of page, by name. */
export const cases: Record<string, () => Case> = {
  drill: drillCase,
  quiet: quietCase,
  'workload-only': workloadOnlyCase,
  'not-contained': notContainedCase,
  offline: offlineCase,
  large: largeCase,
};
