import { createInterface } from 'node:readline/promises';
import { UsageError } from '../usage-error.ts';

/**
 * Shows what will happen and waits for a person to type yes.
 * @throws UsageError where there is nobody to ask, or where they did not agree
 */
export const agreed = async (intention: string, say: (line: string) => void): Promise<void> => {
  say(intention);
  if (!process.stdin.isTTY) throw new UsageError('--yes', 'nobody can be asked here: agree with --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question('Type yes to begin: ');
    if (answer.trim().toLowerCase() === 'yes') return;
  } finally {
    terminal.close();
  }
  throw new UsageError('--yes', 'nothing was begun');
};
