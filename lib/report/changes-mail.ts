import { type Changes, isNothing } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { becameLines, lateLines, newCredentialLines } from './changes/lines.ts';
import { afterContainment, sinceLine, subjectOfChanges } from './changes/news.ts';
import { composed, type Section, section } from './compose.ts';
import { gapWords } from './coverage-lines.ts';
import { stillOpen } from './descendant-lines.ts';
import { drawingLines } from './drawing-lines.ts';
import { evidenceLines, notToldLines } from './elsewhere-lines.ts';
import { amount, joinedIn, when } from './layout.ts';
import { unheldThings } from './made/held.ts';
import { countedKinds, kindLines } from './made/lines.ts';
import { thingsMade } from './made/things.ts';
import { type InvestigationMailContext, type Mail, mostLinesOfMail } from './mail.ts';
import { noLongerLines } from './no-longer.ts';
import { ownerLines } from './owner-lines.ts';
import { silenceLines } from './silence-lines.ts';
import { techniqueLines } from './technique-lines.ts';
import { touchedLines } from './touched-lines.ts';
import { usedFrom } from './used-from.ts';
import { whatNowOf } from './what-now.ts';

/**
 * The mail of a later look: only what changed since the last one. The mail of the last look comes in any case and
 * says whether all was silent since containment. Fewer than 45 lines.
 * @returns undefined where there is nothing to tell
 */
export const changesMail = (
  changes: Changes,
  found: Investigation,
  context: InvestigationMailContext,
): Mail | undefined => {
  const quiet = isNothing(changes);
  if (quiet && context.nextLookAt !== undefined) return undefined;
  const sections = quiet ? [] : sectionsOf(changes, found, context);
  return {
    subject: subjectOfChanges(changes, found, context),
    body: composed(head(changes, found, context), sections, end(found, context), mostLinesOfMail).join('\n'),
  };
};

const unreadNamed = 2;

const head = (changes: Changes, found: Investigation, context: InvestigationMailContext): string[] => [
  ...noLongerLines(context),
  ...(context.nextLookAt === undefined ? closing(found, context) : []),
  // The last mail has told all of these already.
  ...(context.nextLookAt === undefined && context.silent ? [] : afterContainment(changes, found, context)),
  ...changes.nowUnreadable.slice(0, unreadNamed).map((row) => `INCOMPLETE: ${gapWords(row)}`),
  ...drawingLines(context.keepsDrawing ?? found.keepsDrawing),
  sinceLine(changes, context),
  ...(changes.newFailed > 0 ? [`${amount(changes.newFailed, 'more call')} failed.`] : []),
  ...(changes.ownerTold ? ownerLines(found) : []),
  ...notToldLines(context, new Set(changes.newNotTold)),
];

const onlyObserved =
  'Nothing was contained, because the rules say to observe only: the credential may still work.';
const notReadBack =
  'Containment has NOT been read back: whether the credential still works is not known from here.';

const closing = (found: Investigation, { silent, observed }: InvestigationMailContext): string[] => {
  const open = stillOpen(found);
  const unheld = unheldThings(found).filter(({ verdict }) => !verdict);
  return [
    ...(silent ? silenceLines(silent, found.after) : [observed ? onlyObserved : notReadBack]),
    ...(open === '' ? [] : [`STILL OPEN of what came from it: ${open}.`]),
    ...(unheld.length > 0
      ? [`STILL THERE of what it made, as far as is known, and not stopped: ${countedKinds(unheld)}.`]
      : []),
  ];
};

const end = (found: Investigation, context: InvestigationMailContext): string[] => {
  const { incidentId, nextLookAt } = context;
  return [
    '',
    nextLookAt === undefined
      ? 'This was the last look: nobody looks any more at what the credential does.'
      : `Only what changed is told here. It is looked at again at ${when(nextLookAt)}.`,
    `Counted so far: ${amount(found.events, 'call')}. Incident ${inert(incidentId, 140)}`,
    ...evidenceLines(context),
    '',
  ];
};

const sectionsOf = (changes: Changes, found: Investigation, context: InvestigationMailContext): Section[] => {
  const key = ({ kind, id, at }: Changes['newMade'][number]) => JSON.stringify([kind, id, at]);
  const made = new Map(thingsMade(found).map((thing) => [key(thing), thing]));
  const things = (some: Changes['newMade']) => some.flatMap((thing) => made.get(key(thing)) ?? []);
  const { newMade, newTouched, removed, nowReadable, newTechniques, newAddresses } = changes;
  const regions = nowReadable.map((region) => inert(region, 40));
  return [
    section('New credentials', 9, [3, 8], (most) => newCredentialLines(changes, most)),
    section('Newly made', 8, [2, 6], (most) => kindLines(things(newMade), most)),
    section('Newly changed', 7, [4, 5], (most) => touchedLines(newTouched, most)),
    section('What became of others', 7, [2, 7], (most) => becameLines(changes.verdictChanges, most)),
    section('Removed again', 4, [1, 3], (most) => kindLines(things(removed), most)),
    section('Arrived late, or not known before to be of the leak', 6, [2, 5], (most) =>
      lateLines(changes, most),
    ),
    section('Read now, and not before', 4, [1, 1], () =>
      regions.length > 0 ? [joinedIn(regions, 120)] : [],
    ),
    section('New techniques', 2, [2, 4], (most) => techniqueLines(newTechniques, most)),
    section('New addresses', 3, [1, 4], (most) => usedFrom(newAddresses, most)),
    section('What now', 8, [4, 10], (most) => whatNowOf(changes, found, context, most)),
  ];
};
