import type { CouldDo, CouldHaveDone } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { type Labelled, labelledLines } from './labelled.ts';
import { grouped } from './layout.ts';

/** Policies are written by whoever may: what they name is as long as they like. */
const longest = 160;

const limited = ({ label, limits = '' }: CouldDo): string =>
  `${inert(label, 80)} (${inert(limits, longest)})`;

const timesUsed = ({ label, used }: CouldDo): string =>
  `${inert(label, 80)}${used > 1 ? ` (${grouped(used)})` : ''}`;

const row = (label: string, things: readonly string[]): Labelled[] =>
  things.length > 0 ? [{ label, things }] : [];

/** What it could have done, and what of it was done: a line or two each. */
export const couldLines = (could: CouldHaveDone | undefined, most: number): string[] => {
  if (!could) return [];
  const { actions, notRead } = could;
  const allowed = actions.filter((each) => each.allowed === true);
  const words = ({ label }: CouldDo) => inert(label, 80);
  const free = allowed.filter(({ limits }) => limits === undefined).map(words);
  const conditional = allowed.filter(({ limits }) => limits !== undefined).map(limited);
  const open = actions.filter((each) => each.allowed === null).map(words);
  const none = allowed.length === 0 && open.length === 0;
  return labelledLines(
    [
      ...row('Could', none ? ["nothing of what is dangerous in a thief's hands"] : free),
      ...row('With limits', conditional),
      ...row('Used', actions.filter(({ used }) => used > 0).map(timesUsed)),
      ...row('Not decided', open),
      ...row(
        'Not read',
        notRead.map((each) => inert(each, longest)),
      ),
    ],
    most,
  );
};
