import { resolve } from 'node:path';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { jsonOption } from './options.ts';
import { UsageError } from './usage-error.ts';

const options = {
  out: { type: 'string', default: '.drill', value: 'DIR', help: 'leave mails, incidents and logs here' },
  break: {
    type: 'string',
    value: 'SERVICE:OPERATION',
    help: 'make this call fail: the drill must then fail',
  },
  source: {
    type: 'string',
    value: 'NAME',
    help: 'who reports it: github (the default), guardduty, health, quarantine, securityhub, scanner; with --live scanner (the default) or direct',
  },
  live: {
    type: 'boolean',
    default: false,
    help: 'in the account of your credentials, with a canary that is removed again',
  },
  yes: { type: 'boolean', default: false, help: 'with --live: begin without asking' },
  wait: { type: 'string', value: 'N', help: 'with --live: seconds to wait for the denial; 120 without it' },
  'clean-up': {
    type: 'boolean',
    default: false,
    help: 'with --live: remove what an interrupted drill has left, and play none',
  },
  json: jsonOption,
} as const;

// The drill's own classes are part of the checkout only: they are known here by name.
const refused = (error: unknown): never => {
  if (error instanceof Error && error.name === 'DrillRefused' && 'field' in error) {
    throw new UsageError(String(error.field), error.message);
  }
  throw error;
};

const parse = (args: string[]) => parseArguments({ args, options });
type Values = ReturnType<typeof parse>['values'];

const onlyLive = (values: Values): void => {
  const given = (['yes', 'wait', 'clean-up'] as const).find((name) => values[name]);
  if (given)
    throw new UsageError(`--${given}`, `--${given} is only for a drill in a real account: add --live`);
};

const patienceOf = (text: string | undefined): number => {
  const seconds = Number(text ?? 120);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3_600) return seconds;
  throw new UsageError('--wait', `--wait takes seconds, from 1 to 3600: ${text}`);
};

const live = async ({ source = 'scanner', yes, wait, ...values }: Values): Promise<Answer> => {
  const { liveDrill, liveCleanUp } = await import('./live/live-drill.ts');
  const { isLiveSource, liveSourceNames } = await import('./live/leak.ts');
  if (values.break)
    throw new UsageError('--break', 'a real account is not broken for a drill: leave --break out');
  if (!isLiveSource(source))
    throw new UsageError(
      '--source',
      `with --live, --source is one of ${liveSourceNames.join(', ')}: what AWS and GitHub say nobody else can say for them`,
    );
  const patience = patienceOf(wait);
  return values['clean-up'] ? liveCleanUp() : liveDrill({ source, patience, yes });
};

export const drillCommand: Command = {
  usage:
    'drill [--source NAME] [--out DIR] [--break SERVICE:OPERATION] [--live [--yes] [--wait N] [--clean-up]] [--json]',
  summary:
    'play a leak on the embedded AWS, from the first theft to the undo; with --live in your own account',
  options,
  exits:
    '0 passed; 1 not passed, with --live interrupted or failed; 3 with --live not passed; 2 wrong usage, or nobody agreed.',
  run: async (args) => {
    const values = parse(args).values;
    if (values.live) return live(values);
    onlyLive(values);
    // The embedded AWS is a test bed and part of the checkout only: it is loaded here and nowhere else.
    const { runDrill, isSourceName, sourceNames } = await import('#infra/local/drill/drill.ts');
    const { source = 'github' } = values;
    if (!isSourceName(source))
      throw new UsageError('--source', `--source is one of ${sourceNames.join(', ')}`);
    const print = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
    const { problems } = await runDrill({
      print,
      folder: resolve(values.out),
      source,
      breaks: values.break,
    }).catch(refused);
    return {
      exitCode: problems.length === 0 ? exitCodes.good : exitCodes.fault,
      document:
        problems.length === 0
          ? { passed: true }
          : { error: { code: 'drill-failed', message: problems.join('; ') } },
    };
  },
};
