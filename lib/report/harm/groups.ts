import type { ActionCount } from '#lib/investigation/activity.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';

/** What calls amount to (lib/investigation/meaning/effects.ts), what hurts most first. */
const labels: ReadonlyMap<string, string> = new Map([
  ['shared', 'Shared outside'],
  ['destroyed', 'Destroyed'],
  ['billed', 'Costs money'],
  ['read-data', 'Read data'],
  ['issued', 'Issued access'],
  ['changed', 'Changed'],
  ['discovered', 'Only looked'],
]);
const triedInVain = 'Tried in vain';

/** How often an action was called, in all Regions. */
export interface Calls {
  /** `iam:CreateUser`. */
  action: string;
  events: number;
  failed: number;
  effects: ReadonlySet<string>;
  /** What its calls made, where that is known. */
  made?: { kind: string; number: number };
}

/**
 * What a call amounts to. Where nobody looked at that, all that CloudTrail does not call reading is taken for a change: a
 * mail must not leave it out.
 */
const effectsOf = ({ effects, events, failed, readOnly, made }: ActionCount): string[] => {
  if (effects) return effects;
  if (events <= failed) return [];
  return readOnly === true && !made ? ['discovered'] : ['changed'];
};

/** The same call in several Regions is one. */
const byAction = (actions: readonly ActionCount[]): Calls[] => {
  const calls = new Map<string, Calls>();
  for (const row of actions) {
    const action = actionOf(row.eventSource, row.eventName);
    const known = calls.get(action) ?? { action, events: 0, failed: 0, effects: new Set() };
    const made = row.made && { ...row.made, number: row.made.number + (known.made?.number ?? 0) };
    calls.set(action, {
      ...known,
      events: known.events + row.events,
      failed: known.failed + row.failed,
      effects: new Set([...known.effects, ...effectsOf(row)]),
      ...(made && { made }),
    });
  }
  return [...calls.values()].sort((one, other) => other.events - one.events);
};

export interface EffectGroup {
  /** `shared`, `destroyed` … (lib/investigation/meaning/effects.ts), or `vain`: calls that never succeeded. */
  effect: string;
  label: string;
  calls: Calls[];
}

/** What its calls that succeeded amount to, and which never did, what hurts most first: a call stands in each group that it belongs to. */
export const effectGroups = (actions: readonly ActionCount[]): EffectGroup[] => {
  const calls = byAction(actions);
  const found = new Set(calls.flatMap(({ effects }) => [...effects]));
  const known = [...labels.keys()].filter((effect) => found.has(effect));
  const others = [...found].filter((effect) => !labels.has(effect));
  const vain = calls.filter(({ events, failed }) => failed === events);
  return [
    ...[...known, ...others].map((effect) => ({
      effect,
      label: labels.get(effect) ?? inert(effect, 20),
      calls: calls.filter(({ effects }) => effects.has(effect)),
    })),
    ...(vain.length > 0 ? [{ effect: 'vain', label: triedInVain, calls: vain }] : []),
  ];
};

/** The same with each call once, in the group of the worst that it amounts to: the numbers add up to all calls. */
export const worstGroups = (actions: readonly ActionCount[]): EffectGroup[] => {
  const seen = new Set<string>();
  return effectGroups(actions).flatMap((group) => {
    const calls = group.calls.filter(({ action }) => !seen.has(action));
    for (const { action } of calls) seen.add(action);
    return calls.length > 0 ? [{ ...group, calls }] : [];
  });
};
