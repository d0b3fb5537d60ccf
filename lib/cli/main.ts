import { type Answer, exitCodes } from './command.ts';
import { commands, help } from './commands.ts';
import { describeFailure } from './failure.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs `tourniquet <command> …`. With --json stdout holds one JSON document and nothing else; words for people
 * go to stderr. Sets the process's exit code.
 */
export const main = async (argv: string[]): Promise<void> => {
  // Whoever reads along may hang up (`| head`): that ends the command without a stack trace.
  process.stdout.on('error', () => process.exit(exitCodes.fault));
  const json = argv.includes('--json');
  const answer = await answerTo(argv);
  if (json && answer.document !== undefined)
    process.stdout.write(`${JSON.stringify(answer.document, null, 2)}\n`);
  else if (answer.text)
    (answer.exitCode === exitCodes.good ? process.stdout : process.stderr).write(`${answer.text}\n`);
  process.exitCode = answer.exitCode;
};

const answerTo = async ([name, ...args]: string[]): Promise<Answer> => {
  try {
    const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return await command.run(args);
    if (name === 'help' || name === '--help') return { exitCode: exitCodes.good, text: help() };
    throw new UsageError('command', name ? `there is no command ${name}` : `say what to do\n\n${help()}`);
  } catch (error) {
    return describeFailure(error);
  }
};
