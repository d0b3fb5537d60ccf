import type { Json } from '../detail.ts';
import { answered, asked, valueAt } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

const certificate = thing('certificate', 'AWS::CertificateManager::Certificate', answered('certificateArn'));

// The first version is a new parameter, a later one what somebody wrote over.
const isNew = (detail: Json): boolean => {
  const version = valueAt(detail, answered('version'));
  return version === undefined || version === 1;
};

/** Secrets, keys and certificates (records in the KMS and ACM guides and recordings of Invictus). Their content is not read. */
export const secrets: MakingTable = {
  'secretsmanager:CreateSecret': thing('secret', 'AWS::SecretsManager::Secret', asked('name')),
  'ssm:PutParameter': { ...thing('parameter', 'AWS::SSM::Parameter', asked('name')), when: isNew },
  'kms:CreateKey': thing('KMS key', 'AWS::KMS::Key', answered('keyMetadata.keyId')),
  'kms:CreateAlias': thing('key alias', 'AWS::KMS::Alias', asked('aliasName')),
  'kms:CreateGrant': owned(thing('key grant', null, answered('grantId')), 'KMS key', asked('keyId')),
  'acm:RequestCertificate': { ...certificate, id: [answered('certificateArn'), asked('domainName')] },
  // With the ARN of a certificate it is imported again.
  'acm:ImportCertificate': {
    ...certificate,
    when: (detail) => valueAt(detail, asked('certificateArn')) === undefined,
  },
};
