import { checkDismissal, dismiss } from '#lib/containment/dismissals.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { moment } from '#lib/platform/plain-text.ts';
import { parseArguments } from './arguments.ts';
import { callerName } from './caller-name.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { jsonOption, stateOption } from './options.ts';
import { makeStateFolder } from './state-folder.ts';
import { placeFor } from './stores.ts';
import { readTime } from './time-span.ts';
import { UsageError } from './usage-error.ts';

const options = {
  reason: { type: 'string', value: 'TEXT', help: 'why it is no leak; kept with who said so' },
  until: {
    type: 'string',
    value: 'T',
    help: 'when reports count again: 2026-12-24, or a span such as 30d; at most 365d',
  },
  state: stateOption,
  json: {
    ...jsonOption,
    help: 'print {"accessKeyId", "reason", "until", "by"} and nothing else',
  },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const accessKeyId = keyIn(positionals);
  const reason = given('--reason', values.reason, 'say why it is no leak');
  const until = readTime('--until', given('--until', values.until, 'say until when: --until 30d'), 'ahead');
  inTheirWords(() => checkDismissal(accessKeyId, reason, until));
  const { records, folder, where } = placeFor(values.state);
  await (folder === undefined ? requireCredentials() : makeStateFolder(folder));
  const by = await callerName();
  const made = await dismiss(records, accessKeyId, { reason, until, by });
  return {
    exitCode: exitCodes.good,
    document: { accessKeyId, ...made },
    text: [
      `Dismissed until ${moment(made.until)} (kept in ${where}): reports of ${accessKeyId} are noted and not acted on.`,
      `What was contained before stays so; to take it back: npm run -s tourniquet -- restore ${accessKeyId}`,
    ].join('\n'),
  };
};

const keyIn = (positionals: string[]): string => {
  const [key, surplus] = positionals;
  const accessKeyId = key?.trim();
  if (!accessKeyId) throw new UsageError('KEY', 'say which key is no leak: tourniquet dismiss KEY');
  if (surplus !== undefined) throw new UsageError('KEY', `one key at a time: ${surplus} is one too many`);
  return accessKeyId;
};

const given = (option: string, value: string | undefined, wanted: string): string => {
  if (value === undefined || value.trim() === '')
    throw new UsageError(option, `${option} is missing: ${wanted}`);
  return value;
};

// The field of a request is something else on a command line.
const words: Record<string, string> = { accessKeyId: 'KEY', reason: '--reason', until: '--until' };

const inTheirWords = (check: () => void): void => {
  try {
    check();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const word = words[error.field] ?? error.field;
    throw new UsageError(word, error.message.replace(error.field, word));
  }
};

export const dismissCommand: Command = {
  usage: 'dismiss KEY --reason TEXT --until T [--state DIR] [--json]',
  summary: 'say that a key is no leak, for a time: reports of it are noted and not acted on',
  positionals: { KEY: 'the id of the access key, AKIA and 16 characters; never its secret' },
  options,
  run,
};
