import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { inert, subject as mailSubject } from '#lib/platform/plain-text.ts';
import { type Channels, firstLookSeconds, isUnknown, onceFor } from './afterwards.ts';
import { isSettled } from './engaged.ts';
import type { Look, LookDeps } from './look.ts';
import { lookAgain } from './look-again.ts';
import { aboutOf, incidentMail, notice, type UndoWays } from './mail.ts';

export interface LookAndTellDeps extends LookDeps {
  store: IncidentStore;
  channels: Channels;
  afterwards(incident: Incident, run?: string): Promise<void>;
}

const looksAtMost = 8;

// A role session that the thief took before may take everything off much later. These looks watch the first quarter of an
// hour; sweeps that follow the trail for a day are the investigation's.
const quietSeconds = [60, 300, 600];

/** A later look, what people must know of it, and when to look next. */
export const lookAndTell = async (
  incidentId: string,
  number: number,
  deps: LookAndTellDeps,
): Promise<void> => {
  const looked = await lookAgain(incidentId, deps, number);
  if (!looked || looked.incident.status === 'restored') return;
  await tellLook(looked, `disturbed-${number}`, deps);
  // Whose it is, the investigation searches for: until it is known there is nothing to look at.
  if (!isUnknown(looked.incident)) await lookNext(looked, number, deps);
};

/** Tells what a look found taken off, once under this mark, what has changed since, and what an earlier run died before. */
export const tellLook = async (looked: Look, mark: string, deps: LookAndTellDeps): Promise<void> => {
  const { incident, disturbed } = looked;
  const tell = () => deps.channels.mail(disturbedMail(looked, deps.channels.undoWays));
  if (disturbed.length > 0) await onceFor(incident.incidentId, mark, tell, deps.store);
  await deps.afterwards(incident);
};

const lookNext = async (
  { incident, disturbed }: Look,
  number: number,
  deps: LookAndTellDeps,
): Promise<void> => {
  const { incidentId, status, statusSince } = incident;
  const quiet = disturbed.length === 0 && isSettled(incident);
  const next = quiet ? quietSeconds[number - 1] : firstLookSeconds;
  if (quiet && next === undefined) return;
  // What was taken off once may be taken off again: look until it holds, and say so when it does not.
  if (next !== undefined && (quiet || number < looksAtMost)) {
    return deps.channels.lookAgain(incidentId, number + 1, next);
  }
  const givingUp = notice(
    `NOT CONTAINED: ${incidentId} does not hold`,
    `After ${looksAtMost} looks the containment does not hold (${status}). Taken off before the last look: ${disturbed.join(', ') || 'nothing'}.`,
    'Each look has applied again what was missing. Act by hand, now.',
  );
  const page = { id: `does-not-hold-${incidentId}`, ...givingUp, incidentId };
  await onceFor(incidentId, `page:does-not-hold:${statusSince}`, () => deps.channels.page(page), deps.store);
};

const named = 2;

const disturbedMail = ({ incident, disturbed, by = [] }: Look, undoWays: UndoWays) => {
  const mail = incidentMail(incident, undoWays, incident.descendantOf === undefined);
  const held = incident.steps.every(({ id, outcome }) => !disturbed.includes(id) || outcome === 'done');
  const [subject, end] = held
    ? ['Applied again', 'It was applied again, and holds.']
    : ['NOT CONTAINED', 'It could NOT be applied again: act by hand, now.'];
  const names = by.slice(0, named).map((each) => inert(each, 200));
  const who = names.length > 0 ? `That was ${names.join(' and ')}, with a credential of the leak. ` : '';
  return {
    subject: mailSubject(`${subject}: ${aboutOf(incident)}`),
    body: `Somebody took off: ${disturbed.join(', ')}. ${who}${end}\n\n${mail.body}`,
  };
};
