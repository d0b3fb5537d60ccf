import { later } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { amount, when } from '../layout.ts';
import { countedKinds } from '../made/lines.ts';
import { isStanding, thingsMade, unnamedKinds } from '../made/things.ts';
import { holderOf, removeCommands } from '../remove-command.ts';
import { safeCommand } from '../safe-command.ts';
import { touchedOthers } from '../touched-lines.ts';
import { fateOf } from '../verdict-words.ts';
import type { NextStep } from './step.ts';

/** What it made and nobody has stopped yet. */
export const removingSteps = (found: Investigation): NextStep[] => {
  const standing = thingsMade(found).filter(isStanding);
  const stopped = standing.filter(({ verdict }) => fateOf(verdict) === 'stopped');
  // The deny on a user or role stops its keys and logins as well.
  const names = new Set(stopped.map(({ kind, id }) => `${kind} ${id}`));
  const things = standing.filter((thing) => !stopped.includes(thing) && !names.has(holderOf(thing)));
  if (things.length === 0 && unnamedKinds(found) === '') return [];
  const commands = removeCommands(things).flatMap((command) => safeCommand(command) ?? []);
  return [{ line: 'Look at each thing it made; stop or remove what is not yours', commands }];
};

/** What is stopped and still there: nobody has to hurry, and nobody must forget it. */
export const tidyingSteps = (found: Investigation): NextStep[] => {
  const stopped = thingsMade(found).filter(
    (thing) => isStanding(thing) && fateOf(thing.verdict) === 'stopped',
  );
  return stopped.length === 0
    ? []
    : [
        {
          line: `Once they are not needed as evidence, delete what it made and what is stopped: ${countedKinds(stopped)}`,
          commands: [],
        },
      ];
};

/** Sessions that only the deny on their user holds: they would work again without it. */
export const keepDenySteps = ({ credentials }: Investigation): NextStep[] => {
  const held = credentials.filter(
    ({ verdict, until }) => verdict?.rule === 'same-user' && fateOf(verdict) === 'covered' && until,
  );
  const last = held.map(({ until }) => until ?? null).reduce(later, null);
  if (last === null) return [];
  return [
    {
      line: `Keep the deny on the user until ${when(last)}: nothing else stops ${amount(held.length, 'session')} that it issued`,
      commands: [],
    },
  ];
};

export const reviewSteps = (found: Investigation): NextStep[] => {
  const touched = touchedOthers(found);
  return touched.length > 0
    ? [
        {
          line: `Look at ${amount(touched.length, 'thing')} that it changed and did not make: see above`,
          commands: [],
        },
      ]
    : [];
};

/** Compute that goes on getting new credentials of its role. */
export const drawingSteps = (drawing: readonly { what: string; command?: string }[]): NextStep[] => {
  const commands = drawing.flatMap(({ command }) => safeCommand(command) ?? []);
  return drawing.length > 0
    ? [{ line: `Stop what draws new credentials (${amount(drawing.length, 'thing')})`, commands }]
    : [];
};
