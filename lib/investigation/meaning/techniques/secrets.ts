import type { TechniqueTable } from './catalogue.ts';

/** Secrets that are kept in the account, and credentials that services give out. */
export const secrets = {
  'secretsmanager:GetSecretValue': ['T1555.006'],
  'secretsmanager:BatchGetSecretValue': ['T1555.006'],
  // Names only, but nobody lists the safe for another reason than to open it.
  'secretsmanager:ListSecrets': ['T1555.006'],
  'secretsmanager:DescribeSecret': ['T1555.006'],
  'ssm:GetParameter': ['T1555.006'],
  'ssm:GetParameters': ['T1555.006'],
  'ssm:GetParametersByPath': ['T1555.006'],
  'ssm:GetParameterHistory': ['T1555.006'],
  'ssm:DescribeParameters': ['T1555.006'],
  // The sources disagree (password store, or a secret of the instance), so it counts as both.
  'ec2:GetPasswordData': ['T1555', 'T1552.005'],
  'rds:DownloadDBLogFilePortion': ['T1552.001'],
  'rds:DownloadCompleteDBLogFile': ['T1552.001'],
  'acm:ExportCertificate': ['T1552.004'],
  'acm-pca:IssueCertificate': ['T1649'],
  'acm-pca:GetCertificate': ['T1649'],
  'ecr:GetAuthorizationToken': ['T1528'],
  'ecr-public:GetAuthorizationToken': ['T1528'],
  'codeartifact:GetAuthorizationToken': ['T1528'],
  'redshift:GetClusterCredentials': ['T1528'],
  'redshift:GetClusterCredentialsWithIAM': ['T1528'],
  'redshift-serverless:GetCredentials': ['T1528'],
  'lightsail:GetInstanceAccessDetails': ['T1552.004'],
  'lightsail:DownloadDefaultKeyPair': ['T1552.004'],
  'ec2:CreateKeyPair': ['T1098.001'],
  'ec2:ImportKeyPair': ['T1098.001'],
  'ssm:CreateActivation': ['T1098.001'],
  'appsync:CreateApiKey': ['T1098.001'],
  'apigateway:CreateApiKey': ['T1098.001'],
  'transfer:ImportSshPublicKey': ['T1098.004'],
} as const satisfies TechniqueTable;
