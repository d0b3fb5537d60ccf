import type { Incident } from '#lib/incident/incident.ts';
import { sessionName } from '../credential.ts';
import { denySessionCommand, indented, lookUpCommand, roleIdLines, withCredentials } from './commands.ts';

/** The deny of a role's session, or of all of them where that was decided. */
export const roleByHand = (incident: Incident): string[] => {
  const whole = incident.session?.name === null || incident.decidedBy === 'whole-role';
  if (!whole && sessionName(incident) === undefined) return whichSession(incident);
  const command = denySessionCommand(incident, whole);
  return [`By hand, ${withCredentials(incident)}:`, ...indented([command]), ...roleIdLines(command)];
};

/** Nobody named the session: it has to be found, or the whole role stopped. */
export const whichSession = (incident: Incident): string[] => {
  const command = denySessionCommand(incident, true);
  return [
    `By hand, ${withCredentials(incident)}. In what this prints, userIdentity.arn ends in the session's name:`,
    ...indented([lookUpCommand(incident.accessKeyId)]),
    'Deny the whole role: all that runs under it stops until it fetches new credentials. Then find the way in:',
    ...indented([command]),
    ...roleIdLines(command),
  ];
};
