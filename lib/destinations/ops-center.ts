import {
  CreateOpsItemCommand,
  OpsItemAlreadyExistsException,
  type SSMClient,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import { isError } from '#lib/aws/errors.ts';
import type { UndoWays } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { DestinationTeller } from './destination.ts';
import type { EvidencePlace } from './evidence-place.ts';
import { dedupOf, type OpsItemFields, opsItemOf } from './ops-item.ts';
import { complete, tellingOf } from './telling.ts';
import { isWorthTelling } from './worth-telling.ts';

export interface OpsCenterDeps {
  client: Pick<SSMClient, 'send'>;
  ways: UndoWays;
  evidence: EvidencePlace;
}

/**
 * One OpsItem for each incident. It is open while a person has something to do about it, and resolved when the incident
 * is restored. It stays in the account and Region of the functions, whatever account the key is of.
 */
export const opsCenter = ({ client, ways, evidence }: OpsCenterDeps): DestinationTeller => ({
  destination: 'ops-center',
  async tell(incident, before) {
    if (!isWorthTelling(incident, before)) return undefined;
    const item = opsItemOf(
      incident,
      tellingOf(incident, complete(ways)),
      await evidence(incident.incidentId),
    );
    const reference = await upsert(client, incident, item, before?.reference);
    return { outcome: 'done', reference };
  },
});

/** @returns the OpsItem's id */
const upsert = async (
  client: Pick<SSMClient, 'send'>,
  incident: Incident,
  item: OpsItemFields,
  known: string | undefined,
): Promise<string> => {
  if (known !== undefined && (await updated(client, known, item))) return known;
  const { id, isNew } = await created(client, incident, item);
  // A new one is open and holds all of it already.
  if (!isNew || item.Status === 'Resolved') await updated(client, id, item);
  return id;
};

/** @returns whether there is such an OpsItem: people may delete it, and OpsCenter keeps it for a while only */
const updated = async (
  client: Pick<SSMClient, 'send'>,
  id: string,
  item: OpsItemFields,
): Promise<boolean> => {
  try {
    await client.send(new UpdateOpsItemCommand({ OpsItemId: id, ...item }));
    return true;
  } catch (error) {
    if (isError(error, 'OpsItemNotFoundException')) return false;
    throw error;
  }
};

/** The one that is open, where a try before this one made it and could not note that any more. */
const created = async (
  client: Pick<SSMClient, 'send'>,
  incident: Incident,
  { Status: _, ...item }: OpsItemFields,
): Promise<{ id: string; isNew: boolean }> => {
  try {
    const { OpsItemId: id } = await client.send(
      new CreateOpsItemCommand({
        ...item,
        // AWS refuses a source that is called after itself.
        Source: 'tourniquet',
        OperationalData: { ...item.OperationalData, ...dedupOf(incident) },
      }),
    );
    if (id === undefined) throw new Error('CreateOpsItem answered without an id');
    return { id, isNew: true };
  } catch (error) {
    if (error instanceof OpsItemAlreadyExistsException && error.OpsItemId !== undefined)
      return { id: error.OpsItemId, isNew: false };
    throw error;
  }
};
