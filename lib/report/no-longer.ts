import { isHeldOpen, isLeftOnPurpose, isOpen } from '#lib/containment/engaged.ts';
import { headline, subjectOf } from '#lib/containment/mail/headline.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { InvestigationMailContext } from './mail.ts';

/** How a credential stands that was contained once and is not now. */
export interface NoLonger {
  /** As subjects begin: `NOT CONTAINED (partly)`. */
  word: string;
  /** `NOT CONTAINED. … took off: …`. Inert. */
  sentence: string;
  /** All that was wanted holds, and only what draws new sessions is open. */
  isHeldOpen: boolean;
}

/**
 * That containment was read back once is no word about now: somebody may have taken the deny off since. Undefined where
 * it holds, or never held.
 */
export const noLongerContained = (incident: Incident | undefined): NoLonger | undefined =>
  incident?.containedAt === undefined || incident.status === 'contained'
    ? undefined
    : { word: subjectOf(incident), sentence: sentenceOf(incident), isHeldOpen: isHeldOpen(incident) };

// Every step holds and nothing draws any more, as containment has noted: it reads all of that back, and tells it itself.
const sentenceOf = (incident: Incident): string =>
  incident.status === 'partly-contained' &&
  incident.stillOpen?.length === 0 &&
  !incident.steps.some(isOpen) &&
  !isLeftOnPurpose(incident)
    ? 'NOT CONTAINED, only partly, when this was written: it was being read back. What became of it, the mail of the incident itself tells.'
    : headline(incident);

/** The line of a mail; none where what draws new sessions is all that is open, which has lines of its own. */
export const noLongerLines = ({ noLonger, keepsDrawing = [] }: InvestigationMailContext): string[] =>
  noLonger === undefined || (noLonger.isHeldOpen && keepsDrawing.length > 0) ? [] : [noLonger.sentence];
