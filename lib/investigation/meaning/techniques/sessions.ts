import type { TechniqueTable } from './catalogue.ts';

/**
 * Getting in and getting further: sign-in, sessions, roles taken on. ATT&CK counts a short-lived token with the
 * rights of another account as T1550.001 and names GetFederationToken there; docs/techniques.md has the decision.
 */
export const sessions = {
  'signin:ConsoleLogin': ['T1078.004', 'T1538'],
  'signin:ExternalIdPDirectoryLogin': ['T1078.004'],
  'signin:CheckMfa': ['T1078.004'],
  'signin:PasswordRecoveryRequested': ['T1078.004'],
  'signin:PasswordRecoveryCompleted': ['T1078.004'],
  'signin:PasswordUpdated': ['T1098'],
  'signin:GetSigninToken': ['T1550.001', 'T1021.007', ['T1078.004', 'privilege escalation']],
  'signin:SwitchRole': ['T1021.007', ['T1078.004', 'privilege escalation']],
  'signin:RenewRole': ['T1550.001'],
  'signin:CreateOAuth2Token': ['T1550.001'],
  'signin:AuthorizeOAuth2Access': ['T1550.001'],

  'sts:AssumeRole': ['T1550.001', ['T1078.004', 'privilege escalation']],
  'sts:AssumeRoleWithSAML': ['T1550.001', ['T1078.004', 'initial access']],
  'sts:AssumeRoleWithWebIdentity': ['T1550.001', ['T1078.004', 'initial access']],
  'sts:AssumeRoot': ['T1548.005', ['T1078.004', 'privilege escalation']],
  'sts:GetSessionToken': ['T1550.001'],
  'sts:GetFederationToken': ['T1550.001', 'T1098.001'],
  'sts:GetScopedCredentials': ['T1550.001'],
  'sts:GetDelegatedAccessToken': ['T1550.001'],
  'sts:GetWebIdentityToken': ['T1550.001'],
  'sts:GetAccessKeyInfo': ['T1087.004'],
  'sts:DecodeAuthorizationMessage': ['T1069.003'],

  'sso:Authenticate': ['T1078.004'],
  'sso:Federate': ['T1550.001'],
  'sso:GetRoleCredentials': ['T1550.001', ['T1078.004', 'privilege escalation']],
  'sso:CreateToken': ['T1550.001'],
  'sso:StartDeviceAuthorization': ['T1528'],
  'cognito-identity:GetId': [['T1078.004', 'privilege escalation']],
  'cognito-identity:GetCredentialsForIdentity': ['T1550.001', ['T1078.004', 'privilege escalation']],
  'cognito-identity:GetOpenIdToken': ['T1550.001'],
  'rolesanywhere:CreateSession': ['T1550.001', ['T1078.004', 'initial access']],
  'ssm:RegisterManagedInstance': [['T1078.004', 'privilege escalation']],
} as const satisfies TechniqueTable;
