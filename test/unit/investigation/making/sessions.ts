import type { Case } from './case.ts';

const answered = { credentials: { accessKeyId: 'ASIATOURNIQUETTEST02', sessionToken: 'not to be kept' } };
const roleArn = 'arn:aws:iam::111122223333:role/r';

export const sessions: Case[] = [
  ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'].map(
    (name): Case => [
      `sts:${name}`,
      { roleArn },
      answered,
      `role session ASIATOURNIQUETTEST02 of role ${roleArn}`,
    ],
  ),
  [
    'sts:AssumeRoot',
    { targetPrincipal: '444455556666' },
    answered,
    'root session ASIATOURNIQUETTEST02 of account 444455556666',
  ],
  [
    'sts:GetFederationToken',
    { name: 'f' },
    answered,
    'federation token ASIATOURNIQUETTEST02 of federated user f',
  ],
  ['sts:GetSessionToken', null, answered, 'session token ASIATOURNIQUETTEST02'],
];
