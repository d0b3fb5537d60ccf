import type { Incident, Status } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { byHand } from '#lib/signal/still-open.ts';
import { isOpen } from '../engaged.ts';
import { isGuard, stepById } from '../steps/index.ts';
import { liftedByOthersIn } from '../taken-off.ts';
import { nounOf } from './credential.ts';
import { rootWords, whatItIs } from './descent.ts';
import { holds, isContainedAgain, isDenied, isInForce, isLiftedAndOpen } from './standing.ts';

const subjects = {
  contained: 'Contained',
  'partly-contained': 'NOT CONTAINED (partly)',
  'not-contained': 'NOT CONTAINED',
  observed: 'Observed',
  'not-ours': 'Not ours',
  protected: 'PROTECTED',
  restored: 'Restored',
} as const satisfies Record<Status, string>;

/** What the subject begins with. Pagers are filtered by it. */
export const subjectOf = (incident: Incident): string => {
  if (isLiftedAndOpen(incident)) return 'Lifted';
  return isContainedAgain(incident) ? 'Contained again' : subjects[incident.status];
};

/** The first line: what became of it, and whether the reader must act. Nothing in it that was not read back. */
export const headline = (incident: Incident): string => {
  if (isLiftedAndOpen(incident)) return lifted(incident);
  const line = `${headlines[incident.status](incident)}${withoutGuard(incident)}`;
  return isContainedAgain(incident) ? line.replace(/^CONTAINED\b/, 'CONTAINED again') : line;
};

// Whoever may change IAM in the account could lift what holds: worth knowing at once, though it holds.
const withoutGuard = ({ status, steps }: Incident): string =>
  status === 'contained' && steps.some((step) => isGuard(step.id) && isOpen(step))
    ? ' The guard does not hold yet: see the step that failed.'
    : '';

const contained = (incident: Incident): string => {
  const noun = nounOf(incident);
  if ((noun === 'user' || noun === 'role') && incident.descendantOf !== undefined)
    return `CONTAINED. ${whatItIs(incident)} is denied.`;
  if (noun === 'role') return 'CONTAINED. The role is denied.';
  if (noun === 'user')
    return 'CONTAINED. The user is denied. No report names a key, so none was switched off.';
  if (incident.decidedBy === 'deleted-key-of-named-user')
    return 'CONTAINED. The leaked key is deleted; its user is denied, which stops the sessions it issued.';
  // Whose session a temporary key is, a person may have got wrong, and nothing that was read back contradicts him.
  if (noun === 'session' && incident.signals.every(({ source }) => source === 'manual'))
    return `CONTAINED, if it is ${whose(incident)}: that was said and not checked. What was named is denied.`;
  if (incident.decidedBy === 'whole-role')
    return `CONTAINED. ${whatItIs(incident)} no longer works, nor does any other that the role had issued.`;
  return `CONTAINED. ${whatItIs(incident)} no longer works.`;
};

const whose = ({ principal, session }: Incident): string => {
  const name = inert(principal?.name ?? 'of nobody known', 64);
  if (principal?.kind !== 'role') return `a session of user ${name}`;
  return session?.name ? `session ${inert(session.name, 64)} of role ${name}` : `a session of role ${name}`;
};

const partly = (incident: Incident): string => {
  const { steps, stillOpen = [] } = incident;
  const lifted = liftedByOthers(incident);
  const [first] = stillOpen;
  if (first) {
    const failed = steps.some(isOpen) ? ': see the steps that failed. Besides' : '';
    const how = first.command === byHand ? 'Stop it by hand, now.' : `Stop it, now: ${first.command}`;
    return `NOT CONTAINED, only partly${failed}: ${inert(first.what, 200)}. ${how}`;
  }
  if (lifted) return `NOT CONTAINED, only partly. ${lifted}`;
  if (incident.descendantOf === undefined && holds(incident, 'deactivate-key') && !isDenied(incident)) {
    const what = 'The key is off, its user is not denied. Sessions that the key issued may still work';
    const act = steps.some(({ withheld }) => withheld) ? 'decide now' : 'act by hand, now';
    return `NOT CONTAINED, only partly. ${what}: ${act}.`;
  }
  const what = incident.descendantOf === undefined ? 'The leaked credential' : whatItIs(incident);
  return `NOT CONTAINED, only partly. ${what} may still work: act by hand, now.`;
};

const liftedByOthers = (incident: Incident): string | undefined => {
  const [step] = liftedByOthersIn(incident);
  if (!step || incident.steps.some(isOpen)) return undefined;
  const what = `${inert(step.liftedBy ?? '', 120)} took off: ${stepById(step.id).done}`;
  const which =
    incident.descendantOf === undefined ? '' : ` It came from ${rootWords(incident.descendantOf)}.`;
  return `${what}. It was left so, for they may have a reason: decide now.${which}`;
};

const notContained = (incident: Incident): string => {
  const lifted = liftedByOthers(incident);
  if (lifted) return `NOT CONTAINED. ${lifted}`;
  const why = open[incident.decidedBy ?? ''];
  if (why && incident.descendantOf === undefined) return `NOT CONTAINED. ${why}`;
  const may = `NOT CONTAINED. ${whatItIs(incident)} may still work`;
  return why ? `${may}. ${why}` : `${may}: act by hand, now.`;
};

const open: Record<string, string> = {
  contradicted: 'The report contradicts what AWS shows; nothing was changed: look at it and decide, now.',
  brake: 'The brake is on, nothing was changed: look at it and decide, now.',
  'root-key': 'The root user of an account is open, and only a person can close it: act by hand, now.',
  'service-linked-role': 'AWS lets nobody change such a role: act in the service that owns it, now.',
  'identity-center-role': 'Nobody can change such a role in the account: act in IAM Identity Center, now.',
  'principal-unknown': 'Nobody knows yet whose session this is. It may still work.',
  'deleted-key': 'AWS knows no such key any more; sessions that it issued may still work: act by hand, now.',
};

const notOurs = (incident: Incident): string => {
  const noun = nounOf(incident);
  return incident.decidedBy === 'documentation-key'
    ? 'NOTHING TO DO. The key is one from documentation, nothing was changed.'
    : `NOTHING TO DO. The ${noun} is not ours to contain, nothing was changed.`;
};

const observed = (incident: Incident): string => {
  const { decidedBy } = incident;
  if (decidedBy === 'observe')
    return `OBSERVED. The rules say to change nothing here, and nothing was changed: the ${nounOf(incident)} may still work.`;
  if (decidedBy === 'dismissed')
    return 'OBSERVED. A person has dismissed this as no leak, nothing was changed.';
  if (decidedBy === 'backlog' || decidedBy === 'burst')
    return 'OBSERVED. It waits in the backlog for your decision, nothing was changed.';
  return 'OBSERVED. Nothing was changed.';
};

const protectedOnes = (incident: Incident): string => {
  const noun = nounOf(incident);
  if (incident.decidedBy === 'own-identity')
    return 'PROTECTED. Tourniquet itself runs under this identity, nothing was changed: act by hand, now.';
  if (incident.descendantOf !== undefined)
    return `PROTECTED. ${whatItIs(incident)} was left alone on purpose: decide by hand, now.`;
  const what = noun === 'user' ? 'The user is reported' : `The ${noun} leaked`;
  return `PROTECTED. ${what} and was left alone on purpose: decide by hand, now.`;
};

const restored = (incident: Incident): string => {
  const { steps } = incident;
  if (!steps.some(({ undoneAt }) => undoneAt)) return 'RESTORED. Nothing of ours was left to take back.';
  const left = steps.some((step) => step.outcome === 'done' && step.undoneAt === undefined);
  const what = left ? 'Not all was taken back: see below.' : 'What stood before the incident is back.';
  const free = (incident.usableAgain ?? []).length > 0 ? ' What came from it is free, too: see below.' : '';
  return `RESTORED. ${what}${again(incident)}${free}`;
};

// A deny that others had set, or that another incident of the same user needs, stays.
const again = ({ steps, accessKeyId }: Incident): string => {
  const on = steps.some((step) => step.id === 'deactivate-key' && step.undoneAt);
  if (accessKeyId === null || !on) return '';
  return steps.some((step) => isInForce(step) && stepById(step.id).shared && !isGuard(step.id))
    ? ' The key is on again; its user may still be denied.'
    : ' The key works again.';
};

const headlines = {
  contained,
  'partly-contained': partly,
  'not-contained': notContained,
  observed,
  'not-ours': notOurs,
  protected: protectedOnes,
  restored,
} as const satisfies Record<Status, (incident: Incident) => string>;

const lifted = (incident: Incident): string => {
  const holding = incident.steps.filter((step) => isInForce(step) && !isGuard(step.id));
  if (holding.length === 0)
    return 'LIFTED by a person. Nothing of ours holds the leaked credential any more: it may work again.';
  const what = holding.map(({ id }) => stepById(id).done).slice(0, 3);
  return `LIFTED IN PART by a person. Still in force: ${what.join('; ')}.`;
};
