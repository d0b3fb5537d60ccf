import type { Investigation } from '#lib/investigation/investigation.ts';
import { certainlyAfter, certainlyBefore } from '#lib/investigation/whole-seconds.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { composed, type Section, section } from './compose.ts';
import { incompleteLines, knownUntil, readToEnd, unreadIn } from './coverage-lines.ts';
import { type Descendant, descendantLines, descendants, pressing } from './descendant-lines.ts';
import { drawingLines } from './drawing-lines.ts';
import { evidenceLines, notToldLines } from './elsewhere-lines.ts';
import { harmLines } from './harm/lines.ts';
import { harmPhrases } from './harm/phrases.ts';
import { amount, callsOf, grouped, when } from './layout.ts';
import { countedKinds, kindLines } from './made/lines.ts';
import { isStanding, type Thing, thingsMade, unnamedKinds } from './made/things.ts';
import { type InvestigationMailContext, type Mail, mostLinesOfReport } from './mail.ts';
import { noLongerLines } from './no-longer.ts';
import { ownerInSubject, ownerLines } from './owner-lines.ts';
import { afterExamples, silenceLines } from './silence-lines.ts';
import { counted, subjectOf, subjectStart } from './subject.ts';
import { touchedLines, touchedOthers } from './touched-lines.ts';
import { oneIsYou, usedFrom } from './used-from.ts';
import { leakSentence, verdictSentence } from './verdict-sentence.ts';
import { whatNow } from './what-now.ts';

export { changesMail } from './changes-mail.ts';
export type { InvestigationMailContext, Mail } from './mail.ts';

/**
 * The second mail of an incident: what the credential or user did and what came from it, as far as the trail shows,
 * and what became of that. Fewer than 60 lines. It says `stopped` only of what containment has read back.
 */
export const investigationMail = (found: Investigation, context: InvestigationMailContext): Mail => ({
  subject: subjectFor(found),
  body: composed(
    head(found, context),
    sectionsOf(found, context),
    end(found, context),
    mostLinesOfReport,
  ).join('\n'),
});

const subjectFor = (found: Investigation): string => {
  const gap = unreadIn(found.coverage).length > 0 ? 'INCOMPLETE, ' : '';
  const start = `${subjectStart(found)}: ${ownerInSubject(found)}${gap}`;
  if (found.events === 0) return subjectOf([`${start}no calls found so far`]);
  const [worst = '', ...others] = harmPhrases(found);
  return subjectOf([`${start}${worst}`, ...others, callsOf(found)]);
};

const head = (found: Investigation, context: InvestigationMailContext): string[] => [
  ...incompleteLines(found.coverage),
  ...drawingLines(context.keepsDrawing ?? found.keepsDrawing),
  ...noLongerLines(context),
  ...openLine(found),
  verdictSentence(found),
  ...ownerLines(found),
  ...containment(found, context),
  ...[leakSentence(found)].filter((line) => line !== ''),
  ...notToldLines(context),
];

// What was just handed to containment is none of these: it is being stopped.
export const openLine = (found: Investigation): string[] => {
  const open = pressing(found);
  return open === '' ? [] : [`STILL OPEN of what came from it: ${open}. See What now.`];
};

const containment = (found: Investigation, { containedAt, observed }: InvestigationMailContext): string[] => {
  const { lastSucceeded, after } = found;
  if (found.events === 0) return [];
  if (!lastSucceeded) return ['None of them is known to have succeeded.'];
  const last = `Last call that succeeded: ${when(lastSucceeded)}`;
  if (!containedAt)
    return [
      observed
        ? `${last}. Nothing was contained: the rules say to observe only.`
        : `${last}; containment has not been read back.`,
    ];
  // A few seconds are usual: IAM takes that long to spread a change to everywhere it is checked.
  const side = sideOf(lastSucceeded, containedAt);
  const number = side === 'AFTER' && after ? ` ${amount(after.succeeded, 'call')} did after it.` : '';
  return [
    `${last}, ${side} containment (read back at ${when(containedAt)}).${number}`,
    ...(side === 'AFTER' ? afterExamples(after) : []),
  ];
};

const sideOf = (at: string, containedAt: string): string => {
  if (certainlyAfter(at, containedAt)) return 'AFTER';
  return certainlyBefore(at, containedAt) ? 'before' : 'in the very second of';
};

const nextLook = ({ nextLookAt }: InvestigationMailContext): string =>
  nextLookAt ? `It is looked at again at ${when(nextLookAt)}.` : '';

const end = (found: Investigation, context: InvestigationMailContext): string[] => {
  const { incidentId, nextLookAt, silent } = context;
  return [
    ...(nextLookAt === undefined && silent ? ['', ...silenceLines(silent, found.after)] : []),
    '',
    counted(found),
    `Incident ${inert(incidentId, 140)}`,
    ...evidenceLines(context),
    '',
  ];
};

const sectionsOf = (found: Investigation, context: InvestigationMailContext): Section[] => {
  const came = descendants(found);
  const things = thingsMade(found);
  return [
    section('What it did, the worst first', 8, [3, 13], (most) => harmLines(found, most)),
    section('What it made, and is still there', 7, [2, 6], (most) =>
      standingLines(found, things.filter(isStanding), most),
    ),
    section('Made, and removed again', 3, [1, 1], () =>
      removedLine(things.filter((thing) => !isStanding(thing))),
    ),
    section('What it changed and did not make', 5, [1, 5], (most) =>
      touchedLines(touchedOthers(found), most),
    ),
    cameFromIt(found, came),
    section('Used from', 6, [2, 5], (most) => sources(found, most)),
    section('Up to when this is known', 10, [2, 2], () => knownLines(found, context)),
    section('What now', 9, [5, 12], (most) => whatNow(found, context, most)),
  ];
};

// What is settled needs nobody, and what is not stands first.
const cameFromIt = (found: Investigation, came: readonly Descendant[]): Section => {
  const [worth, least] = pressing(found) === '' ? [4, 2] : [7, 3];
  const title = `What came from it (${grouped(came.length)})`;
  return section(title, worth, [least, 9], (room) => descendantLines(came, room));
};

const knownLines = (found: Investigation, context: InvestigationMailContext): string[] => [
  ...(unreadIn(found.coverage).length === 0 ? [readToEnd(found)] : []),
  `${knownUntil(found)} ${nextLook(context)}`.trimEnd(),
];

// Records that are too long leave names out.
const standingLines = (found: Investigation, things: readonly Thing[], most: number): string[] => {
  const unnamed = unnamedKinds(found);
  if (unnamed === '') return kindLines(things, most);
  return [...kindLines(things, most - 1), `not named in the records: ${unnamed}`];
};

const removedLine = (things: readonly Thing[]): string[] => (things.length > 0 ? [countedKinds(things)] : []);

const sources = ({ sources: all }: Investigation, most: number): string[] => {
  const legend = oneIsYou(all);
  if (!legend || most < 3) return usedFrom(all, most);
  return [...usedFrom(all, most - 1), legend];
};
