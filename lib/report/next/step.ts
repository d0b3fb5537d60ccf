import { fitting } from '../compose.ts';
import { amount, grouped, wrapped } from '../layout.ts';

/** Something for a person to do. */
export interface NextStep {
  line: string;
  /** To be pasted, each as it is. */
  commands: string[];
}

/** Commands of one step, as many as are read, and how many there are besides. */
const commandLines = (commands: readonly string[], most: number): string[] => {
  const rest = commands.length - most;
  return [
    ...commands.slice(0, most).map((command) => `   ${command}`),
    ...(rest > 0 ? [`   and ${amount(rest, 'more command')} of these kinds`] : []),
  ];
};

/**
 * Numbered, the commands below the line they belong to.
 * @param width of a terminal; a mail program breaks lines itself
 */
export const numbered = (
  steps: readonly NextStep[],
  most: number,
  commandsEach: number,
  width = Number.POSITIVE_INFINITY,
): string[] =>
  fitting(
    steps,
    most,
    ({ line, commands }, index) => [
      ...wrapped(`${index + 1}. ${line}${commands.length > 0 ? ':' : '.'}`, width, 3, '   '),
      ...commandLines(commands, commandsEach),
    ],
    (hidden) => `and ${grouped(hidden.length)} more to do`,
  );
