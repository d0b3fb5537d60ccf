import { guardTag } from '#lib/credential/guard-tag.ts';
import { denySessionPolicy } from '#lib/credential/owner.ts';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { denyDocument } from '../../deny-document.ts';
import { accountIn } from '../../hands.ts';
import { ownerArn, ownerName, reportedSession, sessionName } from '../credential.ts';
import { accountWord, keyWord, roleIdWord, roleWord, sessionWord } from '../shell-words.ts';

/** `with credentials of account 111122223333`: commands that change IAM must run where the principal lives. */
export const withCredentials = (incident: Incident): string => {
  const account = accountWord(incident.accountId ?? accountIn(ownerArn(incident) ?? ''));
  return account === 'ACCOUNT'
    ? 'with credentials of the account that owns it'
    : `with credentials of account ${account}`;
};

const partitionOf = (incident: Incident): string => ownerArn(incident) ?? 'arn:aws';

export const denyUserCommand = (user: string, incident: Incident): string =>
  `aws iam attach-user-policy --user-name ${user} --policy-arn ${denyAllArn(partitionOf(incident))}`;

export const boundUserCommand = (user: string, incident: Incident): string =>
  `aws iam put-user-permissions-boundary --user-name ${user} --permissions-boundary ${denyAllArn(partitionOf(incident))}`;

export const denyRoleCommand = (role: string, incident: Incident): string =>
  `aws iam attach-role-policy --role-name ${role} --policy-arn ${denyAllArn(partitionOf(incident))}`;

export const boundRoleCommand = (role: string, incident: Incident): string =>
  `aws iam put-role-permissions-boundary --role-name ${role} --permissions-boundary ${denyAllArn(partitionOf(incident))}`;

/** Sets the guard's tag; with the guard on only a break-glass role may. */
export const tagCommand = (kind: 'user' | 'role', name: string): string =>
  `aws iam tag-${kind} --${kind}-name ${name} --tags Key=${guardTag.key},Value=${guardTag.value}`;

/** Prints every call that was made with a key, of the last 90 days and of every Region that is switched on. */
export const lookUpCommand = (accessKeyId: string | null): string =>
  `for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do aws cloudtrail lookup-events --region $region --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${keyWord(accessKeyId)} --max-items 3 --query 'Events[].CloudTrailEvent' --output text; done`;

/**
 * Writes the same policy as the step deny-session, so that Tourniquet knows it again. What was issued up to the
 * moment of typing is denied.
 * @param whole all sessions of the role instead of one
 */
export const denySessionCommand = (incident: Incident, whole: boolean): string => {
  const role = roleWord(ownerName(incident) ?? reportedSession(incident)?.roleName);
  const roleId = roleIdWord(incident.principal?.id ?? reportedSession(incident)?.roleId);
  const name = whole ? null : sessionWord(sessionName(incident));
  const document = JSON.stringify(denyDocument(roleId, { name, issuedBefore: 'NOW' }));
  const dated = document.replace('"NOW"', `"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'"`);
  const policy = denySessionPolicy(keyWord(incident.accessKeyId));
  return `aws iam put-role-policy --role-name ${role} --policy-name ${policy} --policy-document '${dated}'`;
};

/** Where the command has to leave the role's id to the reader. */
export const roleIdLines = (command: string): string[] =>
  command.includes('ROLE_ID')
    ? ['  ROLE_ID is what this prints: aws iam get-role --role-name ROLE --query Role.RoleId --output text']
    : [];

export const indented = (commands: readonly string[]): string[] => commands.map((each) => `  ${each}`);
