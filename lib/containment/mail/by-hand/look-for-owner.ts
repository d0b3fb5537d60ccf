import type { Incident } from '#lib/incident/incident.ts';
import { containCommand, type UndoWays } from '../ways.ts';
import { denySessionCommand, denyUserCommand, indented, lookUpCommand, withCredentials } from './commands.ts';

/** A temporary credential of nobody knows whom: what is being done, and how a person is faster. */
export const lookedFor = (incident: Incident, ways: UndoWays): string[] => [
  ...whatIsDone(ways),
  `To be faster, ${withCredentials(incident)}. In what this prints, userIdentity.arn says whose it is:`,
  ...indented([lookUpCommand(incident.accessKeyId)]),
  'Then contain it as a session of that role or user (of a federated user ARN is sessionContext.sessionIssuer.arn):',
  ...indented([
    containCommand(incident.accessKeyId, { role: 'ARN' }, ways),
    containCommand(incident.accessKeyId, { user: 'ARN' }, ways),
  ]),
];

// Only the deployed system goes on looking after the command has ended.
const whatIsDone = ({ restoreFunction }: UndoWays): string[] =>
  restoreFunction
    ? [
        'CloudTrail of every Region is being searched, for 36 hours, and shows a call about 5 minutes after it was made.',
        'Once it shows whose session it is, the session is contained, and another mail says so.',
      ]
    : [
        'A command at a terminal does not go on looking, as the deployed functions do: ask CloudTrail as follows.',
      ];

/** The same where AWS would not tell us enough to act at all: by IAM itself. */
export const unreadSession = (incident: Incident): string[] => [
  `By hand, ${withCredentials(incident)}. In what this prints, userIdentity says whose it is:`,
  ...indented([lookUpCommand(incident.accessKeyId)]),
  "Of a user: deny it. Of a role: deny the session, with userIdentity's principalId (ROLE_ID:SESSION):",
  ...indented([
    denyUserCommand('USER', incident),
    denySessionCommand({ ...incident, principal: null, signals: [] }, false),
  ]),
];
