import { parseArgs } from 'node:util';
import { iamClient } from '#lib/aws/clients.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { restore } from '#lib/containment/restore.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { openStore } from './stores.ts';
import { UsageError } from './usage-error.ts';

const options = {
  state: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [id, surplus] = positionals;
  if (!id) throw new UsageError('INCIDENT', 'say what to restore: tourniquet restore INCIDENT (or a key id)');
  if (surplus !== undefined)
    throw new UsageError('INCIDENT', `one incident at a time: ${surplus} is one too many`);
  // The person at the terminal is told by the command itself.
  const deps = { iam: iamClient(), store: openStore(values.state), afterwards: async () => {} };
  const incident = await waitForLease(() => restore({ id, dryRun: values['dry-run'] }, deps));
  return {
    exitCode: exitCodes.good,
    document: incident,
    text: incidentMail(incident, undefined).body,
  };
};

export const restoreCommand: Command = {
  usage: 'restore INCIDENT [--dry-run] [--state DIR] [--json]',
  summary: 'put back exactly what stood before an incident',
  run,
};
