import { type Html, html, type Part } from '../html.ts';

/** A column of a table: the cells of the first one head their rows. */
export interface Column<T> {
  title: string;
  cell(row: T): Part;
  number?: true;
}

export interface Table<T> {
  caption: Part;
  columns: readonly [Column<T>, ...Column<T>[]];
  rows: readonly T[];
}

const isNothing = (part: Part): boolean =>
  part === undefined || part === false || part === '' || (Array.isArray(part) && part.every(isNothing));

const kindOf = (part: Part, number: true | undefined): string =>
  [isNothing(part) ? 'none' : '', number ? 'number' : ''].filter((name) => name !== '').join(' ');

const cellOf = <T>({ title, cell, number }: Column<T>, row: T): Html => {
  const part = cell(row);
  const kind = kindOf(part, number);
  return html`<td data-label="${title}"${kind !== '' && html` class="${kind}"`}>${part}</td>`;
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
