import { indent, table } from '#lib/platform/plain-text.ts';
import { version } from '#lib/platform/version.ts';
import { type Answer, type Command, exitCodes } from './command.ts';

const exitCodesOfAll =
  '0 contained, restored, investigated, verified or a dry run; 3 any other status; 1 a fault or a refusal; 2 wrong usage.';

/** What `tourniquet help` shows. */
export const helpOfAll = (commands: readonly Command[]): string =>
  [
    'tourniquet stops a leaked AWS access key, reads back that it is stopped, and can undo it.',
    '',
    ...commands.flatMap(({ usage, summary }) => [`  tourniquet ${usage}`, `      ${summary}`]),
    '',
    'tourniquet COMMAND --help tells more of one of them, tourniquet --version which version this is.',
    `Exit codes: ${exitCodesOfAll}`,
  ].join('\n');

/** What `tourniquet COMMAND --help` shows. */
export const helpOf = ({
  usage,
  summary,
  positionals = {},
  options = {},
  exits = exitCodesOfAll,
}: Command): string => {
  const rows = [
    ...Object.entries(positionals),
    ...Object.entries(options).map(([name, { value, help = '' }]) => [
      value ? `--${name} ${value}` : `--${name}`,
      help,
    ]),
  ];
  return [
    `tourniquet ${usage}`,
    '',
    summary,
    '',
    ...(rows.length > 0 ? [...indent(table(rows)), ''] : []),
    `Exit codes: ${exits}`,
  ].join('\n');
};

const isBefore = (args: readonly string[], end: number, names: readonly string[]): boolean =>
  args.slice(0, end < 0 ? undefined : end).some((arg) => names.includes(arg));

/** Whether `--help` or `-h` stands anywhere among the options: nothing is done then. */
export const asksForHelp = (args: readonly string[]): boolean =>
  isBefore(args, args.indexOf('--'), ['--help', '-h']);

export const asksForVersion = (args: readonly string[]): boolean =>
  isBefore(args, args.indexOf('--'), ['--version']);

export const told = (help: string): Answer => ({ exitCode: exitCodes.good, document: { help }, text: help });

export const toldVersion = (): Answer => ({
  exitCode: exitCodes.good,
  document: { version },
  text: `tourniquet ${version}`,
});
