import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { endOf, isOpenTo } from './item.ts';
import { incidentIdOf } from './store.ts';
import { Update } from './update.ts';

/**
 * Puts a link to the incident of a user in the place of each of its keys. The links are made first: a key's signal that
 * comes from now on opens or joins the user's incident, whichever run gets there. A run that dies in between leaves
 * places that lead to an incident nobody has opened, and harm nobody.
 */
export const linkKeys = async (
  accessKeyIds: readonly string[],
  incidentId: string,
  signal: LeakSignal,
  table: DynamoTable,
): Promise<void> => {
  const found = await Promise.all(accessKeyIds.map((id) => linkKey(id, incidentId, signal, table)));
  const [own] = found.filter((id) => id !== undefined).sort();
  // Kept in the user's place too, so that a repeat of the signal finds it when the keys have changed.
  if (own !== undefined) await link(incidentId, own, table);
};

/** @returns the open incident that stands in the key's place already */
const linkKey = async (
  accessKeyId: string,
  partOf: string,
  signal: LeakSignal,
  table: DynamoTable,
): Promise<string | undefined> => {
  for (let number = 1; ; number++) {
    const id = incidentIdOf(accessKeyId, number);
    if (await link(id, partOf, table)) return undefined;
    const item = await table.get(id);
    const end = item && (await endOf(item, (incidentId) => table.get(incidentId)));
    if (end && isOpenTo(end, accessKeyId, signal)) return end.incidentId;
  }
};

/** @returns whether the link is there: made now or before */
const link = async (id: string, partOf: string, table: DynamoTable): Promise<boolean> => {
  const update = new Update()
    .set('partOf', partOf)
    .onlyIf('attribute_not_exists(incidentId) OR partOf = :link', { ':link': partOf });
  return (await table.update(id, update)) !== undefined;
};
