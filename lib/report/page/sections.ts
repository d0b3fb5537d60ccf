import { callsSection } from './calls.ts';
import { couldSection } from './could.ts';
import { didSection } from './did.ts';
import { lineageSection } from './lineage.ts';
import { madeSection } from './made.ts';
import { nextSection } from './next.ts';
import { notesSection } from './notes.ts';
import { openSection } from './open.ts';
import { regionsSection } from './regions.ts';
import type { PageSection } from './section.ts';
import { stepsSection } from './steps.ts';
import { techniquesSection } from './techniques.ts';
import { timelineSection } from './timeline.ts';
import { toldSection } from './told.ts';
import { usedFromSection } from './used-from.ts';

/** The parts of the page below the verdict, in the order in which a responder asks. */
export const sections = [
  nextSection,
  openSection,
  timelineSection,
  didSection,
  madeSection,
  lineageSection,
  stepsSection,
  couldSection,
  usedFromSection,
  regionsSection,
  techniquesSection,
  toldSection,
  notesSection,
  callsSection,
] as const satisfies readonly PageSection[];
