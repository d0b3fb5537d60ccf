import { whatNow } from '#lib/containment/mail/what-now.ts';
import type { Case } from '../case.ts';
import type { Html } from '../html.ts';
import { blocks, isCommand } from './blocks.ts';

// From a terminal: whoever reads the page has time to be there, and nothing of it was told before.
const ways = { terminal: 'npm run -s tourniquet -- restore' };

/** How the workload gets on without the leaked credential, in the words of the mail: nothing before it is contained. */
export const recovering = ({ incident }: Case): Html[][] => {
  if (!incident) return [];
  const [, ...lines] = whatNow(incident, ways);
  return stepsIn(lines).map((step) => blocks(step));
};

/** Each step with the commands below it. A line of a mail may hold two: `1. … 2. …`. */
const stepsIn = (lines: readonly string[]): string[][] => {
  const steps: string[][] = [];
  for (const line of lines)
    for (const part of isCommand(line) ? [line] : line.trim().split(/\s+(?=\d\. \p{Lu})/u))
      if (/^\d\. /.test(part) || steps.length === 0) steps.push([part.replace(/^\d\. /, '')]);
      else steps.at(-1)?.push(part);
  return steps;
};
