import { NoSuchPage } from '#lib/containment/no-such-page.ts';
import type { PageRecord } from '#lib/containment/page-record.ts';
import { acknowledgePage } from '#lib/containment/pages.ts';
import { inert, moment } from '#lib/platform/plain-text.ts';
import { parseArguments } from './arguments.ts';
import { callerName } from './caller-name.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { jsonOption, stateOption } from './options.ts';
import { checkStateFolder } from './state-folder.ts';
import { placeFor } from './stores.ts';
import { UsageError } from './usage-error.ts';

const options = {
  state: stateOption,
  json: {
    ...jsonOption,
    help: 'print {"pages": [{"id", "subject", "sentAt", "times", "acknowledgedAt", "acknowledgedBy", …}]} and nothing else',
  },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const what = pageIn(positionals);
  const { records, folder, where, elsewhere } = placeFor(values.state);
  await (folder === undefined ? requireCredentials() : checkStateFolder(folder));
  const pages = await acknowledgePage(what, await callerName(), records).catch((error: unknown) => {
    throw error instanceof NoSuchPage ? new NoSuchPage(what, ` in ${where}: ${elsewhere}`) : error;
  });
  return { exitCode: exitCodes.good, document: { pages }, text: pages.map(lineOf).join('\n') };
};

const pageIn = (positionals: string[]): string => {
  const [given, surplus] = positionals;
  const what = given?.trim();
  if (!what) throw new UsageError('PAGE', 'say which page you take on: tourniquet acknowledge PAGE');
  if (surplus !== undefined) throw new UsageError('PAGE', `one page at a time: ${surplus} is one too many`);
  return what;
};

const lineOf = (page: PageRecord): string => {
  const subject = inert(page.subject, 100);
  if (page.acknowledgedAt)
    return `Acknowledged at ${moment(page.acknowledgedAt)} by ${inert(page.acknowledgedBy ?? 'somebody', 200)}, not sent again: ${subject}`;
  return `Over, not sent again anyway: ${subject}`;
};

export const acknowledgeCommand: Command = {
  usage: 'acknowledge PAGE [--state DIR] [--json]',
  summary: 'take a page on, so that it is not sent again',
  positionals: { PAGE: 'as the page names it: its id, or the incident or key that it is about' },
  options,
  run,
};
