import type { NewEvent } from '#infra/local/services/events/envelope.ts';

export { guardDutyFinding } from '../leak.ts';

/** What every finding of a drill is told: where it happened, and when. */
interface Happened {
  accountId: string;
  /** Default `eu-central-1`. */
  region?: string;
  at: Date;
  /** The finding's own id: the same for its repeats. */
  findingId?: string;
}

const newId = (): string => crypto.randomUUID().replaceAll('-', '');

const finding = (
  { accountId, region = 'eu-central-1', at: date, findingId = newId() }: Happened,
  about: { type: string; severity: number; title: string; resource: object; service?: object },
): NewEvent => {
  const { service, ...rest } = about;
  const at = date.toISOString();
  return {
    source: 'aws.guardduty',
    detailType: 'GuardDuty Finding',
    detail: {
      schemaVersion: '2.0',
      accountId,
      region,
      partition: 'aws',
      id: findingId,
      ...rest,
      description: about.title,
      createdAt: at,
      updatedAt: at,
      service: {
        serviceName: 'guardduty',
        archived: false,
        count: 1,
        additionalInfo: {},
        eventFirstSeen: at,
        eventLastSeen: at,
        ...service,
      },
    },
  };
};

export interface RoleSession {
  accessKeyId: string;
  roleName: string;
  /** `AROA…` */
  roleId: string;
  sessionName: string;
}

/**
 * A finding about a session of a role: by default that credentials of an instance are used outside of AWS. EC2 names
 * such sessions after the instance.
 */
export const guardDutyRoleFinding = ({
  accessKeyId,
  roleName,
  roleId,
  sessionName,
  type = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
  ...happened
}: RoleSession & Happened & { type?: string }): NewEvent => {
  const accessKeyDetails = {
    accessKeyId,
    principalId: `${roleId}:${sessionName}`,
    userName: roleName,
    userType: 'AssumedRole',
  };
  const title = `Credentials of the role ${roleName} were used from an IP address outside of AWS.`;
  const resource = {
    resourceType: 'AccessKey',
    accessKeyDetails,
    ...(/^i-[0-9a-f]+$/.test(sessionName) && { instanceDetails: { instanceId: sessionName } }),
  };
  return finding(happened, { type, severity: 8, title, resource });
};

/** Who acted in an attack: a user with a key, or a session of a role. */
export type SequenceActor = { accessKeyId: string; userName: string; userId: string } | RoleSession;

const actorOf = (actor: SequenceActor, accountId: string) => {
  const user =
    'roleName' in actor
      ? { name: actor.roleName, uid: `${actor.roleId}:${actor.sessionName}`, type: 'AssumedRole' }
      : { name: actor.userName, uid: actor.userId, type: 'IAMUser' };
  return {
    id: `user:${user.type}:${user.uid}`,
    user: { ...user, credentialUid: actor.accessKeyId, account: { uid: accountId } },
  };
};

/** An attack sequence: it names its credentials in its actors, not in accessKeyDetails. */
export const guardDutyAttackSequence = ({
  actors,
  type = 'AttackSequence:IAM/CompromisedCredentials',
  ...happened
}: Happened & { actors: readonly SequenceActor[]; type?: string }): NewEvent => {
  const named = actors.map((actor) => actorOf(actor, happened.accountId));
  const sequence = {
    uid: newId(),
    actors: named,
    signals: [{ uid: 'signal-1', type: 'CLOUD_TRAIL', actorIds: named.map(({ id }) => id) }],
  };
  return finding(happened, {
    type,
    severity: 9,
    title: 'Potential credential compromise indicated by a sequence of actions.',
    resource: { resourceType: 'AttackSequence' },
    service: { featureName: 'Correlation', detection: { sequence } },
  });
};
