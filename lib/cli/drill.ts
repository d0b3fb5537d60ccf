import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, exitCodes } from './command.ts';
import { UsageError } from './usage-error.ts';

const options = {
  out: { type: 'string', default: '.drill' },
  source: { type: 'string', default: 'github' },
  live: { type: 'boolean', default: false },
  break: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

// The drill's own classes are part of the checkout only: they are known here by name.
const refused = (error: unknown): never => {
  if (error instanceof Error && error.name === 'DrillRefused' && 'field' in error) {
    throw new UsageError(String(error.field), error.message);
  }
  throw error;
};

export const drillCommand: Command = {
  usage: 'drill [--out DIR] [--break SERVICE:OPERATION]',
  summary: 'play a leak on the embedded AWS, from the first theft to the undo',
  run: async (args) => {
    const { values } = parseArgs({ args, options });
    if (values.live) throw new UsageError('--live', 'a drill in a real account is not built yet');
    if (values.source !== 'github') throw new UsageError('--source', 'only --source github is built yet');
    // The embedded AWS is a test bed and part of the checkout only: it is loaded here and nowhere else.
    const { runDrill } = await import('#infra/local/drill/drill.ts');
    const print = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
    const { problems } = await runDrill({ print, folder: resolve(values.out), breaks: values.break }).catch(
      refused,
    );
    return {
      exitCode: problems.length === 0 ? exitCodes.good : exitCodes.fault,
      document:
        problems.length === 0
          ? { passed: true }
          : { error: { code: 'drill-failed', message: problems.join('; ') } },
    };
  },
};
