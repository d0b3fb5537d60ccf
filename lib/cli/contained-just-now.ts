import type { Incident } from '#lib/incident/incident.ts';
import { createdKey, type Handed } from '#lib/investigation/descendants/messages.ts';
import { withStatuses } from '#lib/investigation/descendants/statuses.ts';
import { isWorkloads } from '#lib/investigation/descendants/verdicts.ts';
import type { Investigation, Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';

/** What became of one thing that was handed to containment: its incident, or why there is none. */
export type Result = { handed: Handed } & ({ incident: Incident } | { failure: string });

export interface Contained {
  /** The same with what became of each. */
  found: Investigation;
  lines: string[];
  /** Whether anything that is rather the thief's than the workload's may still work. */
  open: boolean;
}

/** @param named what a person asked for one by one: what of it could not even be tried is said to be so */
export const told = (
  found: Investigation,
  results: readonly Result[],
  named: ReadonlySet<string>,
): Contained => {
  const held = results.flatMap((result) =>
    'incident' in result ? result.handed.about.map((id) => ({ id, incident: result.incident })) : [],
  );
  const handed = new Set(results.flatMap(({ handed: { about } }) => about));
  const beyond = [...new Set([...named, ...dueIn(found)])].filter((id) => !handed.has(id));
  const failures = [
    ...results.flatMap((result) => ('failure' in result ? [failed(result.handed, result.failure)] : [])),
    ...beyond.map((id) => `${inert(id, 200)} is not contained: nothing of ours can end it.`),
  ];
  const lines = results.map(lineOf);
  const all = withStatuses(found, held);
  return {
    found: failures.length > 0 ? { ...all, notes: [...failures, ...all.notes] } : all,
    lines: [
      '',
      ...(lines.length > 0 ? ['Contained just now:', ...lines] : ['There was nothing to contain.']),
      ...beyond.map((id) => `  ${inert(id, 200)}: NOT CONTAINED, nothing of ours can end it`),
    ],
    open: isOpen(all),
  };
};

// A name that containment would not take is handed to nobody.
const dueIn = ({ credentials, created }: Investigation): string[] => [
  ...credentials.filter(({ verdict }) => verdict?.what === 'contain').map(({ id }) => id),
  ...created.filter(({ verdict }) => verdict?.what === 'contain').map(createdKey),
];

const failed = ({ about }: Handed, why: string): string =>
  `${inert(about.join(', '), 200)} is not contained: ${inert(why, 300)}.`;

const lineOf = (result: Result): string => {
  const about = `  ${inert(result.handed.about.join(', '), 200)}`;
  if ('failure' in result) return `${about}: NOT CONTAINED, ${inert(result.failure, 300)}`;
  const { incidentId, status, reason = '' } = result.incident;
  if (status === 'contained') return `${about}: contained (${incidentId})`;
  const hint = status === 'protected' ? '; name it with --also to contain it all the same' : '';
  return `${about}: ${status} (${incidentId}): ${inert(reason, 300)}${hint}`;
};

const isOpen = ({ credentials, created, keepsDrawing = [] }: Investigation): boolean =>
  keepsDrawing.length > 0 || [...credentials, ...created].some(({ verdict }) => verdict && mayWork(verdict));

const mayWork = (verdict: Verdict): boolean => {
  if (verdict.status) return verdict.status !== 'contained';
  switch (verdict.what) {
    case 'covered':
    case 'expired':
      return false;
    // What the workload issued itself is meant to work.
    case 'waits':
      return !isWorkloads(verdict);
    default:
      return true;
  }
};
