import { contain } from '#lib/containment/contain.ts';
import { containDryRun } from '#lib/containment/dry-run.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { documentationKey } from '#lib/credential/documentation-keys.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { type BacklogRequest, type ManualRequest, readManualRequest } from '#lib/signal/manual.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { containBacklogHere } from './contain-backlog.ts';
import { requireCredentials } from './credentials.ts';
import { containDeps } from './deps.ts';
import { dryRunOption, jsonOption, stateOption } from './options.ts';
import { checkStateFolder, makeStateFolder } from './state-folder.ts';
import { type Place, placeFor } from './stores.ts';
import { containText } from './text.ts';
import { UsageError } from './usage-error.ts';

const options = {
  role: {
    type: 'string',
    value: 'ARN',
    help: 'of a temporary key: the role behind it, or its session, by ARN; or its name',
  },
  session: { type: 'string', value: 'NAME', help: 'the session of that role, as CloudTrail names it' },
  'whole-role': {
    type: 'boolean',
    default: false,
    help: 'deny all that the role has issued so far, in whatever hands',
  },
  user: { type: 'string', value: 'NAME', help: 'of a temporary key: the IAM user behind it' },
  'even-if-protected': { type: 'boolean', default: false, help: 'although a rule protects its owner' },
  backlog: { type: 'boolean', default: false, help: 'all that waits in the backlog, and no KEY' },
  reason: { type: 'string', value: 'TEXT', help: 'where it leaked and who says so; kept in the incident' },
  'dry-run': dryRunOption,
  state: stateOption,
  json: jsonOption,
} as const;

const parse = (args: string[]) => parseArguments({ args, options, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parse(args);
  const requestId = `terminal-${timestamp()}`;
  const request = requestOf(positionals, values, requestId);
  const place = placeFor(values.state);
  if (place.folder !== undefined) await (request.dryRun ? checkStateFolder : makeStateFolder)(place.folder);
  return request.kind === 'backlog'
    ? containBacklogHere(requestId, request.dryRun, place)
    : containKey(request, place, values.state);
};

const requestOf = (
  positionals: string[],
  values: Values,
  requestId: string,
): ManualRequest | BacklogRequest => {
  const [given, surplus] = positionals;
  // Copied from a mail or a table, an id brings white space along.
  const accessKeyId = given?.trim() || undefined;
  if (!accessKeyId && !values.backlog)
    throw new UsageError('KEY', 'say which access key leaked: tourniquet contain KEY');
  if (surplus !== undefined) throw new UsageError('KEY', `one key at a time: ${surplus} is one too many`);
  const { role, session, user, reason } = values;
  const read = readManualRequest(
    {
      accessKeyId,
      role,
      session,
      user,
      reason: reason || undefined,
      wholeRole: values['whole-role'] || undefined,
      evenIfProtected: values['even-if-protected'] || undefined,
      backlog: values.backlog || undefined,
      dryRun: values['dry-run'],
    },
    requestId,
  );
  if (read.kind === 'malformed') throw new UsageError(read.field, inTheirWords(read.field, read.reason));
  return read;
};

// The field of a request is something else on a command line; scripts go on reading `field`.
const words: Record<string, string> = {
  accessKeyId: 'KEY',
  wholeRole: '--whole-role',
  evenIfProtected: '--even-if-protected',
};

const inTheirWords = (field: string, reason: string): string =>
  reason
    .replace(new RegExp(`^${field}\\b`), words[field] ?? `--${field}`)
    .replaceAll(/\b(?:accessKeyId|wholeRole|evenIfProtected)\b/g, (name) => words[name] ?? name);

const containKey = async (
  { signal, dryRun }: ManualRequest,
  place: Place,
  state: string | undefined,
): Promise<Answer> => {
  // Of a key from documentation nothing is asked of AWS.
  const asksNothing = signal.accessKeyId !== undefined && documentationKey(signal.accessKeyId) !== undefined;
  const note = asksNothing ? undefined : await requireCredentials();
  const deps = containDeps(place);
  const incident = dryRun
    ? await containDryRun(signal, deps)
    : await waitForLease(async () => (await contain(signal, deps)).incident);
  const folder = state === undefined ? undefined : place.folder;
  return answerWith(incident, dryRun, containText(incident, { dryRun, state: folder, note }));
};

const answerWith = (incident: Incident, dryRun: boolean, text: string): Answer => ({
  exitCode: dryRun || incident.status === 'contained' ? exitCodes.good : exitCodes.notContained,
  document: incident,
  text,
});

export const containCommand: Command = {
  usage:
    'contain KEY|--backlog [--role ARN] [--session NAME] [--whole-role] [--user NAME] [--even-if-protected] [--reason TEXT] [--dry-run] [--state DIR] [--json]',
  summary: 'switch the key off, deny its user or its session, and read that back',
  positionals: { KEY: 'the id of the leaked access key, AKIA or ASIA and 16 characters; never its secret' },
  options,
  run,
};
