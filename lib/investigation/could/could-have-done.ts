import type { IAMClient } from '@aws-sdk/client-iam';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Incident, Principal } from '#lib/incident/incident.ts';
import type { ActionCount } from '../activity.ts';
import type { CouldDo, CouldHaveDone } from '../investigation.ts';
import { dangerousActions } from './dangerous-actions.ts';
import { decideAll } from './decide.ts';
import type { Decision } from './judge.ts';
import { knownKeysOf } from './known-keys.ts';
import { readPolicy } from './policy.ts';
import type { Unread } from './reading/carried.ts';
import { type PrincipalPolicies, readPrincipalPolicies } from './reading/principal-policies.ts';
import { readServiceControl } from './reading/service-control.ts';
import { unreadBecause } from './reading/unread.ts';
import { simulateWith } from './simulate.ts';
import { withUsed } from './used.ts';

/** Whose policies are read. */
export interface CouldSubject {
  accountId: string;
  principal: Principal;
  /** Null where only a user is known. */
  accessKeyId: string | null;
  /** Says what stood there before our steps. */
  incident?: Incident;
}

export interface CouldDeps {
  /**
   * IAM of the account of the principal, to read with.
   * @param session names the session where another account is entered
   * @throws Error that says why it cannot be entered
   */
  iamFor(accountId: string, session: string): Promise<IAMClient>;
  organizations(): Promise<OrganizationsClient>;
  /** How long all of it may take, milliseconds; 30 seconds by default. */
  timeLimit?: number;
}

/** What policies allowed, as far as it could be read now; nothing is counted as used yet. */
export interface Allowances {
  could: CouldHaveDone;
  /** Whether another attempt may find out more: a part of the principal's policies was not read. */
  again: boolean;
}

const defaultLimit = 30_000;

/**
 * What a credential could have done before it was denied, and what of it was done. Only reads, and never throws: what
 * could not be read is told, and what hangs on it is undecided.
 * @param actions the calls of the lineage
 */
export const couldHaveDone = async (
  subject: CouldSubject,
  actions: readonly ActionCount[],
  deps: CouldDeps,
): Promise<CouldHaveDone> => withUsed((await allowances(subject, deps)).could, actions);

/** The part of it that needs no trail, so that it can be found out while the trail is read. Never throws. */
export const allowances = async (subject: CouldSubject, deps: CouldDeps): Promise<Allowances> => {
  try {
    return await found(subject, deps);
  } catch (error) {
    const operation = `reading the policies of ${subject.principal.arn}`;
    return told(new Map(), { basedOn: [], unread: [unreadBecause('identity', operation, error)] }, subject);
  }
};

const found = async (subject: CouldSubject, deps: CouldDeps): Promise<Allowances> => {
  const { accountId, principal, incident, accessKeyId } = subject;
  const abortSignal = AbortSignal.timeout(deps.timeLimit ?? defaultLimit);
  const session = incident?.incidentId ?? accessKeyId ?? principal.name;
  const iam = await inTime(deps.iamFor(accountId, session), abortSignal);
  const [policies, control] = await Promise.all([
    policiesOf(iam, subject, abortSignal),
    bindsNobody(principal)
      ? { levels: [], basedOn: [], unread: [] }
      : readServiceControl(accountId, deps.organizations, abortSignal),
  ]);
  const { of, failures } = await decideAll(dangerousActions, {
    layers: { identity: policies.identity, boundary: policies.boundary, scps: control.levels },
    known: knownKeysOf({ ...principal, accountId, tags: policies.tags }),
    partition: principal.arn.split(':')[1] || 'aws',
    accountId,
    simulate: simulateWith(iam, abortSignal),
  });
  const unread = [
    ...policies.unread,
    ...control.unread,
    ...failures.map((error) => unreadBecause('identity', 'iam:SimulateCustomPolicy', error)),
  ];
  return told(of, { basedOn: [...policies.basedOn, ...control.basedOn], unread }, subject, policies.unread);
};

/** Entering another account has patience of its own, and more of it than there is here. */
const inTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);

/** Service control policies do not bind service-linked roles (Organizations user guide, "Service control policies"). */
const bindsNobody = ({ arn }: Principal): boolean => arn.includes(':role/aws-service-role/');

const policiesOf = async (
  iam: IAMClient,
  { principal, incident }: CouldSubject,
  abortSignal: AbortSignal,
): Promise<PrincipalPolicies> => {
  const { kind } = principal;
  if (kind === 'user' || kind === 'role') return readPrincipalPolicies(iam, principal, incident, abortSignal);
  if (kind !== 'root') throw new Error(`what a ${kind} may do is in no policy of its own`);
  const all = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  return {
    identity: [readPolicy('the root user', all)],
    boundary: undefined,
    tags: {},
    basedOn: ['the root user, which no policy of its account limits'],
    unread: [],
  };
};

/** Told always: no reading of ours finds it. */
const neverRead = (kind: string, accessKeyId: string | null): string[] => [
  'policies of resources (buckets, keys, whom roles trust) and resource control policies: they were not looked at',
  ...(kind !== 'role' && !accessKeyId?.startsWith('ASIA')
    ? []
    : ['what was taken from the session when it was issued: a session policy, and IAM where it has no MFA']),
];

const told = (
  decisions: ReadonlyMap<string, Decision>,
  { basedOn, unread }: { basedOn: string[]; unread: readonly Unread[] },
  { principal, accessKeyId }: CouldSubject,
  ofPrincipal: readonly Unread[] = unread,
): Allowances => {
  const misses = (of: Unread['of']) => ofPrincipal.some((each) => each.of === of);
  const [moreMayAllow, moreMayDeny] = [misses('identity'), misses('boundary')];
  return {
    again: unread.some(({ of, passing }) => of !== 'scp' || passing),
    could: {
      actions: dangerousActions.map(({ action, label, everything }): CouldDo => {
        const { allowed = null, limits = [] } = decisions.get(action) ?? {};
        const known = !(allowed ? moreMayDeny : moreMayAllow);
        return {
          action,
          label: allowed && limits.length === 0 ? (everything ?? label) : label,
          allowed: known ? allowed : null,
          used: 0,
          ...(known && limits.length > 0 && { limits: limits.join('; ') }),
        };
      }),
      basedOn,
      notRead: [...new Set(unread.map(({ why }) => why)), ...neverRead(principal.kind, accessKeyId)],
    },
  };
};
