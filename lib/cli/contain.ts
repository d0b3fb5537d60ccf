import { parseArgs } from 'node:util';
import { iamClient } from '#lib/aws/clients.ts';
import { type ContainDeps, contain, containDryRun } from '#lib/containment/contain.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { readManualRequest } from '#lib/signal/manual.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { callerIdentity } from './identity.ts';
import { openStore } from './stores.ts';
import { UsageError } from './usage-error.ts';

const options = {
  reason: { type: 'string' },
  state: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const depsFor = (state: string | undefined): ContainDeps => ({
  iam: iamClient(),
  store: openStore(state),
  ownAccountId: async () => (await callerIdentity()).accountId,
  accountOfKey,
  responderArn: async () => (await callerIdentity()).arn,
  // The person at the terminal is told by the command itself.
  afterwards: async () => {},
});

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [accessKeyId, surplus] = positionals;
  if (!accessKeyId) throw new UsageError('KEY', 'say which access key leaked: tourniquet contain KEY');
  if (surplus !== undefined) throw new UsageError('KEY', `one key at a time: ${surplus} is one too many`);
  const request = { accessKeyId, dryRun: values['dry-run'], ...(values.reason && { reason: values.reason }) };
  const read = readManualRequest(request, `terminal-${timestamp()}`);
  if (read.kind === 'malformed') throw new UsageError(read.field, read.reason);
  const deps = depsFor(values.state);
  const incident = read.dryRun
    ? await containDryRun(read.signal, deps)
    : await waitForLease(async () => (await contain(read.signal, deps)).incident);
  return answerWith(incident, read.dryRun);
};

const answerWith = (incident: Incident, dryRun: boolean): Answer => ({
  exitCode: dryRun || incident.status === 'contained' ? exitCodes.good : exitCodes.notContained,
  document: incident,
  text: incidentMail(incident, undefined).body,
});

export const containCommand: Command = {
  usage: 'contain KEY [--reason TEXT] [--dry-run] [--state DIR] [--json]',
  summary: 'switch the key off, deny its user, and read both back',
  run,
};
