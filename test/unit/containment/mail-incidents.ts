import { explain, type ReasonId } from '#lib/containment/reasons.ts';
import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { accountId, key, otherKey, signal } from './fake-account.ts';
import { bothDone, incident, step } from './incidents.ts';

export const sessionKey = 'ASIAT3SKF7WXYQ2ZNM4B';
export const roleId = 'AROAT3SKF7WXYEXAMPLE1';
export const roleArn = `arn:aws:iam::${accountId}:role/web`;
export const role = { kind: 'role', name: 'web', arn: roleArn, id: roleId };
export const at = '2026-11-23T03:00:02.000Z';

export const decidedBy = (id: ReasonId, detail?: string): Pick<Incident, 'decidedBy' | 'reason'> => ({
  decidedBy: id,
  reason: explain(id, detail),
});

/** Left alone without knowing, or without recording, whose it is. */
const nobody = { principal: null, steps: [] as StepRecord[] };

export const denied = () => step('deny-user', 'done', { before: { attached: false } });
export const deniedSession = () => step('deny-session', 'done', { before: { policy: null } });
const planned = () => [step('deactivate-key', 'planned'), step('deny-user', 'planned')];

export const ofSession = (sessionName?: string): LeakSignal =>
  signal({
    source: 'guardduty',
    session: { roleName: 'web', roleId, ...(sessionName && { sessionName }) },
  });

export const alsoDenied: Pick<Incident, 'alsoStopped' | 'alsoDenied'> = {
  alsoStopped: [otherKey],
  alsoDenied: [
    { kind: 'access-key', id: otherKey, lastUsedAt: '2026-11-20T10:00:00.000Z' },
    { kind: 'console', id: 'console', lastUsedAt: null },
    { kind: 'service-specific', id: 'ACCAT3SKF7WXYEXAMPLE (bedrock.amazonaws.com)', lastUsedAt: null },
  ],
};

const roleSession = (sessionName: string): Partial<Incident> => ({
  accessKeyId: sessionKey,
  incidentId: `${sessionKey}-1`,
  principal: role,
  session: { name: sessionName, issuedBefore: at },
  steps: [deniedSession()],
  signals: [ofSession(sessionName)],
  ...decidedBy('role-session'),
});

const open = (id: ReasonId, detail?: string): Partial<Incident> => ({
  status: 'not-contained',
  ...nobody,
  ...decidedBy(id, detail),
});

const openSession = (id: ReasonId, detail?: string): Partial<Incident> => ({
  ...open(id, detail),
  accessKeyId: sessionKey,
  incidentId: `${sessionKey}-1`,
});

export const serviceLinked = `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
export const identityCenter = `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_0123456789abcdef`;

/** What came from the leaked key, as our own investigation found it. */
const lineage = (over: Partial<LeakSignal>): Pick<Incident, 'descendantOf' | 'signals'> => ({
  descendantOf: 'AKIAT3SKF7WXYQ2ZNR00-1',
  signals: [
    signal({
      id: 'lineage:x',
      source: 'lineage',
      certainty: 'proven',
      where: 'CreateUser by the leaked key, at 03:01',
      ...over,
    }),
  ],
});

const madeRole: Partial<Incident> = {
  accessKeyId: null,
  incidentId: `role-${accountId}-web-1`,
  principal: role,
  steps: [step('deny-role', 'done', { before: { attached: false } })],
  ...lineage({ role: { roleName: 'web', roleId } }),
  ...decidedBy('created-role'),
};

const madeUser: Partial<Incident> = {
  accessKeyId: null,
  incidentId: `user-${accountId}-deploy-bot-1`,
  steps: [denied()],
  ...lineage({ userName: 'deploy-bot' }),
  ...decidedBy('created-user'),
};

const madeKey: Partial<Incident> = {
  steps: [step('deactivate-key', 'done', { before: { status: 'Active' } })],
  ...lineage({}),
  ...decidedBy('created-key'),
};

/** One incident of every kind, as the store gives it back. */
export const kinds = {
  'a key of a user': { ...decidedBy('user-key'), ...alsoDenied },
  'a session of a user': {
    accessKeyId: sessionKey,
    incidentId: `${sessionKey}-1`,
    steps: [denied()],
    ...decidedBy('user-session'),
  },
  'a user and no key': {
    accessKeyId: null,
    incidentId: `user-${accountId}-deploy-bot-1`,
    steps: [denied()],
    signals: [signal({ source: 'quarantine', userName: 'deploy-bot' })],
    ...alsoDenied,
    ...decidedBy('user-only'),
  },
  'a deleted key whose user is named': { steps: [denied()], ...decidedBy('deleted-key-of-named-user') },
  'a deleted key': open('deleted-key'),
  "an instance's session": roleSession('i-0abc1234def567890'),
  "a task's session": roleSession('0123456789abcdef0123456789abcdef'),
  "a function's session": roleSession('resize-images'),
  'a session that could not be denied': {
    ...roleSession('build'),
    status: 'not-contained',
    steps: [step('deny-session', 'failed', { reason: 'AccessDenied', before: { policy: null } })],
  },
  'a whole role': {
    ...roleSession('build'),
    session: { name: null, issuedBefore: at },
    ...decidedBy('whole-role'),
  },
  'a role whose session is not named': {
    ...openSession('role-session-unnamed', roleArn),
    signals: [ofSession()],
  },
  'a service-linked role': {
    ...openSession('service-linked-role', serviceLinked),
    signals: [ofSession('x1')],
  },
  'a role of Identity Center': {
    ...openSession('identity-center-role', identityCenter),
    signals: [ofSession('jane@example.com')],
  },
  'a root key': open('root-key'),
  'a root session': openSession('root-key'),
  'nobody knows whose': openSession('principal-unknown'),
  'a service-specific credential': { ...open('other-credential'), accessKeyId: 'ACCAT3SKF7WXYEXAMPLE' },
  'a bearer token': { ...open('other-credential'), accessKeyId: 'ABIAT3SKF7WXYEXAMPLE' },
  'a role that is gone': { ...openSession('principal-gone', 'role web'), signals: [ofSession('x1')] },
  'an owner that AWS would not tell': open('owner-undecided', 'AccessDenied'),
  'a protected user': { status: 'protected', steps: planned(), ...decidedBy('protected', 'the till') },
  'a protected role': {
    ...roleSession('i-0abc1234def567890'),
    session: undefined,
    status: 'protected',
    steps: [step('deny-session', 'planned')],
    ...decidedBy('protected', 'the till'),
  },
  'a protected user and no key': {
    status: 'protected',
    accessKeyId: null,
    steps: [step('deny-user', 'planned')],
    ...decidedBy('protected', 'the till'),
  },
  'our own role': {
    ...roleSession('contain'),
    status: 'protected',
    steps: [step('deny-session', 'planned')],
    ...decidedBy('own-identity', roleArn),
  },
  'a contradicted report': {
    status: 'not-contained',
    steps: planned(),
    ...decidedBy('contradicted', 'GitHub says inactive, IAM says Active'),
  },
  'the brake': { status: 'not-contained', steps: planned(), ...decidedBy('brake') },
  'a dismissed key': { status: 'observed', steps: planned(), ...decidedBy('dismissed', 'a decoy') },
  'the backlog': { status: 'observed', steps: planned(), ...decidedBy('backlog') },
  'a burst': { status: 'observed', steps: planned(), ...decidedBy('burst') },
  'observed only': { status: 'observed', steps: planned(), ...decidedBy('observe') },
  'not ours': { ...open('not-ours'), status: 'not-ours' },
  'a key from documentation': { ...open('documentation-key'), status: 'not-ours' },
  'a withheld deny': {
    status: 'partly-contained',
    steps: [
      step('deactivate-key', 'done', { before: { status: 'Active' } }),
      step('deny-user', 'skipped', {
        withheld: true,
        reason: `withheld by the rule userDeny: the other key ${otherKey} was used at 2026-11-20T10:00:00.000Z`,
      }),
    ],
    ...decidedBy('user-key'),
    ...alsoDenied,
  },
  'a full quota and no boundary': {
    status: 'partly-contained',
    steps: [
      step('deactivate-key', 'done', { before: { status: 'Active' } }),
      step('deny-user', 'skipped', { reason: 'no room' }),
      step('bound-user', 'failed', { reason: 'AccessDenied' }),
    ],
    ...decidedBy('user-key'),
    reason: 'bound-user: AccessDenied',
  },
  'a lifted deny': {
    status: 'partly-contained',
    steps: [
      step('deactivate-key', 'done', { before: { status: 'Active' } }),
      step('deny-user', 'done', { before: { attached: false }, undoneAt: at }),
    ],
    ...decidedBy('user-key'),
    reason: 'deny-user was lifted by a person: the shop is down',
    restoredBy: 'jane (GetCallerIdentity)',
  },
  'a deny that somebody else took off': {
    ...decidedBy('user-key'),
    status: 'partly-contained',
    reason: `deny-user was taken off by arn:aws:iam::${accountId}:user/jane`,
    steps: [
      step('deactivate-key', 'done', { before: { status: 'Active' } }),
      step('deny-user', 'done', {
        before: { attached: false },
        undoneAt: at,
        liftedBy: `arn:aws:iam::${accountId}:user/jane`,
      }),
    ],
  },
  'an instance that the thief started': {
    ...decidedBy('user-key'),
    status: 'partly-contained',
    reason: 'new sessions can still be drawn: instance i-0abc runs with role web',
    stillOpen: [
      { what: 'instance i-0abc runs with role web', command: 'aws ec2 stop-instances --instance-ids i-0abc' },
      { what: 'function f runs with role web', command: 'aws lambda delete-function --function-name f' },
    ],
  },
  'a role that the thief made': madeRole,
  'a role that the thief made and nobody could deny': {
    ...madeRole,
    status: 'not-contained',
    steps: [
      step('deny-role', 'skipped', { reason: 'no room' }),
      step('bound-role', 'failed', { reason: 'AccessDenied', before: { boundary: null } }),
    ],
    reason: 'bound-role: AccessDenied',
  },
  'a role that the thief made and the brake': {
    ...madeRole,
    status: 'not-contained',
    steps: [step('deny-role', 'planned')],
    ...decidedBy('brake'),
  },
  'a role that the thief made and removed': {
    ...madeRole,
    ...nobody,
    status: 'not-contained',
    ...decidedBy('principal-gone', 'role web'),
  },
  'a user that the thief made': madeUser,
  'a protected user whose password the thief set': {
    ...madeUser,
    status: 'protected',
    steps: [step('deny-user', 'planned')],
    ...decidedBy('protected', 'the till'),
  },
  'a key that the thief made for another user': madeKey,
  'a key that the thief made for a protected user': {
    ...madeKey,
    status: 'protected',
    steps: [step('deactivate-key', 'planned')],
    ...decidedBy('protected', 'the till'),
  },
  'a key of a user that the thief made': { ...lineage({}), ...decidedBy('created-user'), ...alsoDenied },
  'a session that the leaked key issued': {
    ...roleSession('build'),
    ...lineage({ session: { roleName: 'web', roleId, sessionName: 'build' } }),
  },
  'a key that the thief made and deleted': {
    ...madeKey,
    ...nobody,
    status: 'observed',
    ...decidedBy('created-key-gone'),
  },
  restored: {
    status: 'restored',
    steps: bothDone().map((each) => ({ ...each, undoneAt: at })),
    ...decidedBy('user-key'),
    reason: 'what stood before was put back: a false alarm',
    restoredAt: at,
    restoredBy: 'jane (GetCallerIdentity)',
  },
} as const satisfies Record<
  string,
  Omit<Partial<Incident>, 'session'> & { session?: Incident['session'] | undefined }
>;

export type Kind = keyof typeof kinds;

export const ofKind = (kind: Kind, over: Partial<Incident> = {}): Incident => {
  const {
    session,
    ...fields
  }: Omit<Partial<Incident>, 'session'> & { session?: Incident['session'] | undefined } = kinds[kind];
  return incident({ ...fields, ...(session && { session }), ...over });
};

export { key, otherKey };
