import { indent, table } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/** A part of a text that can be told in more or in fewer lines. */
export interface Section {
  /** Without the colon. */
  title: string;
  /** Its lines: not more than `most`. What does not fit is summed up in the last of them. */
  lines(most: number): string[];
  /** So many lines at most. */
  most: number;
  /** It gives up lines down to this before a section that is worth more does. */
  least: number;
  /** What is worth the least is cut first, in the end altogether. */
  worth: number;
}

export const section = (
  title: string,
  worth: number,
  [least, most]: readonly [least: number, most: number],
  lines: Section['lines'],
): Section => ({ title, worth, least, most, lines });

interface Part {
  section: Section;
  lines: string[];
}

const rendered = (section: Section, most: number): Part => ({
  section,
  lines: most > 0 ? section.lines(most) : [],
});

// With the blank line in front and the title.
const heightOf = ({ lines }: Part): number => (lines.length > 0 ? lines.length + 2 : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const heightOfAll = (parts: readonly Part[]): number => sum(parts.map(heightOf));

/** The part that is to give up lines: one that has lines to spare, else the least one as a whole. */
const loser = (parts: readonly Part[], tooMany: number): { index: number; to: number } | undefined => {
  const shown = parts.map((part, index) => ({ part, index })).filter(({ part }) => part.lines.length > 0);
  const byWorth = shown.toSorted((one, other) => one.part.section.worth - other.part.section.worth);
  for (const { part, index } of byWorth) {
    const least = Math.max(1, part.section.least);
    if (part.lines.length > least) return { index, to: Math.max(least, part.lines.length - tooMany) };
  }
  const [least] = byWorth;
  return least && { index: least.index, to: 0 };
};

/**
 * Puts a text together from its head, its sections and its end, in `most` lines: where there is too much, the
 * sections that are worth least become shorter. The head and the end are told as they are. Names are chosen by strangers,
 * and one may hold a secret: no line shows it.
 */
export const composed = (
  head: readonly string[],
  sections: readonly Section[],
  end: readonly string[],
  most: number,
): string[] => {
  const room = most - head.length - end.length;
  const parts = sections.map((section) => rendered(section, section.most));
  for (let height = heightOfAll(parts); height > room; height = heightOfAll(parts)) {
    const cut = loser(parts, height - room);
    const part = cut && parts[cut.index];
    if (!part) break;
    parts[cut.index] = rendered(part.section, cut.to);
  }
  return [...head, ...grown(parts, room).flatMap(told), ...end].map((line) => redact(line));
};

// What was dropped altogether may have left more room than was needed.
const grown = (parts: readonly Part[], room: number): Part[] => {
  let spare = room - heightOfAll(parts);
  const result = [...parts];
  for (const part of parts.toSorted((one, other) => other.section.worth - one.section.worth)) {
    if (part.lines.length === 0 || spare <= 0) continue;
    const longer = rendered(part.section, Math.min(part.section.most, part.lines.length + spare));
    spare -= longer.lines.length - part.lines.length;
    result[parts.indexOf(part)] = longer;
  }
  return result;
};

const told = ({ section, lines }: Part): string[] =>
  lines.length > 0 ? ['', `${section.title}:`, ...indent(lines)] : [];

/**
 * The lines of things, as many as fit: those of one thing are told together or not at all.
 * @param more says what is left out, in one line
 */
export const fitting = <T>(
  things: readonly T[],
  most: number,
  linesOf: (thing: T, index: number) => readonly string[],
  more: (hidden: readonly T[]) => string,
): string[] => {
  const shown: string[] = [];
  for (const [index, thing] of things.entries()) {
    const lines = linesOf(thing, index);
    // Unless it is the last one, a line is left to say that there is more.
    const room = most - shown.length - (index === things.length - 1 ? 0 : 1);
    if (lines.length > room) {
      const rest = more(things.slice(index));
      return most > 0 ? [...shown, shown.length > 0 ? rest : alone(rest)] : [];
    }
    shown.push(...lines);
  }
  return shown;
};

// `and 3 more things` stands behind others: by itself it is `3 things`.
const alone = (rest: string): string => rest.replace(/^(\s*)and /, '$1').replace(/(?<=^\s*[\d,]+) more/, '');

/** Rows as aligned columns, as many as fit. */
export const fittingRows = <T>(
  things: readonly T[],
  most: number,
  cellsOf: (thing: T) => readonly string[],
  more: (hidden: readonly T[]) => string,
): string[] => {
  const rows = table(things.slice(0, things.length > most ? most - 1 : most).map(cellsOf));
  return fitting(things, most, (_, index) => [rows[index] ?? ''], more);
};
