import type { Before, Incident, StepRecord } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { stepById } from '../steps/index.ts';
import { isInForce, isLeftByRule } from './standing.ts';

/**
 * The steps, with what AWS showed afterwards.
 * @param room the most lines, three or more: what did not work out is shown first
 */
export const stepLines = (incident: Incident, room: number): string[] => {
  const { steps } = incident;
  if (steps.length === 0) return [];
  const shown = steps.length < room ? steps : mostImportant(steps, room - 2);
  const hidden = steps.length - shown.length;
  return [
    heading(incident),
    ...shown.map((step) => stepLine(step, incident)),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ];
};

const heading = (incident: Incident): string => {
  const { status, steps } = incident;
  if (isRehearsedRestore(incident)) return 'Steps that would be taken back:';
  const onlyPlanned = steps.every(({ outcome }) => outcome === 'planned');
  return onlyPlanned && (status === 'observed' || isLeftByRule(incident))
    ? 'Steps that would be taken:'
    : 'Steps, with what AWS showed afterwards:';
};

// A rehearsed containment has an incident of its own, which is stored nowhere and bears that in its name.
const isRehearsedRestore = ({ status, incidentId, steps }: Incident): boolean =>
  status === 'observed' &&
  !incidentId.endsWith('-dry-run') &&
  steps.some(({ before }) => before !== undefined);

const mostImportant = (steps: StepRecord[], most: number): StepRecord[] => {
  const open = steps.filter((step) => !isInForce(step));
  const chosen = new Set([...open, ...steps].slice(0, Math.max(1, most)));
  return steps.filter((step) => chosen.has(step));
};

const stepLine = (step: StepRecord, { status, restoredAt }: Incident): string => {
  const { done } = stepById(step.id);
  const was = before(step.before);
  if (step.undoneAt) {
    // A person may lift a step that somebody else needs or has set: what stands then is not known from here.
    const readBack = status === 'restored' && step.undoneAt === (restoredAt ?? step.undoneAt);
    const who = step.liftedBy ? ` by ${inert(step.liftedBy, 120)}` : '';
    if (!readBack) return `  lifted   ${done}${who}${was ? `; ${was} before the incident` : ''}`;
    return `  undone   ${done}: ${was ? `it is ${was} again` : 'taken off again'}`;
  }
  if (status === 'restored') return `  left     ${done}: ${whyLeft(step)}`;
  if (step.outcome === 'done') return `  done     ${done}${was ? `, was ${was}` : ''}`;
  if (step.outcome === 'already') return `  already  ${done}, before we came`;
  const reason = step.reason ? `: ${inert(step.reason, 200)}` : '';
  return `  ${(step.withheld ? 'withheld' : step.outcome).padEnd(8)} ${done}${reason}`;
};

const whyLeft = ({ outcome }: StepRecord): string =>
  outcome === 'done' ? 'another incident needs it, or it was gone already' : 'nothing of ours to take back';

// Of a deny that is ours alone there is nothing to tell: it was not there.
const before = (state: Before | undefined): string =>
  state && state['policy'] !== null && state['tag'] !== null
    ? inert(Object.values(state).map(worded).join(' '), 120)
    : '';

const worded = (value: unknown): string => {
  if (value === true) return 'there';
  if (value === false || value === null) return 'not there';
  return typeof value === 'object' ? 'there in another form' : String(value);
};
