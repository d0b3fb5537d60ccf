import type { Rules } from '#lib/platform/rules.ts';
import type { RecordStore } from './records.ts';

/** In which mode the functions run: the rule and its exceptions (docs/rules.md). */
export type ModeInForce = Pick<Rules, 'mode' | 'modes'>;

export interface ModeChange extends ModeInForce {
  /** When a function first saw it, ISO 8601 UTC: it was deployed at most some minutes before. */
  at: string;
}

/** The id of the record that holds the one noted last; every other id is the time of a change. */
const latest = 'latest';

/** Both keep the order of fields otherwise: the table of DynamoDB does not. */
const told = ({ mode, modes }: ModeInForce): string =>
  JSON.stringify([mode, modes.map(({ account, source, mode }) => [account ?? null, source ?? null, mode])]);

const modeIn = (fields: unknown): ModeInForce | undefined =>
  typeof fields === 'object' &&
  fields !== null &&
  'mode' in fields &&
  'modes' in fields &&
  Array.isArray(fields.modes)
    ? (fields as ModeInForce)
    : undefined;

/**
 * Notes in which mode the functions run, where it is another one than was noted last. The change is noted first: should
 * the second write fail it is noted once more the next time, and read as one.
 * @returns whether it is another
 */
export const noteMode = async (
  records: Pick<RecordStore, 'get' | 'set' | 'putOnce'>,
  { mode, modes }: ModeInForce,
  at: string,
): Promise<boolean> => {
  const before = modeIn(await records.get('mode', latest));
  if (before && told(before) === told({ mode, modes })) return false;
  // The stores take no undefined inside of a field.
  const plain: ModeInForce = JSON.parse(JSON.stringify({ mode, modes }));
  await records.putOnce('mode', at, { ...plain });
  await records.set('mode', latest, { ...plain, at });
  return true;
};

/** Each change of mode that was seen, the earliest first. Reads the whole store. */
export const modeChanges = async (records: Pick<RecordStore, 'list'>): Promise<ModeChange[]> => {
  const all = Object.entries(await records.list('mode'))
    .filter(([id]) => id !== latest)
    .flatMap(([at, fields]) => {
      const found = modeIn(fields);
      return found ? [{ mode: found.mode, modes: found.modes, at }] : [];
    })
    .sort((one, other) => one.at.localeCompare(other.at));
  return all.filter((change, index) => {
    const before = all[index - 1];
    return !before || told(before) !== told(change);
  });
};
