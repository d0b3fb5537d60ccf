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
}

/** The command that restores an incident in the terminal. */
export const restoreInTerminal = (incidentId: string, { terminal }: UndoWays): string =>
  `${terminal ?? 'npm run -s tourniquet -- restore'} ${incidentWord(incidentId)}`;

/** The one that has the deployed function do it, where it is known. */
export const restoreByFunction = (incidentId: string, ways: UndoWays): string | undefined =>
  ways.restoreFunction && invoke(ways.restoreFunction, { incidentId: incidentWord(incidentId) }, ways);

/** The ways to contain a key: in the terminal and, where it is known, by the deployed function. */
export const containWays = (
  accessKeyId: string | null,
  ways: UndoWays,
  evenIfProtected = false,
): [string, ...string[]] => {
  const key = keyWord(accessKeyId);
  const option = evenIfProtected ? ' --even-if-protected' : '';
  const fields = { accessKeyId: key, ...(evenIfProtected && { evenIfProtected }) };
  return [
    `${ways.terminalContain ?? 'npm run -s tourniquet -- contain'} ${key}${option}`,
    ...(ways.containFunction ? [invoke(ways.containFunction, fields, ways)] : []),
  ];
};

const incidentWord = (incidentId: string): string =>
  /^[\w-]{1,230}$/.test(incidentId) ? incidentId : 'INCIDENT';

const invoke = (name: string, payload: object, { region }: UndoWays): string =>
  `aws lambda invoke --function-name ${name}${region ? ` --region ${region}` : ''} --cli-binary-format raw-in-base64-out --payload ${jsonWord(payload)} /dev/stdout`;
