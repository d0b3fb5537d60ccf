import type { Changes } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { when } from './layout.ts';
import type { InvestigationMailContext } from './mail.ts';
import { drawingSteps, keepDenySteps, removingSteps, tidyingSteps } from './next/removing.ts';
import { type NextStep, numbered } from './next/step.ts';
import { byHandSteps, outOfReachSteps, waitingSteps } from './next/waiting.ts';

const commandsShown = 3;

/** What to do next, numbered, the commands below the line they belong to. */
export const whatNow = (found: Investigation, context: InvestigationMailContext, most: number): string[] =>
  numbered(
    [toDo(found, context), [nothing(found, context)]].find((steps) => steps.length > 0) ?? [],
    most,
    commandsShown,
  );

/** What is to be done about what was found; empty where there is nothing. */
const toDo = (found: Investigation, context: InvestigationMailContext): NextStep[] => {
  // The first of what draws credentials stand in the first lines already.
  const drawing = (context.keepsDrawing ?? found.keepsDrawing ?? []).slice(2);
  return [
    ...byHandSteps(found),
    ...outOfReachSteps(found),
    ...waitingSteps(found),
    ...drawingSteps(drawing),
    ...removingSteps(found),
    ...keepDenySteps(found),
    ...tidyingSteps(found),
  ];
};

/** The same for what changed alone: a thing that was told stays as it was told. */
export const whatNowOf = (
  { newCredentials, newMade, verdictChanges }: Changes,
  found: Investigation,
  context: InvestigationMailContext,
  most: number,
): string[] => {
  const made = [...newMade, ...verdictChanges.flatMap((change) => ('made' in change ? [change.made] : []))];
  const keys = new Set(made.map(({ type, id, at }) => JSON.stringify([type, id, at])));
  const changed: Investigation = {
    ...found,
    credentials: [
      ...newCredentials,
      ...verdictChanges.flatMap((change) => ('credential' in change ? [change.credential] : [])),
    ],
    created: found.created.filter(({ type, id, at }) => keys.has(JSON.stringify([type, id, at]))),
    made,
    // How many things have no name is told of the whole, and not of what changed.
    actions: [],
  };
  return numbered(toDo(changed, context), most, commandsShown);
};

const nothing = (
  { events, touched = [], actions }: Investigation,
  { nextLookAt }: InvestigationMailContext,
) => ({
  line: nothingLine(events > 0, touched.length > 0 || actions.some(changedSomething), nextLookAt),
  commands: [],
});

const changedSomething = ({ readOnly, events, failed }: Investigation['actions'][number]): boolean =>
  readOnly !== true && events > failed;

const nothingLine = (used: boolean, changed: boolean, nextLookAt: string | undefined): string => {
  if (changed) return 'Look at each change and take back what is not yours';
  if (used) return 'Nothing to remove so far: it is not known to have changed anything';
  const again = nextLookAt
    ? `it is looked at again at ${when(nextLookAt)}`
    : 'look at it again in 15 minutes';
  return `Nothing to remove so far. CloudTrail is late: ${again}`;
};
