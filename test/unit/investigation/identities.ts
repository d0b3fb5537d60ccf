/** Identities as CloudTrail writes them, all of one account, to be changed in single fields. */
export const account = '111122223333';
export const session = 'ASIATOURNIQUETTEST01';
export const roleId = 'AROATOURNIQUETROLE01';
export const userId = 'AIDATOURNIQUETUSER01';

type Fields = Record<string, unknown>;

export const roleIssuer = (more: Fields = {}): Fields => ({
  type: 'Role',
  principalId: roleId,
  arn: `arn:aws:iam::${account}:role/deploy`,
  accountId: account,
  userName: 'deploy',
  ...more,
});

export const userIssuer = (more: Fields = {}): Fields => ({
  type: 'IAMUser',
  principalId: userId,
  arn: `arn:aws:iam::${account}:user/ci`,
  accountId: account,
  userName: 'ci',
  ...more,
});

export const assumedRole = (more: Fields = {}, issuer: Fields = {}): Fields => ({
  type: 'AssumedRole',
  principalId: `${roleId}:build-7`,
  arn: `arn:aws:sts::${account}:assumed-role/deploy/build-7`,
  accountId: account,
  accessKeyId: session,
  sessionContext: { sessionIssuer: roleIssuer(issuer) },
  ...more,
});

export const iamUser = (more: Fields = {}): Fields => ({ ...userIssuer(), accessKeyId: session, ...more });

export const federatedUser = (more: Fields = {}, issuer: Fields = {}): Fields => ({
  type: 'FederatedUser',
  principalId: `${account}:guest`,
  arn: `arn:aws:sts::${account}:federated-user/guest`,
  accountId: account,
  accessKeyId: session,
  sessionContext: { sessionIssuer: userIssuer(issuer) },
  ...more,
});

export const root = (more: Fields = {}): Fields => ({
  type: 'Root',
  principalId: account,
  arn: `arn:aws:iam::${account}:root`,
  accountId: account,
  accessKeyId: session,
  ...more,
});

/** What AssumeRole logs, with the new key id; its secret and token are no part of what may be kept. */
export const assumption = (more: Fields = {}) => ({
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  requestParameters: { roleArn: `arn:aws:iam::${account}:role/deploy`, roleSessionName: 'build-7' },
  responseElements: {
    credentials: {
      accessKeyId: session,
      expiration: 'Mar 1, 2026, 11:00:00 AM',
      sessionToken: 'not to be kept',
    },
    assumedRoleUser: {
      assumedRoleId: `${roleId}:build-7`,
      arn: `arn:aws:sts::${account}:assumed-role/deploy/build-7`,
    },
    ...more,
  },
});

export const roleOwner = {
  type: 'role-session',
  roleName: 'deploy',
  roleId,
  sessionName: 'build-7',
} as const;
export const userOwner = { type: 'user', userName: 'ci', userId } as const;
