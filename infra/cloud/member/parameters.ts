import { and, equals, holds, not, or, ref, type Value } from './value.ts';

/** AWS Health's events of leaked keys and all records of IAM are in this Region only; a role is made in one, too. */
export const global = 'us-east-1';

const yesOrNo = { Type: 'String', AllowedValues: ['true', 'false'] };

export const parameters: Readonly<Record<string, { readonly [field: string]: Value }>> = {
  HomeAccountId: {
    Type: 'String',
    AllowedPattern: '^[0-9]{12}$',
    Description: 'The account in which Tourniquet runs. In that account itself this template makes nothing.',
  },
  HomeRegion: {
    Type: 'String',
    AllowedPattern: '^[a-z]{2}(-[a-z]+){1,3}-[0-9]$',
    Description: 'The Region in which Tourniquet runs: its event bus is there.',
  },
  ExternalId: {
    Type: 'String',
    AllowedPattern: '^[a-zA-Z0-9+=,.@:/_-]{16,1224}$',
    Description: 'What Tourniquet proves itself with: memberExternalId of its tourniquet.config.json.',
  },
  RevokeSessions: {
    ...yesOrNo,
    Default: 'false',
    Description:
      'Whether the sessions of a role may be denied here, by a role that may write the policies of roles. As in tourniquet.config.json.',
  },
  ForwardGuardDuty: {
    ...yesOrNo,
    Default: 'true',
    Description:
      "Whether GuardDuty's findings are forwarded from each Region. false where Tourniquet's own account administers GuardDuty: a copy of each reaches it there.",
  },
  AlarmMail: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^$|^[^@ ]+@[^@ ]+$',
    Description:
      'Who is mailed when an event could not be forwarded; each account and Region asks once to confirm it. Empty: the alarm only shows in CloudWatch.',
  },
};

/** Under which conditions of the template something is made. */
export const conditions: Readonly<Record<string, Value>> = {
  Member: not(equals(ref('AWS::AccountId'), ref('HomeAccountId'))),
  Global: and(holds('Member'), equals(ref('AWS::Region'), global)),
  Revoke: and(holds('Global'), equals(ref('RevokeSessions'), 'true')),
  GuardDuty: and(holds('Member'), equals(ref('ForwardGuardDuty'), 'true')),
  Forwards: or(holds('Global'), holds('GuardDuty')),
  Mailed: and(holds('Forwards'), not(equals(ref('AlarmMail'), ''))),
};
