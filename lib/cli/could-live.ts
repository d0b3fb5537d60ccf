import { describeError } from '#lib/aws/errors.ts';
import type { Incident, Principal } from '#lib/incident/incident.ts';
import { couldClients } from '#lib/investigation/could/clients.ts';
import { couldHaveDone } from '#lib/investigation/could/could-have-done.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { config } from '#lib/platform/config.ts';
import { accountSources } from './deps.ts';
import { placeFor } from './stores.ts';

/**
 * The investigation with what the key could have done, read with the caller's own credentials. Where nothing tells whose
 * the key is, a note says so. Only reads.
 */
export const withCould = async (found: Investigation, state: string | undefined): Promise<Investigation> => {
  const notes: string[] = [];
  const incident = await incidentOf(found, state).catch((error: unknown) => {
    notes.push(
      `What stood before containment is not known: ${describeError('reading the incident', error)}.`,
    );
    return undefined;
  });
  const [leaked] = found.credentials;
  const principal = incident?.principal ?? leaked?.principal;
  const accountId = principal && accountOf(principal);
  if (!principal || !accountId) {
    const unknown = 'What the key could have done is not told: nothing here tells whose it is.';
    return { ...found, notes: [...found.notes, ...notes, unknown] };
  }
  const subject = { accountId, principal, accessKeyId: found.accessKeyId, ...(incident && { incident }) };
  const clients = couldClients({
    ...accountSources(),
    memberRole: config.memberRole(),
    externalId: config.memberExternalId(),
  });
  const could = await couldHaveDone(subject, found.actions, clients);
  return { ...found, could, notes: [...found.notes, ...notes] };
};

const accountOf = ({ arn }: Principal): string | undefined => /^arn:[^:]*:\w+::(\d{12}):/.exec(arn)?.[1];

const incidentOf = async (
  { accessKeyId }: Investigation,
  state: string | undefined,
): Promise<Incident | undefined> =>
  accessKeyId === null ? undefined : placeFor(state).store.find(accessKeyId);
