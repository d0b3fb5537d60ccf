import type { Candidates, Part } from './candidates.ts';
import type { DangerousAction } from './dangerous-actions.ts';
import type { KnownKeys } from './known-keys.ts';
import { type BoundedLayers, type Layers, statementsAbout } from './layers.ts';
import { conditionalOn, conditionWords, notOn, onlyOn } from './limits.ts';
import type { Allowed } from './simulate.ts';

export interface Decision {
  /** Null where it could not be decided. */
  allowed: boolean | null;
  /** For people; empty where nothing limits it. */
  limits: string[];
}

/** An answer for each bound: allowed whatever a call carries, and allowed to a call that carries the right things. */
export interface Answers {
  surely: Allowed;
  perhaps: Allowed;
}

/** The layers as each bound reads them. */
export interface Bounds {
  surely: BoundedLayers;
  perhaps: BoundedLayers;
}

/** The policies as they were written, for the words about them. */
export interface AsWritten {
  layers: Layers;
  known: KnownKeys;
}

export const everything = '*';
export const no: Decision = { allowed: false, limits: [] };
export const undecided: Decision = { allowed: null, limits: [] };

/** Undefined where it hangs on the resource. */
export const onEverything = (
  { action, on }: DangerousAction,
  { surely, perhaps }: Answers,
  bounds: Bounds,
  asWritten: AsWritten,
): Decision | undefined => {
  const [sure, possible] = [surely(action, everything), perhaps(action, everything)];
  if (sure === undefined || possible === undefined) return undecided;
  const hasNoResources = on.every((each) => each === everything);
  const limited = statementsAbout(bounds.perhaps, action).concat(statementsAbout(bounds.surely, action));
  if (!hasNoResources && !(sure && limited.every(isOnEverything))) return undefined;
  if (sure) return { allowed: true, limits: [] };
  return possible ? { allowed: true, limits: conditional(action, asWritten) } : no;
};

// An Allow that names resources only adds to one of everything; a Deny that names them takes something out.
const isOnEverything = ({ effect, resources }: BoundedLayers['identity'][number][number]): boolean =>
  !resources.negated && (effect === 'Allow' || resources.values.includes(everything));

/** Whether an action is allowed where each kind of resource that it needs was asked about in parts. */
export const onParts = (
  action: string,
  needed: readonly Candidates[],
  answers: Answers,
  asWritten: AsWritten,
): Decision => {
  const each = needed.map((candidates) => onKind(action, candidates, answers, asWritten));
  // All of them are needed: one that is not allowed stands for all.
  return (
    each.find(({ allowed }) => allowed === false) ??
    each.find(({ allowed }) => allowed === null) ??
    each.find(({ limits }) => limits.length > 0) ?? { allowed: true, limits: [] }
  );
};

const onKind = (
  action: string,
  { whole, parts, spared, cut }: Candidates,
  { surely, perhaps }: Answers,
  asWritten: AsWritten,
): Decision => {
  const all = [whole, ...[...parts, ...spared].map(({ arn }) => arn)];
  if (all.some((arn) => surely(action, arn) === undefined || perhaps(action, arn) === undefined))
    return undecided;
  const isSure = ({ arn }: Part) => surely(action, arn) === true;
  const isPossible = ({ arn }: Part) => perhaps(action, arn) === true;
  const conditions = conditional(action, asWritten);
  if (surely(action, whole)) {
    const never = spared.filter((part) => !isPossible(part));
    const sometimes = spared.filter((part) => isPossible(part) && !isSure(part));
    return {
      allowed: true,
      limits: [
        ...(never.length > 0 ? [notOn(never)] : []),
        ...(sometimes.length > 0 ? [conditionalOn(sometimes, conditions)] : []),
      ],
    };
  }
  const sure = parts.filter(isSure);
  const more = cut ? ['perhaps on more: too much is named to compare all of it'] : [];
  if (sure.length > 0) return { allowed: true, limits: [onlyOn(sure), ...more] };
  if (perhaps(action, whole)) return { allowed: true, limits: conditions };
  const possible = parts.filter(isPossible);
  if (possible.length > 0) return { allowed: true, limits: [onlyOn(possible), ...more, ...conditions] };
  return cut ? undecided : no;
};

const conditional = (action: string, { layers, known }: AsWritten): string[] => {
  const words = conditionWords(layers, action, known);
  return words.length > 0 ? words : ['only under conditions that are not known here'];
};
