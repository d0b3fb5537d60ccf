import { isSafeCommand } from '#lib/platform/command-shape.ts';

/**
 * A command that may be given to people to paste; undefined for what is none. Whoever built it has looked at the names
 * in it: this looks again at the whole, where it is told.
 */
export const safeCommand = (command: string | undefined): string | undefined =>
  command !== undefined && isSafeCommand(command) ? command : undefined;
