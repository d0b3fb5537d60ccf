import { forTerminal } from '../for-terminal.ts';
import { canaryPath } from './canary.ts';
import type { CleanedUp } from './clean-up.ts';
import type { LiveResult } from './play.ts';

interface Intention {
  accountId: string;
  region: string;
  arn: string;
  happens: string;
}

/** What a person agrees to. */
export const intention = ({ accountId, region, arn, happens }: Intention): string =>
  forTerminal(
    [
      `A drill in account ${accountId}, Region ${region}, as ${arn}:`,
      `  1. makes a user below ${canaryPath} that may read itself and nothing else, with an access key;`,
      `  2. ${happens};`,
      '  3. calls with that key until AWS refuses it, and reads the incident: everybody who gets mails of Tourniquet gets one;',
      '  4. restores the incident, sees the key work again, and removes the user with all that hangs on it.',
    ].join('\n'),
  );

const proved = ({ source }: LiveResult): string =>
  source === 'scanner'
    ? 'Proved: a report on the bus reaches contain, the key is refused, the mail is handed to SNS, and restore undoes it.'
    : 'Proved: contain refuses the key, hands the mail to SNS, and restore undoes it.';

// GitHub makes an alert of a push alone, and contain believes nothing but the alert: a webhook that this command signed
// itself would name an alert that is not there.
const notProved =
  'Not proved: that GitHub finds a key and delivers it (push one to a private test repository for that), that a person reads the mail, and that other accounts and Regions are heard: tourniquet doctor tells of these.';

/** What the person at the terminal is told of a drill. */
export const resultText = (result: LiveResult, cleanUp: string): string => {
  const { problems, removed, secondsToDenied, deniedBy, run, user } = result;
  const denied =
    secondsToDenied === null
      ? 'The key was not refused.'
      : `Refused ${secondsToDenied} s after the report (${deniedBy}).`;
  return forTerminal(
    [
      problems.length === 0 ? `The drill ${run} passed.` : `THE DRILL ${run} FAILED`,
      ...problems.map((problem) => `  ${problem}`),
      denied,
      ...(removed
        ? [
            'Nothing is left of it in the account but its incident, which the auditors’ table marks as a drill.',
          ]
        : [`Something is left (${user ?? 'the user'}). Remove it with: ${cleanUp}`]),
      ...(problems.length === 0 ? [proved(result)] : []),
      notProved,
    ].join('\n'),
  );
};

export const cleanUpText = ({ removed, restored, problems, accountId }: CleanedUp): string =>
  forTerminal(
    [
      removed.length === 0
        ? `No canary of a drill is left in account ${accountId}.`
        : `Removed from account ${accountId}: ${removed.join(', ')}`,
      ...(restored.length > 0 ? [`Restored: ${restored.join(', ')}`] : []),
      ...problems,
    ].join('\n'),
  );
