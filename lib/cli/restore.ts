import { iamClient } from '#lib/aws/clients.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { restore } from '#lib/containment/restore.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { isIncidentId } from '#lib/incident/store.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { dryRunOption, jsonOption, stateOption } from './options.ts';
import { checkStateFolder, makeStateFolder } from './state-folder.ts';
import { mustHold, placeFor } from './stores.ts';
import { UsageError } from './usage-error.ts';

const options = {
  reason: { type: 'string', value: 'TEXT', help: 'why it is restored; kept in the incident' },
  'dry-run': dryRunOption,
  state: stateOption,
  json: jsonOption,
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const id = idIn(positionals);
  const dryRun = values['dry-run'];
  const place = placeFor(values.state);
  await (place.folder === undefined ? requireCredentials() : checkStateFolder(place.folder));
  await mustHold(place, id);
  // It is there: whether it can also be written to must be known before anything is taken back.
  if (place.folder !== undefined && !dryRun) await makeStateFolder(place.folder);
  await requireCredentials();
  // The person at the terminal is told by the command itself.
  const deps = { iam: iamClient(), store: place.store, afterwards: async () => {} };
  const request = { id, dryRun, ...(values.reason && { reason: values.reason }) };
  const incident = await waitForLease(() => restore(request, deps));
  return {
    exitCode: exitCodes.good,
    document: incident,
    text: incidentMail(incident).body,
  };
};

const idIn = (positionals: string[]): string => {
  const [given, surplus] = positionals;
  const id = given?.trim();
  if (!id) throw new UsageError('INCIDENT', 'say what to restore: tourniquet restore INCIDENT (or a key id)');
  if (surplus !== undefined)
    throw new UsageError('INCIDENT', `one incident at a time: ${surplus} is one too many`);
  if (!isIncidentId(id))
    throw new UsageError(
      'INCIDENT',
      `${id} is not an incident id: contain and the mail name it, a key id with a number such as -1`,
    );
  return id;
};

export const restoreCommand: Command = {
  usage: 'restore INCIDENT [--reason TEXT] [--dry-run] [--state DIR] [--json]',
  summary: 'put back exactly what stood before an incident',
  positionals: { INCIDENT: 'as contain and the mail name it; a key id stands for its newest incident' },
  options,
  run,
};
