import { type Html, html, type Part } from '../html.ts';

/** A column of a table: the cells of the first one head their rows. */
export interface Column<T> {
  title: string;
  cell(row: T): Part;
  number?: true;
  /** For commands and long texts. */
  wide?: true;
}

export interface Table<T> {
  caption: Part;
  columns: readonly [Column<T>, ...Column<T>[]];
  rows: readonly T[];
}

type Kind = Pick<Column<never>, 'title' | 'number' | 'wide'>;

const isNothing = (part: Part): boolean =>
  part === undefined || part === false || part === '' || (Array.isArray(part) && part.every(isNothing));

const classOf = ({ number, wide }: Kind, isEmpty: boolean): Html | false => {
  const names = [isEmpty && 'none', number && 'number', wide && 'wide'].filter((name) => name);
  return names.length > 0 && html` class="${names.join(' ')}"`;
};

// A phone shows the title of the column beside the cell, or above it where that is wide.
const cellOf = (kind: Kind, part: Part): Html =>
  html`<td data-label="${kind.title}"${classOf(kind, isNothing(part))}><div>${part}</div></td>`;

const heading = ({ title, number }: Kind): Html =>
  html`<th scope="col"${number && html` class="number"`}>${title}</th>`;

/** A table, of which a phone shows each row as a card. A column with nothing in it is left out. */
export const table = <T>({ caption, columns, rows }: Table<T>): Html => {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const [first, ...others] = columns.map((column, index) => ({ ...column, index }));
  const shown = others.filter(({ index }) => cells.some((row) => !isNothing(row[index])));
  return html`<table class="cards">
<caption>${caption}</caption>
<thead><tr>${[...(first ? [first] : []), ...shown].map(heading)}</tr></thead>
<tbody>
${cells.map(
  (row) =>
    html`<tr><th scope="row">${row[0]}</th>${shown.map((column) => cellOf(column, row[column.index]))}</tr>
`,
)}</tbody>
</table>
`;
};
