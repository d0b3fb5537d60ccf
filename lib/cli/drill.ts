import { resolve } from 'node:path';
import { parseArguments } from './arguments.ts';
import { type Command, exitCodes } from './command.ts';
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
    default: 'github',
    value: 'NAME',
    help: 'who reports it: github, guardduty, health, quarantine, securityhub, scanner',
  },
  live: { type: 'boolean', default: false, help: 'in a real account; not built yet' },
  json: jsonOption,
} as const;

// The drill's own classes are part of the checkout only: they are known here by name.
const refused = (error: unknown): never => {
  if (error instanceof Error && error.name === 'DrillRefused' && 'field' in error) {
    throw new UsageError(String(error.field), error.message);
  }
  throw error;
};

export const drillCommand: Command = {
  usage: 'drill [--source NAME] [--out DIR] [--break SERVICE:OPERATION] [--json]',
  summary: 'play a leak on the embedded AWS, from the first theft to the undo',
  options,
  run: async (args) => {
    const { values } = parseArguments({ args, options });
    if (values.live) throw new UsageError('--live', 'a drill in a real account is not built yet');
    // The embedded AWS is a test bed and part of the checkout only: it is loaded here and nowhere else.
    const { runDrill, isSourceName, sourceNames } = await import('#infra/local/drill/drill.ts');
    const { source } = values;
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
