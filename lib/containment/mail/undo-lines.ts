import type { Incident } from '#lib/incident/incident.ts';
import { restoreCommand, type UndoWays } from './ways.ts';

/** How to take back all that we did. */
export const undoLines = (incident: Incident, ways: UndoWays): string[] => {
  const { incidentId, status, steps } = incident;
  const ours = steps.some((step) => step.outcome === 'done' && step.undoneAt === undefined);
  if (!ours || status === 'restored' || status === 'observed') return [];
  return [
    `Undo, only if this was a false alarm${credentials(incident, ways)} (${unlessForced(incident, ways)}):`,
    `  ${restoreCommand(incidentId, ways)}`,
  ];
};

// The function runs in an account of ours, the terminal where the key is.
const credentials = ({ accountId }: Incident, { restoreFunction, account }: UndoWays): string => {
  const inArn = restoreFunction && /^arn:[\w-]+:lambda:[\w-]+:(\d{12}):/.exec(restoreFunction)?.[1];
  const where = restoreFunction ? (inArn ?? account) : accountId;
  return where ? `, with credentials of account ${where}` : '';
};

/**
 * When a restore is refused, and how to insist. Who resolves the alert has looked at it; a session that lives is in the
 * thief's hands (still-open.ts).
 */
export const unlessForced = ({ signals }: Incident, { restoreFunction }: UndoWays): string => {
  const alert = signals.some(({ source }) => source === 'github') ? 'its alert is open or ' : '';
  return `refused while ${alert}what it issued lives, unless ${restoreFunction ? '"force":true' : '--force'} is added`;
};
