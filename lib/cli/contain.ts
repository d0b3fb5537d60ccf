import { iamClient } from '#lib/aws/clients.ts';
import { type ContainDeps, contain, containDryRun } from '#lib/containment/contain.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import { documentationKey } from '#lib/credential/documentation-keys.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { type ManualRequest, readManualRequest } from '#lib/signal/manual.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { callerIdentity } from './identity.ts';
import { dryRunOption, jsonOption, stateOption } from './options.ts';
import { checkStateFolder, makeStateFolder } from './state-folder.ts';
import { placeFor } from './stores.ts';
import { containText } from './text.ts';
import { UsageError } from './usage-error.ts';

const options = {
  reason: { type: 'string', value: 'TEXT', help: 'where it leaked and who says so; kept in the incident' },
  'dry-run': dryRunOption,
  state: stateOption,
  json: jsonOption,
} as const;

const depsFor = (store: IncidentStore): ContainDeps => ({
  iam: iamClient(),
  store,
  ownAccountId: async () => (await callerIdentity()).accountId,
  accountOfKey,
  responderArn: async () => (await callerIdentity()).arn,
  // The person at the terminal is told by the command itself.
  afterwards: async () => {},
  reportedAgain: async () => {},
});

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const { signal, dryRun } = requestOf(positionals, values.reason, values['dry-run']);
  const { store, folder } = placeFor(values.state);
  if (folder !== undefined) await (dryRun ? checkStateFolder : makeStateFolder)(folder);
  // Of a key from documentation nothing is asked of AWS.
  const note = documentationKey(signal.accessKeyId) ? undefined : await requireCredentials();
  const deps = depsFor(store);
  const incident = dryRun
    ? await containDryRun(signal, deps)
    : await waitForLease(async () => (await contain(signal, deps)).incident);
  const state = values.state === undefined ? undefined : folder;
  return answerWith(incident, dryRun, containText(incident, { dryRun, state, note }));
};

const requestOf = (positionals: string[], reason: string | undefined, dryRun: boolean): ManualRequest => {
  const [given, surplus] = positionals;
  // Copied from a mail or a table, an id brings white space along.
  const accessKeyId = given?.trim();
  if (!accessKeyId) throw new UsageError('KEY', 'say which access key leaked: tourniquet contain KEY');
  if (surplus !== undefined) throw new UsageError('KEY', `one key at a time: ${surplus} is one too many`);
  const request = { accessKeyId, dryRun, ...(reason && { reason }) };
  const read = readManualRequest(request, `terminal-${timestamp()}`);
  if (read.kind === 'malformed') throw new UsageError(read.field, inTheirWords(read.reason));
  return read;
};

// The field of a request is something else on a command line; scripts go on reading `field`.
const inTheirWords = (reason: string): string =>
  reason.replace(/^accessKeyId\b/, 'KEY').replace(/^reason\b/, '--reason');

const answerWith = (incident: Incident, dryRun: boolean, text: string): Answer => ({
  exitCode: dryRun || incident.status === 'contained' ? exitCodes.good : exitCodes.notContained,
  document: incident,
  text,
});

export const containCommand: Command = {
  usage: 'contain KEY [--reason TEXT] [--dry-run] [--state DIR] [--json]',
  summary: 'switch the key off, deny its user, and read both back',
  positionals: { KEY: 'the id of the leaked access key, AKIA and 16 characters; never its secret' },
  options,
  run,
};
