import type { Json } from './detail.ts';
import { automation } from './making/automation.ts';
import { compute } from './making/compute.ts';
import { containers } from './making/containers.ts';
import { data } from './making/data.ts';
import { federation } from './making/federation.ts';
import { functions } from './making/functions.ts';
import { identities } from './making/identities.ts';
import { learning } from './making/learning.ts';
import { messaging } from './making/messaging.ts';
import { network } from './making/network.ts';
import { nameAtEnd, namesIn } from './making/reading.ts';
import type { Making, Owner } from './making/row.ts';
import { secrets } from './making/secrets.ts';
import { sessions } from './making/sessions.ts';
import { web } from './making/web.ts';

export type { Making, Owner } from './making/row.ts';

/** Every call is in one of them. */
export const makingTables = {
  identities,
  federation,
  functions,
  compute,
  containers,
  automation,
  sessions,
  network,
  secrets,
  data,
  messaging,
  web,
  learning,
} as const;

/**
 * The calls whose results are named, the most lasting way back in first: mails list and cut them in this order.
 * Field names are those of CloudTrail records: mostly the API's own, with a small letter in front; EC2 keeps `items`.
 */
export const makings: ReadonlyMap<string, Making> = new Map(
  Object.values(makingTables).flatMap((table) => Object.entries(table)),
);

/** What one call made: how many things, and those that the record names. */
export interface MadeByCall {
  kind: string;
  type?: string;
  number: number;
  ids: string[];
  owner?: Owner;
  /** Of a user or role its unique id (`AIDA…`, `AROA…`), which is never given to another one of the same name. */
  uniqueId?: string;
}

/** `iam:CreateUser` from `iam.amazonaws.com` and `CreateUser`. */
export const actionOf = (eventSource: string, eventName: string): string =>
  `${eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '')}:${eventName}`;

const idLength = 512;
// A name that was cut is no name: the sign of it keeps it out of commands.
export const boundedId = (id: string): string => (id.length > idLength ? `${id.slice(0, idLength)}…` : id);

const uniqueIds: Record<string, string[]> = {
  'iam:CreateUser': ['responseElements.user.userId'],
  'iam:CreateRole': ['responseElements.role.roleId'],
};

/** What a call that succeeded made or issued; null for calls that make nothing that is known here. */
export const madeBy = (action: string, detail: Json): MadeByCall | null => {
  const making = makings.get(action);
  if (!making || making.when?.(detail) === false) return null;
  const ids = namesIn(detail, making.id).map((id) => boundedId(making.endsInName ? nameAtEnd(id) : id));
  const [uniqueId] = Object.hasOwn(uniqueIds, action) ? namesIn(detail, uniqueIds[action] ?? []) : [];
  const [ownerName] = making.owner ? namesIn(detail, making.owner.name) : [];
  return {
    kind: making.kind,
    ...(making.type ? { type: making.type } : {}),
    // CloudTrail leaves out parts that are too long: the call still made something.
    number: Math.max(1, ids.length),
    ids,
    ...(uniqueId && { uniqueId }),
    ...(making.owner && ownerName ? { owner: { kind: making.owner.kind, name: boundedId(ownerName) } } : {}),
  };
};
