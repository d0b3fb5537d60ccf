import type { Incident } from '#lib/incident/incident.ts';
import { isRole, nounOf, ownerName, sessionName, userName } from '../credential.ts';
import { keyWord, roleWord, sessionWord, userWord } from '../shell-words.ts';
import { containByFunction, containCommand, containInTerminal, type Said, type UndoWays } from '../ways.ts';
import { denyUserCommand, indented, withCredentials } from './commands.ts';
import { roleByHand } from './role.ts';
import { userByHand } from './user.ts';

/** A rule left the principal alone, and a person may decide otherwise: the one command that contains all the same. */
export const decideByHand = (incident: Incident, ways: UndoWays): string[] => {
  const { accessKeyId, status, decidedBy } = incident;
  if (decidedBy === 'own-identity') return isRole(incident) ? roleByHand(incident) : userByHand(incident);
  if (nounOf(incident) === 'role') return roleByHand(incident);
  if (accessKeyId === null) return denyNamedUser(incident, ways);
  // The command that contains a key would have its user denied as well.
  if (isOnlyItsKey(incident)) return userByHand(incident);
  const guarded = decidedBy === 'protected' || (decidedBy === undefined && status === 'protected');
  const said: Said = { ...whose(incident), ...(guarded && { evenIfProtected: true }) };
  const byFunction = containByFunction(accessKeyId, said, ways);
  return [
    `${questions[decidedBy ?? ''] ?? 'To contain it all the same'}${inAccount(ways)}:`,
    ...indented([...(byFunction ? [byFunction] : []), containInTerminal(accessKeyId, said, ways)]),
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

const isOnlyItsKey = ({ descendantOf, steps }: Incident): boolean =>
  descendantOf !== undefined && steps.length === 1 && steps[0]?.id === 'deactivate-key';

// No API tells whose a temporary key is: the person who asks for it says so.
const whose = (incident: Incident): Said => {
  if (nounOf(incident) !== 'session' || incident.principal === null) return {};
  if (!isRole(incident)) return { user: userWord(ownerName(incident)) };
  const name = sessionName(incident);
  const session = name === undefined ? 'SESSION' : sessionWord(name);
  return { role: roleWord(ownerName(incident)), session };
};

const denyNamedUser = (incident: Incident, ways: UndoWays): string[] => {
  const user = userWord(userName(incident));
  return [
    `To stop the user all the same, ${withCredentials(incident)}:`,
    ...indented([denyUserCommand(user, incident)]),
    ...(incident.descendantOf === undefined
      ? [
          'Then find out which of its keys leaked, and contain that one:',
          ...indented([
            `aws iam list-access-keys --user-name ${user}`,
            containCommand(null, incident.status === 'protected' ? { evenIfProtected: true } : {}, ways),
          ]),
        ]
      : []),
  ];
};
