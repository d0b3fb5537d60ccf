import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

// Only the id of what STS issues: the secret and the session token stand beside it in the record.
const issued = answered('credentials.accessKeyId');
const ofRole = owned(thing('role session', null, issued), 'role', asked('roleArn'));

/** Temporary credentials (IAM user guide, "Logging IAM and AWS STS API calls"). The words end them as they end others. */
export const sessions: MakingTable = {
  'sts:AssumeRole': ofRole,
  'sts:AssumeRoleWithSAML': ofRole,
  'sts:AssumeRoleWithWebIdentity': ofRole,
  'sts:AssumeRoot': owned(thing('root session', null, issued), 'account', asked('targetPrincipal')),
  'sts:GetFederationToken': owned(thing('federation token', null, issued), 'federated user', asked('name')),
  'sts:GetSessionToken': thing('session token', null, issued),
};
