import type { Incident } from '#lib/incident/incident.ts';
import { digestOf } from '#lib/incident/record-item.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { byHandLines } from './mail/by-hand.ts';
import { aboutOf } from './mail/credential.ts';
import { factLines } from './mail/facts.ts';
import { headline, subjectOf } from './mail/headline.ts';
import { openLines } from './mail/left-open.ts';
import { isToldAgain, mustPage } from './mail/standing.ts';
import { stepLines } from './mail/step-lines.ts';
import { stopLines } from './mail/stop-lines.ts';
import { undoLines } from './mail/undo-lines.ts';
import { usableAgainLines } from './mail/usable-again.ts';
import type { UndoWays } from './mail/ways.ts';
import { whatNow } from './mail/what-now.ts';

export { aboutOf } from './mail/credential.ts';
export { mustPage } from './mail/standing.ts';
export type { UndoWays } from './mail/ways.ts';

export interface Mail {
  subject: string;
  body: string;
}

/** What a mail tells: as long as this stays the same there is nothing new to say. */
export const stateOf = ({
  status,
  statusSince = '',
  decidedBy = '',
  steps,
  stillOpen = [],
}: Incident): string =>
  [
    status,
    statusSince,
    decidedBy,
    ...(stillOpen.length > 0 ? [`open-${digestOf(JSON.stringify(stillOpen)).slice(0, 16)}`] : []),
    ...steps.map((step) => `${step.id}=${step.outcome}${step.undoneAt ? '-undone' : ''}`),
  ].join(',');

// Under 30 lines, with the two that a page has besides, and a mail about what somebody took off.
const mostLines = (incident: Incident, later: boolean): number => (later || mustPage(incident) ? 27 : 29);

// A blank line, the heading, and so many steps as there are without services; of more the rest is counted.
const leastSteps = (incident: Incident): number => 2 + Math.min(Math.max(incident.steps.length, 1), 3);

/**
 * The first mail, plain text, under 30 lines, for somebody who was asleep a minute ago. It says `done` only of
 * what was read back.
 * @param later people had a first mail: what that told is not told again
 */
export const incidentMail = (
  incident: Incident,
  ways: UndoWays = {},
  later = isToldAgain(incident, ways),
): Mail => {
  const before = [[headline(incident)], factLines(incident)];
  const most = mostLines(incident, later);
  const room = most - linesOf(before) - leastSteps(incident);
  const after = sectionsAfter(incident, ways, { later, room });
  // The steps may be many: they take the room that the others leave.
  const steps = stepLines(incident, most - linesOf([...before, ...after]) - 1);
  return {
    subject: subject(`${subjectOf(incident)}: ${aboutOf(incident)}`),
    body: textOf([...before, steps, ...after]),
  };
};

type Section = string[];

const textOf = (sections: Section[]): string =>
  sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');

// What is to be typed now comes before what is left open, and that before the way back.
const sectionsAfter = (
  incident: Incident,
  ways: UndoWays,
  { later, room }: { later: boolean; room: number },
): Section[] => {
  const [stop, byHand, undo] = [stopLines(incident), byHandLines(incident, ways), undoLines(incident, ways)];
  const free = usableAgainLines(incident);
  const open = openLines(incident, ways);
  const told = open.length > 0 ? ['What else is to be done stands in the first mail of this incident.'] : [];
  const choices = [
    ...(free.length > 0 ? [[byHand, free], [free]] : []),
    ...(later
      ? [[stop, byHand, told, undo]]
      : [
          [stop, byHand, open, whatNow(incident, ways), undo],
          [stop, byHand, open, whatNow(incident, ways, true), undo],
          [stop, byHand, whatNow(incident, ways, true), undo],
        ]),
    [stop, byHand, undo],
    [stop, byHand],
  ];
  return choices.find((sections) => linesOf(sections) < room) ?? [byHand];
};

const linesOf = (sections: Section[]): number => textOf(sections).split('\n').length;

/** A mail about something that was understood and is not acted on, or could not be understood. */
export const notice = (about: string, reason: string, ending = 'Nothing was changed.'): Mail => ({
  subject: subject(about),
  body: `${inert(reason, 2000)}\n\n${ending}`,
});
