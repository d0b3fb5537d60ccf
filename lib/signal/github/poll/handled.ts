import { now } from '#lib/platform/clock.ts';
import { alertName, type GithubAlertRef } from '../../github-alert-ref.ts';
import type { SeenStore } from './run.ts';

/** Under which `contain` remembers an alert that it has handled, whatever came of it. */
export const handledMark = (ref: GithubAlertRef): string => `github:${alertName(ref)}`;

/** Under which we remember an alert that was queued, and that `contain` may still have before it. */
export const polledMark = (ref: GithubAlertRef): string => `polled:${alertName(ref)}`;

export const deliveryMark = (guid: string): string => `delivery:${guid}`;

// By then a message was handled, or has left the queue for the dead letters: with the alert still open, it is time
// to bring it again.
const givenUpAfter = 24 * 60 * 60_000;

const isRecent = ({ at }: Record<string, unknown>): boolean =>
  typeof at === 'string' && now().getTime() - Date.parse(at) < givenUpAfter;

const isKnown = async (ref: GithubAlertRef, seen: SeenStore): Promise<boolean> => {
  if (await seen.get(handledMark(ref))) return true;
  const polled = await seen.get(polledMark(ref));
  return polled !== undefined && isRecent(polled);
};

/** Those that were neither handled nor, since yesterday, queued. */
export const unhandled = async (
  refs: readonly GithubAlertRef[],
  seen: SeenStore,
): Promise<GithubAlertRef[]> => {
  const known = await Promise.all(refs.map((ref) => isKnown(ref, seen)));
  return refs.filter((_, index) => !known[index]);
};
