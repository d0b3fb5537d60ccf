import type { Json } from './detail.ts';
import { nameAtEnd, namesIn } from './making/reading.ts';
import type { OwnerPath } from './making/row.ts';
import { boundedId, type Owner } from './making.ts';
import { automation } from './removing/automation.ts';
import { compute } from './removing/compute.ts';
import { containers } from './removing/containers.ts';
import { data } from './removing/data.ts';
import { federation } from './removing/federation.ts';
import { identities } from './removing/identities.ts';
import { network } from './removing/network.ts';
import { outside } from './removing/outside.ts';
import type { Removing } from './removing/row.ts';

/** Every call is in one of them. */
export const removingTables = {
  identities,
  federation,
  compute,
  containers,
  automation,
  network,
  data,
  outside,
} as const;

/**
 * The calls that take things away. What is not here stays told as still there, so that somebody looks. Many of them
 * only begin what they are named for, as TerminateInstances does: told is when they were called.
 */
export const removings: ReadonlyMap<string, Removing> = new Map(
  Object.values(removingTables).flatMap((table) => Object.entries(table)),
);

/** What one call took away. */
export interface RemovedByCall {
  kind: string;
  ids: string[];
  /** Absent where the ids are enough; null where they are not and the record leaves it out. */
  owner?: Owner | null;
}

const ownerIn = (detail: Json, { kind, name }: OwnerPath): Owner | null => {
  const [found] = namesIn(detail, name);
  return found === undefined ? null : { kind, name: boundedId(found) };
};

/** What a call that succeeded took away; null for calls that take away nothing that is known here. */
export const removedBy = (action: string, detail: Json): RemovedByCall | null => {
  const removing = removings.get(action);
  if (!removing || removing.when?.(detail) === false) return null;
  const ids = namesIn(detail, removing.id).map((id) => boundedId(removing.endsInName ? nameAtEnd(id) : id));
  const { kind, owner } = removing;
  return { kind, ids, ...(owner && { owner: ownerIn(detail, owner) }) };
};

const namedAtTheirEnds = new Set([...removings.values()].flatMap((row) => (row.endsInName ? row.kind : [])));

/** The id of a made thing as the calls that remove its kind are read. */
export const asRemoved = (kind: string, id: string): string =>
  namedAtTheirEnds.has(kind) ? nameAtEnd(id) : id;
