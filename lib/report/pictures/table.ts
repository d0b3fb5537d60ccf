import { type Html, html, type Part } from '../html.ts';
import { amount } from '../layout.ts';

/** A column of numbers is aligned by its digits. */
export interface Column {
  head: string;
  number?: true;
}

/** @param rows a cell for each column; the first one names the row */
export const table = (caption: string, columns: readonly Column[], rows: readonly Part[][]): Html => {
  const kind = (column: number): string => (columns[column]?.number ? 'pic-number' : 'pic-words');
  return html`<div class="pic-scroll" role="region" aria-label="${caption}, as a table" tabindex="0"><table class="pic-table">
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head }, index) => html`<th scope="col" class="${kind(index)}">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first, ...cells]) =>
    html`<tr><th scope="row">${first}</th>${cells.map((cell, index) => html`<td class="${kind(index + 1)}">${cell}</td>`)}</tr>
`,
)}</tbody>
</table></div>`;
};

/** What a table has no room for. */
export const beyond = (number: number, one: string, many?: string): Html | false =>
  number > 0 && html`<p>and ${amount(number, one, many)}</p>`;
