import { jsonWord, keyWord } from './shell-words.ts';

/** How to undo, or to contain all the same, for the reader of the mail. */
export interface UndoWays {
  restoreFunction?: string;
  containFunction?: string;
  region?: string;
  /** The account that the functions run in, 12 digits. */
  account?: string;
  /** The terminal's command line for a restore, without the incident. */
  terminal?: string;
  /** The terminal's command line for a containment, without the key. */
  terminalContain?: string;
  /** The terminal's command line for an investigation, without the key. */
  terminalInvestigate?: string;
}

/** The command that restores an incident in the terminal. */
export const restoreInTerminal = (incidentId: string, { terminal }: UndoWays, step?: string): string =>
  `${terminal ?? 'npm run -s tourniquet -- restore'} ${incidentWord(incidentId)}${step ? ` --step ${step}` : ''}`;

/**
 * The command that restores an incident: by the deployed function where it is known, because who reads a mail at night
 * has no checkout, else in the terminal.
 * @param step this one alone
 */
export const restoreCommand = (incidentId: string, ways: UndoWays, step?: string): string =>
  ways.restoreFunction
    ? invoke(ways.restoreFunction, { incidentId: incidentWord(incidentId), ...(step && { step }) }, ways)
    : restoreInTerminal(incidentId, ways, step);

/** What a person says besides the key: whose a temporary one is, which no API tells, and which rule does not count. */
export interface Said {
  role?: string;
  session?: string;
  user?: string;
  wholeRole?: true;
  evenIfProtected?: true;
}

/** The command that contains a key in the terminal. What is said must be words that a shell leaves alone. */
export const containInTerminal = (
  accessKeyId: string | null,
  { role, session, user, wholeRole, evenIfProtected }: Said,
  { terminalContain }: UndoWays,
): string =>
  [
    terminalContain ?? 'npm run -s tourniquet -- contain',
    keyWord(accessKeyId),
    ...(role ? ['--role', role] : []),
    ...(session ? ['--session', session] : []),
    ...(user ? ['--user', user] : []),
    ...(wholeRole ? ['--whole-role'] : []),
    ...(evenIfProtected ? ['--even-if-protected'] : []),
  ].join(' ');

/** The one that has the deployed function do it, where it is known. */
export const containByFunction = (
  accessKeyId: string | null,
  said: Said,
  ways: UndoWays,
): string | undefined =>
  ways.containFunction && invoke(ways.containFunction, { accessKeyId: keyWord(accessKeyId), ...said }, ways);

/** The function where it is known, else the terminal. */
export const containCommand = (accessKeyId: string | null, said: Said, ways: UndoWays): string =>
  containByFunction(accessKeyId, said, ways) ?? containInTerminal(accessKeyId, said, ways);

const incidentWord = (incidentId: string): string =>
  /^[\w-]{1,230}$/.test(incidentId) ? incidentId : 'INCIDENT';

const invoke = (name: string, payload: object, { region }: UndoWays): string =>
  `aws lambda invoke --function-name ${name}${region ? ` --region ${region}` : ''} --cli-binary-format raw-in-base64-out --payload ${jsonWord(payload)} /dev/stdout`;
