import type { Lineage } from './lineage/lineage.ts';
import type { MadeThing } from './made-things.ts';
import { nameAtEnd } from './making/reading.ts';

const keyOf = (region: string, name: string): string => JSON.stringify([region, name]);

/**
 * The things that were made, with when compute was ended by somebody who is not of the lineage: whoever did as a report
 * asked must not be asked again. What the lineage took away is known already.
 */
export const withGoneCompute = (
  made: readonly MadeThing[],
  lineage: Pick<Lineage, 'doors' | 'goneAt'>,
): MadeThing[] => {
  const started = lineage.doors().flatMap((door) => (door.kind === 'compute' && door.made ? [door] : []));
  // A function has its name in each account: gone is only what is gone in all of them.
  const gone = new Map(
    [...Map.groupBy(started, ({ region, sessionName }) => keyOf(region, sessionName))].flatMap(
      ([key, doors]) => {
        const times = doors.flatMap((door) => lineage.goneAt(door) ?? []);
        return times.length === doors.length ? [[key, Math.max(...times)] as const] : [];
      },
    ),
  );
  return made.map((thing) => {
    const at = isCompute(thing) ? gone.get(keyOf(thing.region, nameAtEnd(thing.id))) : undefined;
    return at === undefined || thing.removedAt ? thing : { ...thing, removedAt: new Date(at).toISOString() };
  });
};

const isCompute = ({ kind }: MadeThing): boolean => ['instance', 'function', 'task'].includes(kind);
