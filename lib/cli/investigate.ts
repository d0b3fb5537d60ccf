import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKeyId } from '#lib/credential/key-id.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { redact } from '#lib/platform/redact.ts';
import { investigationText } from '#lib/report/investigation-text.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { containDescendants } from './contain-descendants.ts';
import { requireCredentials } from './credentials.ts';
import { investigateLive } from './investigate-live.ts';
import { jsonOption, stateOption } from './options.ts';
import { progressTo } from './progress.ts';
import { readTime } from './time-span.ts';
import { UsageError } from './usage-error.ts';

const options = {
  logs: {
    type: 'string',
    multiple: true,
    value: 'PATH',
    help: 'read these CloudTrail files and folders instead of asking AWS: JSON, JSON lines, .gz',
  },
  since: { type: 'string', value: 'T', help: 'count from here: 2026-11-01T00:00:00Z, or a span such as 7d' },
  until: { type: 'string', value: 'T', help: 'count up to here' },
  reported: {
    type: 'string',
    value: 'T',
    help: 'when the leak was reported: what was issued before it is told from what came after',
  },
  contain: {
    type: 'boolean',
    default: false,
    help: 'contain what came from the leak, as far as that is certain',
  },
  also: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'with --contain: these as well, which wait for a person; all for all of them',
  },
  out: { type: 'string', value: 'DIR', help: 'write investigation.json and investigation.txt here' },
  state: stateOption,
  json: jsonOption,
} as const;

const parse = (args: string[]) => parseArguments({ args, options, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parse(args);
  const question = questionOf(keyIn(positionals, values), values);
  const watch = progressTo(process.stderr);
  const found = await (values.logs ? fromFiles(question, values.logs, watch) : live(question)).finally(
    watch.end,
  );
  const contained = values.contain ? await containDescendants(found, values) : undefined;
  const told = contained?.found ?? found;
  const text = [investigationText(told), ...(contained?.lines ?? [])].join('\n');
  if (values.out) await write(values.out, told, text);
  const readable =
    told.coverage.length === 0 || told.coverage.some(({ events, complete }) => complete || events > 0);
  const open = contained?.open ?? false;
  return { exitCode: readable && !open ? exitCodes.good : exitCodes.notContained, document: told, text };
};

const live = async (question: Question): Promise<Investigation> => {
  await requireCredentials();
  return investigateLive(question);
};

const fromFiles = async (
  question: Question,
  paths: string[],
  watch: ReturnType<typeof progressTo>,
): Promise<Investigation> => {
  const { investigateFiles } = await import('#lib/investigation/offline.ts');
  return investigateFiles(question, paths, watch.told);
};

/** What is asked of either trail. */
export interface Question {
  accessKeyId: string;
  from?: Date;
  to?: Date;
  reportedAt?: Date;
}

const keyIn = (positionals: string[], { logs, contain, also }: Values): string => {
  const [given, surplus] = positionals;
  const key = given?.trim();
  if (!key) throw new UsageError('KEY', 'say whose calls to look for: tourniquet investigate KEY');
  if (surplus !== undefined)
    throw new UsageError('KEY', `one key at a time: ${redact(surplus)} is one too many; files follow --logs`);
  const { kind, ...why } = parseKeyId(key);
  if (kind === 'not-a-key-id')
    throw new UsageError('KEY', 'reason' in why ? `KEY ${why.reason}` : 'KEY is no key id');
  if (contain && logs)
    throw new UsageError('--contain', 'files can be old: contain from what AWS shows now, without --logs');
  if (also && !contain) throw new UsageError('--also', '--also goes with --contain');
  return key;
};

const questionOf = (accessKeyId: string, { since, until, reported }: Values): Question => {
  const from = since === undefined ? undefined : readTime('--since', since, 'ago');
  const to = until === undefined ? undefined : readTime('--until', until, 'ago');
  if (from && to && from >= to) throw new UsageError('--since', '--since must be before --until');
  const reportedAt = reported === undefined ? undefined : readTime('--reported', reported, 'ago');
  return { accessKeyId, ...(from && { from }), ...(to && { to }), ...(reportedAt && { reportedAt }) };
};

const write = async (folder: string, found: Investigation, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'investigation.json'), `${JSON.stringify(found, null, 2)}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'investigation.txt'), `${text}\n`, { mode: 0o600 });
};

export const investigateCommand: Command = {
  usage:
    'investigate KEY [--logs PATH…] [--since T] [--until T] [--reported T] [--contain [--also ID…]] [--out DIR] [--state DIR] [--json]',
  summary:
    'tell what a key did, which credentials came from it and what those did; only reads, without --contain',
  positionals: { KEY: 'the id of the access key, AKIA or ASIA and 16 characters; never its secret' },
  options,
  run,
};
