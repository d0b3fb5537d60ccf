import type { Investigation, Touched } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { actionOf, makings } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fitting } from './compose.ts';
import { amount, joinedIn, when, wrapped } from './layout.ts';
import { safeCommand } from './safe-command.ts';

/** `, which lets in 999988887777 and arn:…`, where the record tells; empty else. */
const letIn = ({ sharedWith = [] }: Touched): string =>
  sharedWith.length === 0
    ? ''
    : `, which lets in ${joinedIn(
        sharedWith.map((each) => (each === '*' || each === 'all' ? 'EVERYBODY' : inert(each, 100))),
        150,
      )}`;

const block = (touched: Touched, width: number): string[] => {
  const { kind, id, eventName, at, region, review, revert } = touched;
  const commands = [review, revert].flatMap((command) => safeCommand(command) ?? []);
  const next = ['.', '. Look at it:', '. Look at it, then take it back:'][commands.length] ?? '.';
  const what = `${inert(kind, 40)} ${inert(id, 100)}`;
  const how = `${inert(eventName, 40)} at ${when(at)}, ${inert(region, 20)}`;
  return [
    ...wrapped(`${what} (${how})${letIn(touched)}${next}`, width, 2),
    ...commands.map((command) => `  ${command}`),
  ];
};

// A rule that was put may have been there before: its name alone does not make it one that was made.
const isMadeAnew = ({ eventSource, eventName }: MadeThing): boolean =>
  !makings.get(actionOf(eventSource, eventName))?.touches;

/** Of what was changed that which was there before: what was made is told with what was made. */
export const touchedOthers = ({ touched = [], made }: Investigation): Touched[] => {
  const names = new Set(made.filter(isMadeAnew).map(({ id }) => id));
  return touched.filter(({ id }) => !names.has(id));
};

/** What the lineage changed without making it, with the commands that show it and take it back. The newest first. */
export const touchedLines = (
  touched: readonly Touched[],
  most: number,
  width = Number.POSITIVE_INFINITY,
): string[] =>
  fitting(
    touched.toSorted((one, other) => other.at.localeCompare(one.at)),
    most,
    (one) => block(one, width),
    (hidden) => `and ${amount(hidden.length, 'more thing')} that it changed`,
  );
