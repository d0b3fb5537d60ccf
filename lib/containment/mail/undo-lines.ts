import type { Incident } from '#lib/incident/incident.ts';
import { holds, isDenied } from './standing.ts';
import { restoreByFunction, restoreInTerminal, type UndoWays } from './ways.ts';

/** How to take back what we did, and how to lift the deny alone. */
export const undoLines = (incident: Incident, ways: UndoWays): string[] => {
  const { incidentId, status, steps } = incident;
  const ours = steps.some((step) => step.outcome === 'done' && step.undoneAt === undefined);
  if (!ours || status === 'restored' || status === 'observed') return [];
  const byFunction = restoreByFunction(incidentId, ways);
  return [
    `Undo, only if this was a false alarm${credentials(incident, ways)}:`,
    `  ${byFunction ?? restoreInTerminal(incidentId, ways)}`,
    ...liftLines(incident, ways),
  ];
};

// The function runs in an account of ours, the terminal where the key is.
const credentials = ({ accountId }: Incident, { restoreFunction, account }: UndoWays): string => {
  const inArn = restoreFunction && /^arn:[\w-]+:lambda:[\w-]+:(\d{12}):/.exec(restoreFunction)?.[1];
  const where = restoreFunction ? (inArn ?? account) : accountId;
  return where ? `, with credentials of account ${where}` : '';
};

const liftLines = (incident: Incident, ways: UndoWays): string[] =>
  incident.status === 'contained' && holds(incident, 'deactivate-key') && isDenied(incident)
    ? [
        'If the user must work on: this lifts the deny alone. Sessions that the key issued work again, up to 36 hours:',
        `  ${restoreInTerminal(incident.incidentId, ways)} --step deny-user`,
      ]
    : [];
