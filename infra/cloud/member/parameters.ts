import { globalRegion } from '#infra/deployed/forwarding.ts';
import { and, equals, holds, join, not, ref, type Value } from './value.ts';

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
    Type: 'String',
    AllowedValues: ['true', 'false'],
    Default: 'false',
    Description:
      'Whether the sessions of a role may be denied here, by a role that may write the policies of roles. As in tourniquet.config.json.',
  },
  RestorableBoundaries: {
    Type: 'CommaDelimitedList',
    Default: '',
    Description:
      'Permissions boundaries that a restore may set back, as ARNs with * for any account: as rules.restorableBoundaries of tourniquet.config.json. Of any other one people are told the command.',
  },
  Guard: {
    Type: 'String',
    AllowedValues: ['true', 'false'],
    Default: 'false',
    Description:
      'Whether whoever is contained is tagged for the guard (docs/guard.md): true where tourniquet.config.json has guard.',
  },
  AlarmMail: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^$|^[^@ ]+@[^@ ]+$',
    Description:
      'Who is mailed when an event could not be forwarded; each account and Region asks once to confirm it. Empty: the alarm shows in CloudWatch, and whoever subscribes to the topic tourniquet-undelivered is told.',
  },
};

/** Under which conditions of the template something is made. */
export const conditions: Readonly<Record<string, Value>> = {
  IsMember: not(equals(ref('AWS::AccountId'), ref('HomeAccountId'))),
  IsMemberInGlobalRegion: and(holds('IsMember'), equals(ref('AWS::Region'), globalRegion)),
  RevokesSessions: and(holds('IsMemberInGlobalRegion'), equals(ref('RevokeSessions'), 'true')),
  RestoresBoundaries: not(equals(join('', ref('RestorableBoundaries')), '')),
  Guards: equals(ref('Guard'), 'true'),
  MailsAlarms: and(holds('IsMember'), not(equals(ref('AlarmMail'), ''))),
};
