import { jsonText } from '#lib/platform/json-text.ts';
import { logger } from '#lib/platform/logger.ts';
import { type Answer, type Command, exitCodes, notBuiltYet } from './command.ts';
import { commandNamed, commands, help } from './commands.ts';
import { describeFailure } from './failure.ts';
import { asksForHelp, asksForVersion, helpOf, told, toldVersion } from './help.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs `tourniquet <command> …`. With --json stdout holds one JSON document and nothing else; words for people
 * go to stderr. Sets the process's exit code.
 */
export const main = async (argv: string[]): Promise<void> => {
  // Whoever reads along may hang up (`| head`): that ends the command without a stack trace.
  process.stdout.on('error', () => process.exit(exitCodes.fault));
  logger.toStderr();
  const json = argv.includes('--json');
  const answer = await answerTo(argv);
  if (json && answer.document !== undefined) process.stdout.write(`${jsonText(answer.document)}\n`);
  else if (answer.text)
    (answer.exitCode === exitCodes.good ? process.stdout : process.stderr).write(`${answer.text}\n`);
  process.exitCode = answer.exitCode;
};

const answerTo = async (argv: string[]): Promise<Answer> => {
  // `tourniquet --json contain KEY` is as good as `tourniquet contain KEY --json`.
  const [name, ...args] = argv[0] === '--json' ? [...argv.slice(1), '--json'] : argv;
  try {
    return await answerOf(name, args);
  } catch (error) {
    const isCommand = name !== undefined && Object.hasOwn(commands, name);
    return describeFailure(error, isCommand ? `tourniquet ${name}` : 'tourniquet');
  }
};

const answerOf = async (name: string | undefined, args: string[]): Promise<Answer> => {
  if (name === undefined || name === '--json') throw new UsageError('command', `say what to do\n\n${help()}`);
  if (name === 'help') return helpOn(args.find((arg) => !arg.startsWith('-')));
  if (asksForHelp([name])) return told(help());
  if (asksForVersion([name])) return toldVersion();
  if (name.startsWith('-'))
    throw new UsageError(name, `a command comes first, not ${name}; tourniquet help lists them`);
  const command = commandNamed(name);
  // Also where help is asked for: an exit code of 0 would tell a script that the command is there.
  if (command.summary === notBuiltYet) return command.run(args);
  if (asksForHelp(args)) return told(helpOf(command));
  return asksForVersion(args) ? toldVersion() : command.run(args);
};

const helpOn = async (name: string | undefined): Promise<Answer> => {
  if (name === undefined || name === 'help') return told(help());
  const command: Command = commandNamed(name);
  return command.summary === notBuiltYet ? command.run([]) : told(helpOf(command));
};
