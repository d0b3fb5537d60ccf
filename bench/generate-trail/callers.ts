import { type UserIdentity, wholeSeconds } from '#infra/local/trail/cloudtrail-record.ts';

export const accountId = '111122223333';

/** Who makes calls, as records say it. */
export interface Caller {
  userIdentity: UserIdentity;
  sourceIPAddress: string;
  userAgent: string;
}

export type From = Omit<Caller, 'userIdentity'>;

export interface Role {
  name: string;
  id: string;
  arn: string;
}

/** A role by its number: the same in every record. */
export const roleOf = (number: number): Role => {
  const digits = String(number).padStart(4, '0');
  const name = `service-role-${digits}`;
  return { name, id: `AROAEXAMPLEROLEID${digits}`, arn: `arn:aws:iam::${accountId}:role/${name}` };
};

export const asUser = (accessKeyId: string, userName: string, from: From): Caller => ({
  userIdentity: {
    type: 'IAMUser',
    principalId: `AIDA${userName.toUpperCase().replaceAll('-', '').padEnd(17, 'X')}`,
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    accountId,
    accessKeyId,
    userName,
  },
  ...from,
});

export const asSession = (
  accessKeyId: string,
  role: Role,
  sessionName: string,
  since: Date,
  from: From,
): Caller => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `${role.id}:${sessionName}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: role.id,
        arn: role.arn,
        accountId,
        userName: role.name,
      },
      webIdFederationData: {},
      attributes: { creationDate: wholeSeconds(since), mfaAuthenticated: 'false' },
    },
  },
  ...from,
});
