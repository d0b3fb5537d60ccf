import type { Technique } from '#lib/investigation/investigation.ts';
import { tactics } from '#lib/investigation/meaning/techniques/catalogue.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { labelledLines } from './labelled.ts';
import { grouped } from './layout.ts';

const order: readonly string[] = tactics;

/** Its place in the order of an attack; what is no tactic comes last. */
export const tacticRank = (tactic: string): number => {
  const rank = order.indexOf(tactic);
  return rank < 0 ? order.length : rank;
};

/** The parent's name stands in front, and the id says the same: `Cloud Account` of `Create Account: Cloud Account`. */
export const shortName = (name: string): string => name.split(': ').at(-1) ?? name;

const told = ({ id, name, events, failed = 0 }: Technique): string => {
  const tried =
    failed === events
      ? `tried ${grouped(failed)}`
      : `${grouped(events)}${failed > 0 ? `, ${grouped(failed)} failed` : ''}`;
  return `${inert(id, 16)} ${inert(shortName(name), 60)} (${tried})`;
};

export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Techniques by their tactics, in the order of an intrusion. */
const byTactic = (techniques: readonly Technique[]): { tactic: string; techniques: Technique[] }[] =>
  [...Map.groupBy(techniques, ({ tactic }) => tactic)]
    .toSorted(([one], [other]) => tacticRank(one) - tacticRank(other))
    .map(([tactic, ofTactic]) => ({ tactic: capital(inert(tactic, 24)), techniques: ofTactic }));

/** The techniques of ATT&CK by their tactics. */
export const techniqueLines = (techniques: readonly Technique[], most: number): string[] =>
  labelledLines(
    byTactic(techniques).map(({ tactic, techniques: some }) => ({ label: tactic, things: some.map(told) })),
    most,
  );
