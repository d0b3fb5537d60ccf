import type { ActionCount } from '#lib/investigation/activity.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fittingRows } from './compose.ts';
import { amount, grouped, sum } from './layout.ts';
import { countOfKind } from './made/things.ts';

const failures = (failed: number): string => (failed > 0 ? `${grouped(failed)} failed` : '');

const result = ({ made }: ActionCount): string => (made ? `-> ${countOfKind(made.kind, made.number)}` : '');

const outcome = (action: ActionCount): string =>
  [result(action), failures(action.failed)].filter((words) => words !== '').join('; ');

/** A line for each call: how often, which, where, and what it gave. */
export const callLines = (actions: readonly ActionCount[], most: number): string[] =>
  fittingRows(
    actions,
    most,
    (action) => [
      grouped(action.events),
      inert(actionOf(action.eventSource, action.eventName), 70),
      inert(action.region, 30),
      outcome(action),
    ],
    (hidden) => {
      const failed = failures(sum(hidden.map((action) => action.failed)));
      const calls = amount(sum(hidden.map(({ events }) => events)), 'call');
      const kinds = amount(hidden.length, hidden.length < actions.length ? 'more kind' : 'kind');
      return `and ${calls} of ${kinds}${failed ? `, ${failed}` : ''}`;
    },
  );
