import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { composed, type Section, section } from './compose.ts';
import { couldLines } from './could-lines.ts';
import { coverageLines, incompleteLines } from './coverage-lines.ts';
import { descendantsIn } from './credential-words.ts';
import { descendants } from './descendant-lines.ts';
import { harmLines } from './harm/lines.ts';
import { amount, cut, widthOfTerminal, wrapped } from './layout.ts';
import { legendOf } from './lineage/legend.ts';
import { lineageTree } from './lineage/tree.ts';
import { thingLines } from './made/lines.ts';
import { isStanding, thingsMade } from './made/things.ts';
import { drawingSteps, keepDenySteps, removingSteps, reviewSteps } from './next/removing.ts';
import { type NextStep, numbered } from './next/step.ts';
import { byHandSteps, commandFor, containStep, outOfReachSteps, waitingSteps } from './next/waiting.ts';
import { safeCommand } from './safe-command.ts';
import { failureLines, noteLines, onBehalfLines, quarantineLines } from './short-lines.ts';
import { techniqueLines } from './technique-lines.ts';
import { touchedLines, touchedOthers } from './touched-lines.ts';
import { oneIsYou, shortSpan, usedFrom } from './used-from.ts';
import { leakSentence, verdictSentence } from './verdict-sentence.ts';
import { talliedFates } from './verdict-words.ts';

const mostLines = 118;
const commandsEach = 4;
/** What a line begins with at its left edge are words of ours. */
const hanging = '  ';
/** Sections stand two columns in. */
const width = widthOfTerminal - 2;

/**
 * What an investigation found, for a terminal: fewer than 120 lines of 100 columns at most, whatever it found.
 * Only commands may be longer, so that each can be pasted as it is.
 * @param state the folder of the incidents where one was named, as one word for a shell: the commands name it, too
 */
export const investigationText = (found: Investigation, state?: string): string =>
  composed(head(found), sectionsOf(found, state), [], mostLines)
    .map((line) => (isCommand(line) ? line : cut(line)))
    .join('\n');

const isCommand = (line: string): boolean => safeCommand(line.trim()) !== undefined;

const head = (found: Investigation): string[] => [
  ...wrapped(verdictSentence(found), widthOfTerminal, 3, hanging),
  ...wrapped(leakSentence(found), widthOfTerminal, 2, hanging),
  ...wrapped(cameFromIt(found), widthOfTerminal, 3, hanging),
  ...incompleteLines(found.coverage),
];

// Users and roles are counted as well: what is to be done counts them, and the numbers must agree.
const cameFromIt = (found: Investigation): string => {
  const came = descendants(found);
  if (came.length === 0) return '';
  const inferred = came.filter(({ certain }) => !certain).length;
  const credentials = descendantsIn(found.credentials).length;
  const others = came.length - credentials;
  const what = [
    ...(credentials > 0 ? [amount(credentials, 'credential')] : []),
    ...(others > 0 ? [amount(others, 'user or role', 'users or roles')] : []),
  ];
  const fates = talliedFates(came.map(({ verdict }) => verdict));
  return `${what.join(' and ')} came from it${inferred > 0 ? `, ${inferred} of them inferred` : ''}: ${fates}.`;
};

const sectionsOf = (found: Investigation, state?: string): Section[] => {
  const things = thingsMade(found);
  const { sources } = found;
  return [
    section('Lineage', 9, [20, 44], lineage(found)),
    section('Made, and still there', 8, [6, 16], (most) => thingLines(things.filter(isStanding), most)),
    section('Made, and removed again', 4, [2, 6], (most) =>
      thingLines(
        things.filter((thing) => !isStanding(thing)),
        most,
      ),
    ),
    section('Changed, and not made by it', 7, [5, 13], (most) =>
      touchedLines(touchedOthers(found), most, width),
    ),
    section('What its calls amount to', 7, [8, 14], (most) => harmLines(found, most)),
    section('What it could have done', 4, [3, 10], (most) => couldLines(found.could, most)),
    section('Techniques of ATT&CK', 3, [4, 12], (most) => techniqueLines(found.techniques, most)),
    section('Used from', 6, [5, 9], (most) => sourceLines(sources, most)),
    section('Failures', 2, [1, 2], (most) => failureLines(found, most, width)),
    section("AWS's own quarantine", 3, [2, 4], (most) => quarantineLines(found, most)),
    section(
      'Calls of AWS services in its name, perhaps other work of the same principal among them',
      1,
      [1, 5],
      (most) => onBehalfLines(found, most),
    ),
    section('What was read', 5, [4, 8], (most) => coverageLines(found, most, width)),
    section('Notes', 2, [3, 14], (most) => noteLines(found, most, width)),
    section('Next', 10, [12, 24], (most) => numbered(nextSteps(found, state), most, commandsEach, width)),
  ];
};

const lineage = ({ credentials }: Investigation): Section['lines'] => {
  if (descendantsIn(credentials).length === 0 && credentials.length < 2) return () => [];
  const legend = legendOf(credentials, width);
  const tree = lineageTree(credentials, width);
  return (most) => [...tree(most - legend.length), ...legend];
};

const sourceLines = (sources: Investigation['sources'], most: number): string[] => {
  const words = oneIsYou(sources);
  const legend = words ? wrapped(words, width, 2) : [];
  const lines = usedFrom(sources, most - legend.length, shortSpan);
  return lines.length > 0 ? [...lines, ...legend] : [];
};

const nextSteps = (found: Investigation, state?: string): NextStep[] => {
  const { accessKeyId, credentials, keepsDrawing = [] } = found;
  const contain = safeCommand(commandFor('contain', found, state));
  // What came from a key is contained after the key itself.
  const isDone = credentials.some(({ verdict }) => verdict?.incidentId !== undefined);
  const off = accessKeyId !== null && credentials.length > 0 && !isDone && contain;
  return [
    ...(off
      ? [{ line: `Contain ${inert(accessKeyId, 128)}, if that is not done yet`, commands: [contain] }]
      : []),
    ...containStep(found, state),
    ...drawingSteps(keepsDrawing),
    ...byHandSteps(found),
    ...outOfReachSteps(found),
    ...waitingSteps(found, state),
    ...removingSteps(found),
    ...keepDenySteps(found),
    ...reviewSteps(found),
  ];
};
