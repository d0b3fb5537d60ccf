import type { KnownCredential } from '#lib/investigation/investigation.ts';
import type { Case } from '../../case.ts';
import { whatItIs } from '../../credential-words.ts';
import type { Part } from '../../html.ts';
import { wrapped } from '../../layout.ts';
import type { Drawing } from '../figure.ts';
import { callsBar, type Form, fieldWidth, hatch, hatchFill, words } from '../marks.ts';
import { countable, fitted, lengthFor, textWidth } from '../measure.ts';
import { branches, type Node } from './branches.ts';
import { fateMark, lookOf } from './fate-mark.ts';
import type { Row } from './rows.ts';
import { drawnUse, originOf, shortId, standingOf } from './words.ts';

const frames = {
  wide: { width: fieldWidth.wide, step: 22, text: 535, use: 555, fate: 755 },
  narrow: { width: fieldWidth.narrow, step: 17, text: fieldWidth.narrow, use: 0, fate: 0 },
} as const;

const big = { size: 13 };
const mono = { size: 13, mono: true };
const small = { size: 12 };
const bold = { size: 12, bold: true };
const behindNode = 14;

/** The tree: a node a credential, solid lines where it is certain that one issued the other, dashed where inferred. */
export const drawLineage = (rows: readonly Row[], kase: Case, form: Form): Drawing => {
  const frame = frames[form];
  const most = Math.max(
    0,
    ...rows.map((row) => ('credential' in row ? countable(row.credential.events) : 0)),
  );
  let height = 4;
  const nodes: Node[] = [];
  const content = rows.map((row) => {
    const x = 8 + row.depth * frame.step;
    const y = height + 11;
    const node = { x, y, row };
    nodes.push(node);
    if ('group' in row) {
      const lines = wrapped(row.group, Math.floor((frame.width - x - behindNode) / 6.6), 3);
      height += lines.length * 16 + 10;
      return lines.map((line, index) => words(x + behindNode, y + 4 + index * 16, 'pic-note', line));
    }
    const parent = row.under === undefined ? undefined : rows[row.under];
    const above = parent && 'credential' in parent ? parent.credential.id : undefined;
    const told = { credential: row.credential, above, kase, most };
    height += form === 'wide' ? 42 : heightOfNarrow(told);
    return form === 'wide' ? wideRow(told, node) : narrowRow(told, node);
  });
  return {
    width: frame.width,
    height: height + 2,
    content: [hatch('lineage', form), branches(nodes), content],
  };
};

interface Told {
  credential: KnownCredential;
  above: string | undefined;
  kase: Case;
  most: number;
}

const standing = ({ credential, kase }: Told, x: number, y: number, room: number): Part => {
  const now = standingOf(credential, kase.incident);
  return (
    now && [
      fateMark(now.fate, x + 8, y),
      words(x + 22, y + 4, `pic-fate-word pic-w-${lookOf(now.fate)}`, fitted(now.word, room - 22, bold)),
    ]
  );
};

const wideRow = (told: Told, { x, y }: Node): Part => {
  const { text, use, fate } = frames.wide;
  const { credential, above, most } = told;
  const left = x + behindNode;
  const id = fitted(shortId(credential), (text - left) * 0.55, mono);
  const behind = left + textWidth(id, mono) + 10;
  return [
    words(left, y + 4, 'pic-mono', id),
    words(behind, y + 4, 'pic-text', fitted(whatItIs(credential), text - behind, big)),
    words(left, y + 21, 'pic-note', fitted(originOf(credential, above, 'wide'), text - left, small)),
    words(use, y + 4, 'pic-amount', fitted(drawnUse(credential), fate - use - 10, small)),
    callsBar(
      { x: use, y: y + 11, length: lengthFor(credential.events, most, fate - use - 30), height: 8 },
      credential,
      hatchFill('lineage', 'wide'),
    ),
    standing(told, fate, y, frames.wide.width - fate),
    words(
      fate + 22,
      y + 21,
      'pic-note',
      fitted(standingOf(credential, told.kase.incident)?.how ?? '', 182, small),
    ),
  ];
};

const heightOfNarrow = ({ credential, above }: Told): number =>
  (originOf(credential, above, 'narrow') === '' ? 58 : 75) + 6;

const narrowRow = (told: Told, { x, y }: Node): Part => {
  const { credential, above } = told;
  const left = x + behindNode;
  const room = frames.narrow.text - left;
  const origin = originOf(credential, above, 'narrow');
  const last = y + (origin === '' ? 38 : 55);
  const use = fitted(drawnUse(credential), room * 0.55, small);
  const beside = textWidth(use, small) + 8;
  return [
    words(left, y + 4, 'pic-mono', fitted(shortId(credential), room, mono)),
    words(left, y + 21, 'pic-text', fitted(whatItIs(credential), room, big)),
    origin !== '' && words(left, y + 38, 'pic-note', fitted(origin, room, small)),
    words(left, last, 'pic-amount', use),
    standing(told, left + beside, last - 4, room - beside),
  ];
};
