import { acknowledgeCommand } from './acknowledge.ts';
import { auditCommand } from './audit.ts';
import { type Command, notBuiltYet } from './command.ts';
import { containCommand } from './contain.ts';
import { dismissCommand } from './dismiss.ts';
import { doctorCommand } from './doctor.ts';
import { drillCommand } from './drill.ts';
import { evidenceCommand } from './evidence.ts';
import { helpOfAll } from './help.ts';
import { investigateCommand } from './investigate.ts';
import { localCommand } from './local.ts';
import { nearest } from './nearest.ts';
import { reportCommand } from './report.ts';
import { restoreCommand } from './restore.ts';
import { UsageError } from './usage-error.ts';
import { verifyCommand } from './verify.ts';

// Names that are spoken for. A script that calls one must not take silence for success.
const notBuilt = (name: string): Command => ({
  usage: name,
  summary: notBuiltYet,
  run: async () => {
    throw new UsageError('command', `tourniquet ${name} is not built yet`);
  },
});

export const commands: Record<string, Command> = {
  contain: containCommand,
  restore: restoreCommand,
  investigate: investigateCommand,
  report: reportCommand,
  dismiss: dismissCommand,
  acknowledge: acknowledgeCommand,
  audit: auditCommand,
  evidence: evidenceCommand,
  verify: verifyCommand,
  local: localCommand,
  drill: drillCommand,
  doctor: doctorCommand,
  ...Object.fromEntries(['replace', 'explain'].map((name) => [name, notBuilt(name)])),
};

const isBuilt = ({ summary }: Command): boolean => summary !== notBuiltYet;

export const help = (): string => helpOfAll(Object.values(commands).filter(isBuilt));

/** @throws UsageError where there is no such command */
export const commandNamed = (name: string): Command => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command;
  const meant = nearest(name, Object.keys(commands));
  const hint = meant ? `: did you mean ${meant}?` : ';';
  throw new UsageError('command', `there is no command ${name}${hint} tourniquet help lists them`);
};
