import { headline, subjectOf } from '#lib/containment/mail/headline.ts';
import { isLiftedAndOpen } from '#lib/containment/mail/standing.ts';
import type { Incident, Status } from '#lib/incident/incident.ts';
import type { Case } from '../case.ts';
import { stillOpen } from '../descendant-lines.ts';
import { outOfReachSteps } from '../next/waiting.ts';
import { type Shape, type Tone, toneOfStatus } from './tone.ts';

/** Where it stands, in a word, a tone, a shape and a sentence. */
export interface Stand {
  word: string;
  tone: Tone;
  shape: Shape;
  sentence: string;
}

const shapes: Record<Status, Shape> = {
  contained: 'held',
  'partly-contained': 'part',
  'not-contained': 'open',
  protected: 'open',
  observed: 'seen',
  'not-ours': 'seen',
  restored: 'seen',
};

// The word stands in front of the sentence already.
const withoutWord = (sentence: string): string =>
  sentence.replace(/^(?:[A-Z]{3,}(?: [A-Z]{3,})*(?: again|, only partly)?\. |LIFTED )/, (word) =>
    word === 'LIFTED ' ? 'Lifted ' : '',
  );

const ofIncident = (incident: Incident): Stand => ({
  word: subjectOf(incident),
  tone: isLiftedAndOpen(incident) ? 'warn' : toneOfStatus[incident.status],
  shape: isLiftedAndOpen(incident) ? 'part' : shapes[incident.status],
  sentence: withoutWord(headline(incident)),
});

/** What still draws credentials, or came of the leak and is not stopped: the leaked credential itself may be. */
const isSomethingOpen = ({ found, silent }: Case): boolean =>
  stillOpen(found) !== '' ||
  outOfReachSteps(found).length > 0 ||
  (found.keepsDrawing ?? []).length > 0 ||
  (silent?.succeededAfter ?? 0) > 0;

/**
 * The verdict. Contained is said only of an incident that was read back as such, and never without a word where
 * something that came of it is open.
 */
export const standOf = (kase: Case): Stand => {
  if (!kase.incident)
    return {
      word: 'Not known',
      tone: 'warn',
      shape: 'unknown',
      sentence:
        'Whether it is contained is not known here: no incident is kept of it. This is what the trail shows.',
    };
  const stand = ofIncident(kase.incident);
  return kase.incident.status === 'contained' && isSomethingOpen(kase)
    ? { ...stand, word: `${stand.word}, but not all that came of it`, tone: 'warn', shape: 'part' }
    : stand;
};
