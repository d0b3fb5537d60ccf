import type { Investigation } from '#lib/investigation/investigation.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import type { Contained } from './contained-just-now.ts';
import { requireCredentials } from './credentials.ts';
import { forTerminal } from './for-terminal.ts';
import { givenPath } from './given-path.ts';
import { type Question, questionIn } from './investigation-question.ts';
import { logPaths } from './log-paths.ts';
import { jsonOption, stateOption } from './options.ts';
import { type Out, withOut } from './out-folder.ts';
import { progressTo } from './progress.ts';
import { shellWord } from './shell-word.ts';

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
    help: 'with --contain: these as well, by the ids that it tells; all for all that waits for a person',
  },
  out: {
    type: 'string',
    value: 'DIR',
    help: 'write report.html, investigation.json, investigation.txt and the calls here, with a manifest',
  },
  state: stateOption,
  json: jsonOption,
} as const;

const parse = (args: string[]) => parseArguments({ args, options, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

// What no other command needs is loaded only here: a leak may be waiting for one of those.
const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parse(args);
  const question = questionIn(positionals, values);
  return withOut(values.out, question.accessKeyId, async (out) => {
    const { found, lines, open } = values.logs
      ? asRead(await fromFiles(question, values.logs, out))
      : await live(question, values, out);
    const { investigationText } = await import('#lib/report/investigation-text.ts');
    const text = [investigationText(found, stateWord(values)), forTerminal(lines.join('\n'))]
      .filter((part) => part !== '')
      .join('\n');
    const written = out ? await writtenTo(out, found, text, values) : [];
    return {
      exitCode: open ? exitCodes.notContained : exitCodes.good,
      document: found,
      text: [text, ...written].join('\n'),
    };
  });
};

// npm runs the commands that are printed in another folder than the one where the user stands.
const stateWord = ({ state }: Values): string | undefined =>
  state === undefined ? undefined : shellWord(givenPath(state));

const writtenTo = async (
  out: Out,
  found: Investigation,
  text: string,
  { state, logs }: Values,
): Promise<string[]> => {
  const { knownCase } = await import('./known-case.ts');
  const { page, missing } = await out.write(await knownCase(found, state, logs !== undefined), text);
  const calls = missing === undefined ? 'with every call beside it' : `WITHOUT the calls (${missing})`;
  return ['', `The same as a page, ${calls}: ${page}`];
};

const asRead = (found: Investigation): Contained => ({ found, lines: [], open: false });

const fromFiles = async (
  question: Question,
  given: string[],
  out: Out | undefined,
): Promise<Investigation> => {
  const { investigateFiles } = await import('#lib/investigation/offline.ts');
  const paths = await logPaths(given);
  const watch = progressTo(process.stderr);
  return investigateFiles(question, paths, watch.files, out?.keeper).finally(watch.end);
};

const live = async (
  question: Question,
  { contain, also, state }: Values,
  out: Out | undefined,
): Promise<Contained> => {
  await requireCredentials();
  const { investigateLive } = await import('./investigate-live.ts');
  const { containDescendants, leakOf } = await import('./contain-descendants.ts');
  const { withAlreadyHeld } = await import('./already-held.ts');
  const leak = contain ? await leakOf(question.accessKeyId, state) : undefined;
  const watch = progressTo(process.stderr);
  const seen = await investigateLive(question, watch, out?.keeper).finally(watch.end);
  const contained = leak
    ? await containDescendants(seen, leak, also)
    : asRead(await withAlreadyHeld(seen, state));
  // What it could have done comes after what has to be contained.
  const { withCould } = await import('./could-live.ts');
  return { ...contained, found: await withCould(contained.found, state) };
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
