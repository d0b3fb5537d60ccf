import type { Command } from './command.ts';
import { containCommand } from './contain.ts';
import { drillCommand } from './drill.ts';
import { localCommand } from './local.ts';
import { restoreCommand } from './restore.ts';
import { UsageError } from './usage-error.ts';

// Names that are spoken for. A script that calls one must not take silence for success.
const notBuilt = (name: string): Command => ({
  usage: name,
  summary: 'not built yet',
  run: async () => {
    throw new UsageError('command', `tourniquet ${name} is not built yet`);
  },
});

export const commands: Record<string, Command> = {
  contain: containCommand,
  restore: restoreCommand,
  local: localCommand,
  drill: drillCommand,
  ...Object.fromEntries(
    ['investigate', 'replace', 'explain', 'doctor', 'audit', 'dismiss', 'verify', 'evidence'].map((name) => [
      name,
      notBuilt(name),
    ]),
  ),
};

export const help = (): string =>
  [
    'tourniquet stops a leaked AWS access key, reads back that it is stopped, and can undo it.',
    '',
    ...Object.values(commands)
      .filter(({ summary }) => summary !== 'not built yet')
      .flatMap(({ usage, summary }) => [`  tourniquet ${usage}`, `      ${summary}`]),
    '',
    'Exit codes: 0 contained, restored or a dry run; 3 any other status; 1 a fault or a refusal; 2 wrong usage.',
  ].join('\n');
