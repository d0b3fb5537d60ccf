import { incidentMail } from '#lib/containment/mail.ts';
import { type RestoreRequest, restore } from '#lib/containment/restore.ts';
import { RestoreRefused } from '#lib/containment/restore-refused.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { isIncidentId } from '#lib/incident/store.ts';
import { readRestoreRequest } from '#lib/signal/manual.ts';
import { parseArguments } from './arguments.ts';
import { callerName } from './caller-name.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { restoreDeps } from './deps.ts';
import { forTerminal } from './for-terminal.ts';
import { dryRunOption, jsonOption, stateOption } from './options.ts';
import { checkStateFolder, makeStateFolder } from './state-folder.ts';
import { mustHold, placeFor } from './stores.ts';
import { terminalWays } from './text.ts';
import { UsageError } from './usage-error.ts';

const options = {
  step: {
    type: 'string',
    value: 'NAME',
    help: 'lift this step only, and the incident goes on: deny-user, so that the user can work while the key stays off',
  },
  force: {
    type: 'boolean',
    default: false,
    help: 'although the alert is still open, or that cannot be learnt',
  },
  reason: { type: 'string', value: 'TEXT', help: 'why it is restored; kept in the incident' },
  'dry-run': dryRunOption,
  state: stateOption,
  json: jsonOption,
} as const;

const parse = (args: string[]) => parseArguments({ args, options, allowPositionals: true });

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parse(args);
  const request = requestOf(idIn(positionals), values);
  const place = placeFor(values.state);
  await (place.folder === undefined ? requireCredentials() : checkStateFolder(place.folder));
  await mustHold(place, request.id);
  // It is there: whether it can also be written to must be known before anything is taken back.
  if (place.folder !== undefined && !request.dryRun) await makeStateFolder(place.folder);
  await requireCredentials();
  const by = await callerName();
  const deps = restoreDeps(place);
  const incident = await waitForLease(() => restore({ ...request, by }, deps)).catch(inTheirWords);
  return {
    exitCode: exitCodes.good,
    document: incident,
    text: forTerminal(
      incidentMail(incident, terminalWays(values.state === undefined ? undefined : place.folder)).body,
    ),
  };
};

const requestOf = (
  incidentId: string,
  { step, force, reason, 'dry-run': dryRun }: ReturnType<typeof parse>['values'],
): RestoreRequest => {
  const read = readRestoreRequest({ incidentId, step, force, reason: reason || undefined, dryRun });
  if (read.kind === 'request') return read;
  const { field } = read;
  throw new UsageError(field, read.reason.replace(new RegExp(`^${field}\\b`), `--${field}`));
};

const inTheirWords = (error: unknown): never => {
  if (!(error instanceof RestoreRefused)) throw error;
  throw new RestoreRefused(error.code, error.message.replace(/\badd force$/, 'add --force'));
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
  usage: 'restore INCIDENT [--step NAME] [--force] [--reason TEXT] [--dry-run] [--state DIR] [--json]',
  summary: 'put back exactly what stood before an incident',
  positionals: { INCIDENT: 'as contain and the mail name it; a key id stands for its newest incident' },
  options,
  run,
};
