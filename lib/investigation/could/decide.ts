import { isError } from '#lib/aws/errors.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import type { DangerousAction } from './dangerous-actions.ts';
import {
  type Answers,
  type Bounds,
  type Decision,
  everything,
  no,
  onEverything,
  onParts,
  undecided,
} from './judge.ts';
import type { KnownKeys } from './known-keys.ts';
import {
  anyConditional,
  type BoundedLayers,
  boundedLayers,
  isGranted,
  type Layers,
  writtenLayers,
} from './layers.ts';
import type { Allowed, Simulate } from './simulate.ts';
import type { Effort } from './wildcards.ts';

export interface Deciding {
  layers: Layers;
  known: KnownKeys;
  partition: string;
  accountId: string;
  simulate: Simulate;
}

/** Decisions by action, and what failed on the way: the actions concerned are undecided. */
export interface Decisions {
  of: ReadonlyMap<string, Decision>;
  failures: unknown[];
}

const servicesAtOnce = 3;
/** Characters that are compared in all, half a second or so: the policies of an account take a hundredth of it. */
const effortOfComparing = 2_000_000;

/**
 * Decides which actions policies allow, by IAM's simulator: first all actions on `*`, which settles most, then those
 * that policies limit to certain resources on just these, service by service.
 */
export const decideAll = async (
  actions: readonly DangerousAction[],
  deciding: Deciding,
): Promise<Decisions> => {
  const bounds = boundsOf(deciding);
  const decisions = new Map<string, Decision>(actions.map(({ action }) => [action, no]));
  const failures: unknown[] = [];
  const attempt = async (asked: readonly DangerousAction[], decideThem: () => Promise<void>) => {
    try {
      await decideThem();
    } catch (error) {
      failures.push(error);
      for (const { action } of asked) decisions.set(action, undecided);
    }
  };
  const granted = actions.filter(({ action }) => isGranted(bounds.perhaps, action));
  const open: DangerousAction[] = [];
  const effort: Effort = { left: effortOfComparing };
  const first = async (asked: readonly DangerousAction[]) => {
    const answers = await ask(asked, [everything], bounds, deciding);
    for (const each of asked) {
      const decision = onEverything(each, answers, bounds, deciding);
      if (decision) decisions.set(each.action, decision);
      else open.push(each);
    }
  };
  await attempt(granted, () =>
    first(granted).catch(async (error: unknown) => {
      if (!isError(error, 'InvalidInput', 'InvalidInputException')) throw error;
      // The simulator may not know an action yet: that must cost no more than its service.
      await eachService(granted, (asked) => attempt(asked, () => first(asked)));
    }),
  );
  await eachService(open, (asked) =>
    attempt(asked, async () => {
      const questions = asked.map((each) => ({
        each,
        candidates: candidatesOf(each, bounds, deciding, effort),
      }));
      const resources = questions.flatMap(({ candidates }) =>
        candidates.flatMap(({ whole, parts, spared }) => [
          whole,
          ...[...parts, ...spared].map(({ arn }) => arn),
        ]),
      );
      const answers = await ask(asked, [...new Set(resources)], bounds, deciding);
      for (const { each, candidates } of questions)
        decisions.set(each.action, onParts(each.action, candidates, answers, deciding));
    }),
  );
  return { of: decisions, failures };
};

const eachService = async (
  actions: readonly DangerousAction[],
  work: (ofOne: readonly DangerousAction[]) => Promise<void>,
): Promise<void> => {
  const services = Map.groupBy(actions, ({ action }) => action.split(':')[0] ?? '');
  await inParallel([...services.values()], servicesAtOnce, work);
};

const boundsOf = ({ layers, known }: Deciding): Bounds => {
  const surely = boundedLayers(layers, 'surely', known);
  return {
    surely,
    perhaps: anyConditional(layers, known) ? boundedLayers(layers, 'perhaps', known) : surely,
  };
};

const ask = async (
  asked: readonly DangerousAction[],
  resources: readonly string[],
  { surely, perhaps }: Bounds,
  { simulate, known }: Deciding,
): Promise<Answers> => {
  const askBound = async (layers: BoundedLayers): Promise<Allowed> => {
    const actions = asked.map(({ action }) => action).filter((action) => isGranted(layers, action));
    if (actions.length === 0) return () => false;
    const allowed = await simulate({ layers: writtenLayers(layers, actions), actions, resources, known });
    return (action, resource) => (actions.includes(action) ? allowed(action, resource) : false);
  };
  if (surely === perhaps) {
    const only = await askBound(surely);
    return { surely: only, perhaps: only };
  }
  return { surely: await askBound(surely), perhaps: await askBound(perhaps) };
};

const candidatesOf = (
  { action, on }: DangerousAction,
  { surely, perhaps }: Bounds,
  { partition, accountId }: Deciding,
  effort: Effort,
): Candidates[] =>
  on.map((each) => {
    const whole = each.replace('{partition}', partition).replace('{account}', accountId);
    return candidatesFor(whole, action, perhaps, surely, effort);
  });
