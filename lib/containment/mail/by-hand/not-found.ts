import type { Incident } from '#lib/incident/incident.ts';
import { keyWord } from '../shell-words.ts';
import { indented, lookUpCommand, withCredentials } from './commands.ts';

/** The user or role that was named does not exist: under another name it may. */
export const principalGone = (incident: Incident): string[] => {
  const ids = incident.signals.flatMap(({ userId, session, role }) => [
    userId,
    session?.roleId,
    role?.roleId,
  ]);
  const id = ids.find((each) => each !== undefined && /^A[IR][DO]A[A-Z0-9]{12,124}$/.test(each));
  const [list, entries, field] = id?.startsWith('AROA')
    ? ['list-roles', 'Roles', 'RoleId']
    : ['list-users', 'Users', 'UserId'];
  return [
    `By hand, ${withCredentials(incident)}. ${id ? 'This finds it under another name:' : 'Look for it under another name:'}`,
    ...indented([
      `aws iam ${list} --query "${entries}${id ? `[?${field}=='${id}'].Arn` : '[].Arn'}" --output text`,
    ]),
    'If it is found, deny it there. If it is not, it was deleted: find out by whom.',
    ...(incident.accessKeyId === null
      ? []
      : ['Who has used the credential, and from where:', ...indented([lookUpCommand(incident.accessKeyId)])]),
  ];
};

/**
 * ABIA: a bearer token that a service asked STS for (IAM user guide, "Service bearer tokens"); ACCA: a credential
 * of one service (IAM API reference, ListServiceSpecificCredentials).
 */
export const otherCredential = (incident: Incident): string[] =>
  incident.accessKeyId?.startsWith('ABIA') ? bearerToken(incident) : serviceCredential(incident);

const serviceCredential = (incident: Incident): string[] => {
  const id = keyWord(incident.accessKeyId);
  return [
    `By hand, ${withCredentials(incident)}. It is a credential of one service, such as a Bedrock API key:`,
    ...indented([
      `aws iam list-service-specific-credentials --all-users --query "ServiceSpecificCredentials[?ServiceSpecificCredentialId=='${id}']"   # names the USER; if it finds nothing, add --service-name bedrock.amazonaws.com, or another`,
      `aws iam update-service-specific-credential --user-name USER --service-specific-credential-id ${id} --status Inactive`,
    ]),
  ];
};

const bearerToken = (incident: Incident): string[] => [
  `By hand, ${withCredentials(incident)}. It is a bearer token of one service, such as CodeArtifact: nobody can`,
  '  switch it off, and it works in that service and Region only, for up to 12 hours. This shows who asked for it:',
  ...indented([
    `for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do aws cloudtrail lookup-events --region $region --lookup-attributes AttributeKey=EventName,AttributeValue=GetServiceBearerToken --max-items 20 --query 'Events[].CloudTrailEvent' --output text; done`,
  ]),
  '  Deny that user or role, and contain the key or session it asked with.',
];
