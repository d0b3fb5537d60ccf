import { type BoundedLayers, statementsAbout } from './layers.ts';
import { common, covers, type Effort } from './wildcards.ts';

/** A part of a kind of resource that policies name. */
export interface Part {
  /** What is asked about: a pattern, taken as it stands, so that it is allowed where all of it is. */
  arn: string;
  /** For people: as it was written. */
  shown: string;
}

/** On what an action might be allowed, for one kind of resource that it needs. */
export interface Candidates {
  /** Everything of that kind. */
  whole: string;
  /** Where policies allow it. */
  parts: Part[];
  /** What policies take out. */
  spared: Part[];
  /** Whether there were too many to look at them all. */
  cut: boolean;
}

const mostParts = 40;
/** So many characters are compared to show parts without those that others cover: more are shown then. */
const effortOfShowing = 200_000;

/** What an Allow or the NotResource of a Deny names, which may be all that is left; or else the opposite of it. */
const patternsIn = (layers: BoundedLayers, action: string, allowing: boolean): string[] => {
  const named = statementsAbout(layers, action).flatMap(({ effect, resources }) =>
    ((effect === 'Allow') !== resources.negated) === allowing ? resources.values : [],
  );
  return [...new Set(named)];
};

/** Parts by what is asked, and whether all of them are there. */
class Parts {
  readonly #found = new Map<string, Part>();
  readonly #effort: Effort;
  cut = false;

  private constructor(effort: Effort) {
    this.#effort = effort;
  }

  /** The parts of a whole that fit patterns, and what each two of them have in common. */
  static of(whole: string, patterns: readonly string[], effort: Effort): Parts {
    const parts = new Parts(effort);
    for (const pattern of patterns) parts.addCommon(pattern, whole, pattern);
    const named = parts.all(whole);
    for (const [at, one] of named.entries())
      for (const other of named.slice(at + 1))
        parts.addCommon(one.arn, other.arn, `${one.shown} that is ${other.shown} too`);
    return parts;
  }

  addCommon(one: string, other: string, shown: string): void {
    const arn = common(one, other, this.#effort);
    if (arn === 'too-long') this.cut = true;
    else if (arn !== undefined && !this.#found.has(arn)) this.#found.set(arn, { arn, shown });
  }

  all(except: string): Part[] {
    const all = [...this.#found.values()].filter(({ arn }) => arn !== except);
    if (all.length > mostParts) this.cut = true;
    return all.slice(0, mostParts);
  }
}

/**
 * The parts of a kind of resource that policies name, and what each two of them have in common: a part that the identity
 * policies allow may reach beyond what the boundary does, and what one Allow spares another one may give.
 * @param generous the layers where a call carries the right things: more is allowed
 * @param strict the layers where it carries nothing that helps: more is taken out
 * @param effort what may be spent on comparing patterns, here and for other actions
 */
export const candidatesFor = (
  whole: string,
  action: string,
  generous: BoundedLayers,
  strict: BoundedLayers,
  effort: Effort,
): Candidates => {
  const parts = Parts.of(whole, patternsIn(generous, action, true), effort);
  const spared = Parts.of(whole, patternsIn(strict, action, false), effort);
  return { whole, parts: parts.all(whole), spared: spared.all(whole), cut: parts.cut || spared.cut };
};

/** As people are told them: without those that another one covers. */
export const shown = (parts: readonly Part[]): string[] => {
  const effort = { left: effortOfShowing };
  const widest = parts.filter(
    ({ arn }) => !parts.some((other) => other.arn !== arn && covers(other.arn, arn, effort)),
  );
  return [...new Set(widest.map((part) => part.shown))];
};
