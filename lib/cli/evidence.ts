import { rm, writeFile } from 'node:fs/promises';
import { type Audit, auditOf, type Span } from '#lib/evidence/audit/audit.ts';
import { auditCsv } from '#lib/evidence/audit/audit-csv.ts';
import { now, timestamp } from '#lib/platform/clock.ts';
import { count, moment } from '#lib/platform/plain-text.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { givenPath } from './given-path.ts';
import { jsonOption, stateOption } from './options.ts';
import { checkStateFolder } from './state-folder.ts';
import { placeFor } from './stores.ts';
import { readTime } from './time-span.ts';
import { UsageError } from './usage-error.ts';

const options = {
  since: {
    type: 'string',
    value: 'T',
    help: 'incidents opened from then on, 2026-01-01 or a span such as 90d; else all',
  },
  until: { type: 'string', value: 'T', help: 'and before that; else up to now' },
  out: { type: 'string', value: 'FILE', help: 'write the table there as CSV, for your eyes only' },
  state: {
    ...stateOption,
    help: 'read the incidents kept here, and not in the deployed table or your state folder',
  },
  json: {
    ...jsonOption,
    help: 'print {"since", "until", "incidents": [{"incidentId", "reportedAt", "deniedAt", "silent", …}], "modeChanges"} and nothing else',
  },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values } = parseArguments({ args, options });
  const span = spanIn(values);
  const { store, records, folder, where } = placeFor(values.state);
  await (folder === undefined ? requireCredentials() : checkStateFolder(folder));
  const audit = await auditOf(span, { incidents: store, records });
  process.stderr.write(`${summary(audit, span, where)}\n`);
  const document = { since: span.since ?? null, until: span.until, ...audit };
  if (values.out === undefined) return { exitCode: exitCodes.good, document, text: onTerminal(audit) };
  const file = givenPath(values.out);
  await writeTable(file, auditCsv(audit));
  return { exitCode: exitCodes.good, document, text: `Written to ${file}` };
};

const spanIn = ({ since, until }: { since?: string; until?: string }): Span => {
  const to = until === undefined ? now() : readTime('--until', until, 'ago');
  const from = since === undefined ? undefined : readTime('--since', since, 'ago');
  if (from !== undefined && from >= to)
    throw new UsageError('--since', `--since (${timestamp(from)}) must be before --until (${timestamp(to)})`);
  return { ...(from && { since: timestamp(from) }), until: timestamp(to) };
};

const summary = ({ incidents, modeChanges }: Audit, { since, until }: Span, where: string): string => {
  const span = `${since === undefined ? 'up to' : `from ${moment(since)} up to`} ${moment(until)}`;
  const drills = incidents.filter(({ drill }) => drill).length;
  const found = incidents.length === 0 ? 'No incident' : count(incidents.length, 'incident');
  const ofThem = drills > 0 ? ` (${count(drills, 'drill')})` : '';
  return `${found}${ofThem} and ${count(modeChanges.length, 'change')} of mode ${span}, in ${where}`;
};

/** The last line ends with a line feed of its own: what prints the text adds it. */
const onTerminal = (audit: Audit): string => auditCsv(audit).slice(0, -1);

/** Made anew, so that a file that others may read, or a link, does not become the table. */
const writeTable = async (file: string, table: string): Promise<void> => {
  try {
    await rm(file, { force: true });
    await writeFile(file, table, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError('--out', `the table cannot be written to ${file} (${why}): give another file`);
  }
};

export const evidenceCommand: Command = {
  usage: 'evidence [--since T] [--until T] [--out FILE] [--state DIR] [--json]',
  summary:
    'a table for auditors, as CSV: what was reported, when it was stopped, who decided, where the evidence lies',
  options,
  run,
};
