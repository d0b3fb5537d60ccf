import { iamUserName } from '#lib/signal/guardduty/user-name.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { certaintyOf } from './codes.ts';
import { describeRisk } from './describe.ts';
import { type Named, readEntity } from './entity.ts';
import type { Risk } from './event.ts';

/** What the entities of an event name. */
export interface Entities {
  /** Each key and user once, by key id or `user/name`. */
  named: Map<string, Named>;
  /** Those that name neither, with their place in the list. */
  unread: { value: string; index: number }[];
}

export const readEntities = (risk: Risk): Entities => {
  const named: Entities['named'] = new Map();
  const unread: Entities['unread'] = [];
  for (const [index, { entityValue: value }] of (risk.detail.affectedEntities ?? []).entries()) {
    const found = readEntity(value, risk);
    if (found) named.set(found.accessKeyId ?? `user/${found.userName}`, found);
    else if (value !== '') unread.push({ value, index });
  }
  return { named, unread };
};

/** AWS names the owner beside the list; where the list is longer, only for the key that it repeats there. */
const ownerOf = ({ detail }: Risk, { accessKeyId }: Named, several: boolean): { userName?: string } => {
  const { publicKey, userName } = detail.eventMetadata ?? {};
  const meant = publicKey === undefined ? !several : publicKey === accessKeyId;
  return meant ? iamUserName('IAMUser', userName) : {};
};

/** A signal for each key and user. */
export const toSignals = (risk: Risk, { named, unread }: Entities): LeakSignal[] => {
  const note = unread.length > 0 ? `Entities that name no key or user: ${unread.length}.` : undefined;
  // A long list comes in pages, which may share their id: a page with one entity is still one of several.
  const several = named.size > 1 || Number(risk.detail.totalPages ?? 1) > 1;
  return [...named].map(([name, found]) => ({
    id: `${risk.id}${several ? `:${name}` : ''}`,
    ...certaintyOf(risk.detail.eventTypeCode),
    ...(found.accessKeyId !== undefined && ownerOf(risk, found, several)),
    ...found,
    ...describeRisk(risk, note),
  }));
};
