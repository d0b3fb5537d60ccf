import type { Incident } from '#lib/incident/incident.ts';
import { isRole, nounOf, sessionName, userName } from '../credential.ts';
import { keyWord, userWord } from '../shell-words.ts';
import { containWays, type UndoWays } from '../ways.ts';
import { denySessionCommand, denyUserCommand, indented, roleIdLines, withCredentials } from './commands.ts';
import { roleByHand } from './role.ts';
import { userByHand } from './user.ts';

/** A rule left the principal alone, and a person may decide otherwise: the one command that contains all the same. */
export const decideByHand = (incident: Incident, ways: UndoWays): string[] => {
  const { accessKeyId, status, decidedBy } = incident;
  if (decidedBy === 'own-identity') return isRole(incident) ? roleByHand(incident) : userByHand(incident);
  if (accessKeyId === null) return denyNamedUser(incident);
  const guarded = decidedBy === 'protected' || (decidedBy === undefined && status === 'protected');
  return [
    `${questions[decidedBy ?? ''] ?? 'To contain it all the same'}${inAccount(ways)}:`,
    ...indented(containWays(accessKeyId, ways, guarded)),
    ...sessionByHand(incident),
    ...(dismissable.has(decidedBy ?? '')
      ? [
          'If it is no leak:',
          `  npm run -s tourniquet -- dismiss ${keyWord(accessKeyId)} --reason TEXT --until 30d`,
        ]
      : []),
  ];
};

const questions: Record<string, string> = {
  contradicted: 'Look at it. If it is a leak, contain it',
  brake: 'Look at it: somebody may be reporting keys to shut people out. If it is a leak, contain it',
  backlog: 'If it is still a leak, contain it',
  burst: 'If it is a leak, contain it',
  dismissed: 'If it is a leak after all, contain it',
};

// The rules and the record live where the functions run.
const inAccount = ({ account }: UndoWays): string =>
  account ? `, with credentials of account ${account}` : '';

const dismissable: ReadonlySet<string> = new Set(['contradicted', 'brake', 'backlog', 'burst']);

// A person who names a session does not say whose it is, and no API tells it: IAM itself is the quicker way.
const sessionByHand = (incident: Incident): string[] => {
  if (nounOf(incident) !== 'session' || incident.principal === null) return [];
  const command = isRole(incident)
    ? denySessionCommand(incident, sessionName(incident) === undefined)
    : denyUserCommand(userWord(incident.principal.name), incident);
  return [`Or at once, ${withCredentials(incident)}:`, ...indented([command]), ...roleIdLines(command)];
};

const denyNamedUser = (incident: Incident): string[] => {
  const user = userWord(userName(incident));
  return [
    `To stop the user all the same, ${withCredentials(incident)}:`,
    ...indented([
      denyUserCommand(user, incident),
      `aws iam list-access-keys --user-name ${user}   (once you know which key leaked: npm run -s tourniquet -- contain KEY)`,
    ]),
  ];
};
