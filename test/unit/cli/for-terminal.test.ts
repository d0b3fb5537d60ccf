import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forTerminal } from '#lib/cli/for-terminal.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { incidents } from '#test/unit/containment/any-incident.ts';

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const isCommand = (line: string): boolean => /^\s*(aws|npm|for) /.test(line);

describe('the words of a mail at a terminal', () => {
  it('are the same words in lines of 100 columns, but for commands and words that are longer', () => {
    fc.assert(
      fc.property(incidents, (incident) => {
        const { body } = incidentMail(incident, { terminal: 'npm run -s tourniquet -- restore' });
        const shown = forTerminal(body);
        expect(words(shown)).toEqual(words(body));
        for (const line of shown.split('\n'))
          if (!isCommand(line) && [...line].length > 100)
            expect(Math.max(...words(line).map((word) => [...word].length))).toBeGreaterThan(80);
      }),
      { numRuns: 300 },
    );
  });

  it('go on below the words that they belong to, and a command stays one line', () => {
    const long = 'word '.repeat(25).trim();
    const shown = forTerminal(
      `Why       ${long}\n  failed   ${long}\n  1. ${long}\n  ${long}\n  aws iam ${long}`,
    );
    expect(shown.split('\n').map((line) => /^ */.exec(line)?.[0].length)).toEqual([
      0, 10, 2, 11, 2, 5, 2, 4, 2,
    ]);
  });

  it('are never cut: a link could not be followed', () => {
    const link = `https://github.com/${'a'.repeat(150)}`;
    expect(forTerminal(`Leaked    ${link}`)).toBe(`Leaked    ${link}`);
    expect(forTerminal(`          ${link}`)).toBe(`          ${link}`);
  });
});
