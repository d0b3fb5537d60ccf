import type { Case, Gone } from './case.ts';

const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/1234';
const deleteCertificate: Gone = ['acm:DeleteCertificate', { certificateArn: arn }];

export const secrets: Case[] = [
  [
    'secretsmanager:CreateSecret',
    { name: 's' },
    { arn: 'arn:aws:secretsmanager:eu-west-1:1:secret:s-AbCdEf' },
    'secret s',
    [
      'secretsmanager:DeleteSecret',
      { secretId: 'arn:aws:secretsmanager:eu-west-1:1:secret:s-AbCdEf', forceDeleteWithoutRecovery: true },
      { name: 's' },
    ],
  ],
  [
    'ssm:PutParameter',
    { name: '/a/b', value: 'HIDDEN_DUE_TO_SECURITY_REASONS', overwrite: false },
    { version: 1, tier: 'Standard' },
    'parameter /a/b',
    ['ssm:DeleteParameter', { name: '/a/b' }],
    ['ssm:DeleteParameters', { names: ['/a/b', '/c'] }, { deletedParameters: ['/a/b'] }],
  ],
  ['kms:CreateKey', {}, { keyMetadata: { keyId: '1234-ab' } }, 'KMS key 1234-ab'],
  [
    'kms:CreateAlias',
    { aliasName: 'alias/a', targetKeyId: '1234-ab' },
    null,
    'key alias alias/a',
    ['kms:DeleteAlias', { aliasName: 'alias/a' }],
  ],
  [
    'kms:CreateGrant',
    { keyId: '1234-ab' },
    { grantId: 'g1' },
    'key grant g1 of KMS key 1234-ab',
    ['kms:RevokeGrant', { keyId: '1234-ab', grantId: 'g1' }],
    ['kms:RetireGrant', { grantId: 'g1' }],
  ],
  [
    'acm:RequestCertificate',
    { domainName: 'evil.example' },
    { certificateArn: arn },
    `certificate ${arn}`,
    deleteCertificate,
  ],
  ['acm:ImportCertificate', {}, { certificateArn: arn }, `certificate ${arn}`, deleteCertificate],
];
