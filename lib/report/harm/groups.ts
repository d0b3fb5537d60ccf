import type { ActionCount } from '#lib/investigation/activity.ts';
import { type EffectGroup, effectGroups } from '../effect-lines.ts';

/**
 * What calls amount to, the worst first. Where nobody looked at that, all that CloudTrail does not call reading is taken
 * for a change: a mail must not leave it out.
 */
export const harmGroups = (actions: readonly ActionCount[]): EffectGroup[] =>
  effectGroups(actions.map((row) => ({ ...row, effects: effectsOf(row) })));

const effectsOf = ({ effects, events, failed, readOnly, made }: ActionCount): string[] => {
  if (effects) return effects;
  if (events <= failed) return [];
  return readOnly === true && !made ? ['discovered'] : ['changed'];
};
