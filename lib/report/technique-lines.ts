import type { Technique } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { labelledLines } from './labelled.ts';
import { grouped } from './layout.ts';

/** In the order in which ATT&CK tells an intrusion. */
const tactics = [
  'initial access',
  'execution',
  'persistence',
  'privilege escalation',
  'defense evasion',
  'credential access',
  'discovery',
  'lateral movement',
  'collection',
  'exfiltration',
  'impact',
];

const rankOf = (tactic: string): number => {
  const rank = tactics.indexOf(tactic);
  return rank < 0 ? tactics.length : rank;
};

const told = ({ id, name, events, failed = 0 }: Technique): string => {
  const tried =
    failed === events
      ? `tried ${grouped(failed)}`
      : `${grouped(events)}${failed > 0 ? `, ${grouped(failed)} failed` : ''}`;
  // The parent's name stands in front, and its number says the same.
  const short = name.split(': ').at(-1) ?? name;
  return `${inert(id, 16)} ${inert(short, 60)} (${tried})`;
};

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** The techniques of ATT&CK by their tactics. */
export const techniqueLines = (techniques: readonly Technique[], most: number): string[] => {
  const groups = [...Map.groupBy(techniques, ({ tactic }) => tactic)];
  const rows = groups
    .toSorted(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([tactic, ofTactic]) => ({ label: capital(inert(tactic, 24)), things: ofTactic.map(told) }));
  return labelledLines(rows, most);
};
