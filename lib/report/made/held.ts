import type { Investigation } from '#lib/investigation/investigation.ts';
import { holderOf } from '../remove-command.ts';
import { fateOf } from '../verdict-words.ts';
import { isStanding, type Thing, thingsMade } from './things.ts';

/** How a thing that stands is held; undefined for what nobody has stopped. */
export type Held = 'itself' | 'by its owner' | undefined;

/** The deny on a user or role stops its keys, logins and policies as well. */
export const holdingOf = (things: readonly Thing[]): ((thing: Thing) => Held) => {
  const isStopped = ({ verdict }: Thing): boolean => ['stopped', 'covered'].includes(fateOf(verdict));
  const names = new Set(
    things
      .filter((thing) => isStanding(thing) && fateOf(thing.verdict) === 'stopped')
      .map(({ kind, id }) => `${kind} ${id}`),
  );
  return (thing) => {
    if (isStopped(thing)) return 'itself';
    return names.has(holderOf(thing)) ? 'by its owner' : undefined;
  };
};

/** What it made that is still there, as far as is known, and that nothing holds. */
export const unheldThings = (found: Investigation): Thing[] => {
  const made = thingsMade(found);
  const heldHow = holdingOf(made);
  return made.filter((thing) => isStanding(thing) && !heldHow(thing));
};
