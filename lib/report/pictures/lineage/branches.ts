import { type Html, html, type Part } from '../../html.ts';
import { unit } from '../measure.ts';
import type { Row } from './rows.ts';

/** A row with the place of its node. */
export interface Node {
  x: number;
  y: number;
  row: Row;
}

const isInferred = ({ row }: Node): boolean => 'credential' in row && !row.credential.certain;
const isUsed = ({ row }: Node): boolean => 'credential' in row && row.credential.events > 0;

/** The lines from each to what hangs below it, and the nodes: full where it was used, hollow where no call of it is known. */
export const branches = (nodes: readonly Node[]): Part => {
  const hanging = Map.groupBy(nodes, ({ row }) => row.under);
  return [
    nodes.map((node, place) => trunk(node, hanging.get(place) ?? [])),
    nodes.map((node) => ('credential' in node.row ? nodeMark(node) : undefined)),
  ];
};

const trunk = ({ x, y }: Node, children: readonly Node[]): Part => {
  const last = children.at(-1);
  if (!last) return undefined;
  const kind = children.every(isInferred) ? 'pic-branch pic-inferred' : 'pic-branch';
  return [
    html`<path class="${kind}" d="M${unit(x)} ${unit(y)}V${unit(last.y)}"/>`,
    children.map(
      (child) =>
        html`<path class="${isInferred(child) ? 'pic-branch pic-inferred' : 'pic-branch'}" d="M${unit(x)} ${unit(child.y)}H${unit(child.x)}"/>`,
    ),
  ];
};

const nodeMark = (node: Node): Html =>
  html`<circle class="${isUsed(node) ? 'pic-node' : 'pic-node pic-unused'}" cx="${unit(node.x)}" cy="${unit(node.y)}" r="5"/>`;
