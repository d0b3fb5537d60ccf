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

const isNothing = (part: Part): boolean =>
  part === undefined || part === false || part === '' || (Array.isArray(part) && part.every(isNothing));

const kindOf = <T>(part: Part, { number, wide }: Column<T>): string =>
  [isNothing(part) ? 'none' : '', number ? 'number' : '', wide ? 'wide' : ''].filter(Boolean).join(' ');

// A phone shows the title of the column beside the cell, or above it where that is wide.
const cellOf = <T>(column: Column<T>, row: T): Html => {
  const part = column.cell(row);
  const kind = kindOf(part, column);
  return html`<td data-label="${column.title}"${kind !== '' && html` class="${kind}"`}><div>${part}</div></td>`;
};

const heading = <T>({ title, number }: Column<T>): Html =>
  html`<th scope="col"${number && html` class="number"`}>${title}</th>`;

/** A table, of which a phone shows each row as a card. */
export const table = <T>({ caption, columns, rows }: Table<T>): Html => {
  const [first, ...others] = columns;
  return html`<table class="cards">
<caption>${caption}</caption>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr><th scope="row">${first.cell(row)}</th>${others.map((column) => cellOf(column, row))}</tr>
`,
)}</tbody>
</table>
`;
};
