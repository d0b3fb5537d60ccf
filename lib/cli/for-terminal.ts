import { widthOfTerminal } from '#lib/report/layout.ts';

// A fact with its label, a step with its outcome, a numbered step: what does not fit goes below the words, not the label.
const beginning = /^(?:(?:Came from |How known |[A-Z][a-z]+ {2,})(?=\S)| {2}[a-z]+ {2,}(?=\S)| *\d+\. )/;
const command = /^\s*(?:aws|npm|for) /;

/** Words of a mail, which a mail program breaks where it likes, in lines of a terminal; a command stays one line. */
export const forTerminal = (text: string): string => text.split('\n').flatMap(linesOf).join('\n');

const linesOf = (line: string): string[] => {
  if (line.length <= widthOfTerminal || command.test(line)) return [line];
  const first = beginning.exec(line)?.[0] ?? /^ */.exec(line)?.[0] ?? '';
  const below = ' '.repeat(beginning.test(line) ? first.length : first.length + 2);
  const lines = [first];
  for (const word of line.slice(first.length).split(' ')) {
    const last = lines.at(-1) ?? '';
    const isEmpty = last.trim() === '' || last === first;
    const longer = isEmpty ? `${last}${word}` : `${last} ${word}`;
    // A word that is too long for any line, such as a link, is not cut: it could not be followed.
    if (isEmpty || [...longer].length <= widthOfTerminal) lines[lines.length - 1] = longer;
    else lines.push(`${below}${word}`);
  }
  return lines.map((each) => each.trimEnd());
};
