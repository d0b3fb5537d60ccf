import { count } from '#lib/platform/plain-text.ts';
import { forTerminal } from '../for-terminal.ts';
import type { Finding } from './check.ts';
import type { Examined } from './examine.ts';

const heads: Record<Finding['verdict'], string> = {
  ok: 'ok',
  wrong: 'WRONG',
  'not-checked': 'not checked',
};

// A command stands in a line of its own, which is not broken: it is there to be copied.
const mendLines = (mend: string): string[] =>
  `    mend: ${mend}`
    .split(/(?<=:|, then) (?=aws )/)
    .map((part, index) => (index === 0 ? part : `      ${part}`));

const linesOf = (finding: Finding): string[] => [
  `  ${finding.subject}: ${finding.says}`,
  ...(finding.verdict === 'wrong' ? mendLines(finding.mend) : []),
];

/** What is well is told in one line a check; the rest with each thing and its mend. */
const toldOf = ({ id, asks, verdict, findings }: Examined): string[] => {
  const worth = findings.filter((finding) => finding.verdict !== 'ok');
  return [`${heads[verdict].padEnd(12)}${id}: ${asks}`, ...worth.flatMap(linesOf)];
};

interface Told {
  accountId: string;
  region: string;
  mode: string;
  checks: readonly Examined[];
}

export const doctorText = ({ accountId, region, mode, checks }: Told): string => {
  const wrong = checks.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'wrong'));
  return forTerminal(
    [
      `Tourniquet in account ${accountId}, Region ${region}`,
      ...(mode === 'observe' ? ['It only observes: no key is contained until "mode" is "contain".'] : []),
      '',
      ...checks.flatMap(toldOf),
      '',
      wrong.length === 0 ? 'Nothing is wrong.' : `${count(wrong.length, 'thing is', 'things are')} wrong.`,
    ].join('\n'),
  );
};
