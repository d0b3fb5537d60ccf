import { incidentMail } from '#lib/containment/mail.ts';
import { explain } from '#lib/containment/reasons.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { forTerminal } from './for-terminal.ts';
import { shellWord } from './shell-word.ts';

interface Circumstances {
  dryRun: boolean;
  /** The folder that --state named, as an absolute path: npm runs the command in another folder than the user. */
  state: string | undefined;
  /** What else must be known, a sentence. */
  note: string | undefined;
}

const lookAgain =
  'Run the same command again in a minute: a change of IAM needs seconds to reach all of AWS, and the terminal does not look again by itself.';

/** What `contain` tells the person at the terminal: the first mail, and what is true of a terminal only. */
export const containText = (incident: Incident, { dryRun, state, note }: Circumstances): string => {
  const mail = incidentMail(incident, terminalWays(state));
  const further = furtherWith(incident, state);
  return forTerminal(
    [
      withHint(mail.body, incident),
      ...(further ? ['', further] : []),
      ...(incident.status === 'contained' && !dryRun ? ['', lookAgain] : []),
      ...(note ? ['', note] : []),
    ].join('\n'),
  );
};

/** What a person may know or decide that no rule and no API can. By the id of what was decided. */
const further: Record<string, string> = {
  'principal-unknown':
    'If you know whose it is, say so: --role ARN --session NAME (the userIdentity of CloudTrail shows them), or --user NAME:',
  'role-session-unnamed':
    'Say which session it is: --role ARN --session NAME; or deny all that the role has issued so far: --role ARN --whole-role:',
  protected: 'To contain it although a rule protects it, add --even-if-protected:',
};

const furtherWith = ({ accessKeyId, decidedBy = '' }: Incident, state: string | undefined) => {
  const hint = Object.hasOwn(further, decidedBy) ? further[decidedBy] : undefined;
  return hint && accessKeyId && `${hint}\n  ${commandWith('contain', state)} ${accessKeyId} …`;
};

/** The commands of the terminal, with the folder where the incidents are, where one was named: an absolute path. */
export const terminalWays = (state: string | undefined) => ({
  terminal: commandWith('restore', state),
  terminalContain: commandWith('contain', state),
  terminalInvestigate: commandWith('investigate', state),
});

const commandWith = (command: string, state: string | undefined): string =>
  `npm run -s tourniquet -- ${command}${state === undefined ? '' : ` --state ${shellWord(state)}`}`;

// IAM answers the same for a key that was deleted and for one that never was. Only a person who typed the id
// can have mistyped it: a mail to others would lead them astray.
const withHint = (text: string, { reason }: Incident): string => {
  if (!reason?.includes(explain('deleted-key'))) return text;
  const hint = '          or the id is mistyped: compare it with where it leaked';
  return text.replace(/^(?=Incident {2})/m, () => `${hint}\n`);
};
