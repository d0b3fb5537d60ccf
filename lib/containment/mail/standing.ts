import type { Incident, Status, StepRecord } from '#lib/incident/incident.ts';
import { isHeldOpen, isRule } from '../engaged.ts';
import { isGuard, stepById } from '../steps/index.ts';
import type { UndoWays } from './ways.ts';

/** Whether a step was read back as in force, and nobody has lifted it. */
export const isInForce = ({ outcome, undoneAt }: StepRecord): boolean =>
  undoneAt === undefined && (outcome === 'done' || outcome === 'already');

/** Whether the user as a whole is denied. */
export const isDenied = ({ steps }: Incident): boolean =>
  steps.some((step) => isInForce(step) && stepById(step.id).shared && !isGuard(step.id));

/** Whether a step with this id was read back as in force. */
export const holds = ({ steps }: Incident, id: string): boolean =>
  steps.some((step) => step.id === id && isInForce(step));

/** Steps that a person lifted, where the incident goes on otherwise. */
export const liftedOf = ({ steps, status }: Incident): StepRecord[] =>
  status === 'restored' ? [] : steps.filter(({ undoneAt }) => undoneAt !== undefined);

/** Whether all that is missing is missing because a person lifted it through us: nobody has to be told of that. */
const isLifted = ({ steps }: Pick<Incident, 'steps'>): boolean =>
  steps.some(({ undoneAt }) => undoneAt !== undefined) &&
  !steps.some(({ liftedBy }) => liftedBy !== undefined) &&
  steps.every(
    ({ outcome, undoneAt, withheld }) =>
      undoneAt !== undefined || (outcome !== 'failed' && outcome !== 'planned' && !withheld),
  );

/** Whether a rule of people's is why nothing was changed. */
export const isLeftByRule = ({ status, decidedBy = '' }: Incident): boolean =>
  status === 'protected' || ((status === 'not-contained' || status === 'observed') && isRule(decidedBy));

const pressing: ReadonlySet<Status> = new Set(['protected', 'not-contained', 'partly-contained']);

/** Whether all of what is open is what a person left open. */
const needsNobody = (incident: Incident): boolean =>
  isLifted(incident) && (incident.stillOpen ?? []).length === 0;

/** Whether a person must act now. What a person lifted needs nobody. */
export const mustPage = (incident: Incident): boolean =>
  pressing.has(incident.status) && !needsNobody(incident);

/** Whether it would need a person, had not a person lifted what is missing. */
export const isLiftedAndOpen = (incident: Incident): boolean =>
  pressing.has(incident.status) && needsNobody(incident);

/** Whether it is contained after it was contained before and then was not. */
export const isContainedAgain = ({ status, containedAt, statusSince }: Incident): boolean =>
  status === 'contained' &&
  containedAt !== undefined &&
  statusSince !== undefined &&
  Date.parse(statusSince) > Date.parse(containedAt);

/**
 * Whether a mail told all of it before, so that only what changed is news. What came from a leak may be told in its report
 * alone, and at a terminal nobody has a mail.
 */
export const isToldAgain = (incident: Incident, { terminal }: UndoWays): boolean =>
  terminal === undefined &&
  incident.descendantOf === undefined &&
  (isContainedAgain(incident) || (incident.containedAt !== undefined && isHeldOpen(incident)));

/** Whether only our own investigation knows of it: what is told of the leaked credential tells of it, too. */
export const isOfLineageAlone = ({ descendantOf, signals }: Incident): boolean =>
  descendantOf !== undefined && signals.every(({ source }) => source === 'lineage');
