import { inert } from '#lib/platform/plain-text.ts';
import { amount } from './layout.ts';
import { safeCommand } from './safe-command.ts';

const drawingShown = 2;

/** Compute of the thief that goes on getting new credentials: until it is stopped nothing is contained for good. */
export const drawingLines = (drawing: readonly { what: string; command?: string }[] = []): string[] => {
  const rest = drawing.length - drawingShown;
  return [
    ...drawing.slice(0, drawingShown).flatMap(({ what, command }) => {
      const paste = safeCommand(command);
      return [
        `NOT CONTAINED FOR GOOD: ${inert(what, 200)}. Stop it${paste ? ':' : ' by hand.'}`,
        ...(paste ? [`  ${paste}`] : []),
      ];
    }),
    ...(rest > 0 ? [`  and ${amount(rest, 'more', 'more')} like this: see below`] : []),
  ];
};
