import type { Case } from '../case.ts';
import { type Html, html } from '../html.ts';
import { grouped } from '../layout.ts';
import type { PageSection } from './section.ts';

/** Where each part is, and how much it holds. */
export const contents = (sections: readonly PageSection[], kase: Case): Html => html`<ul class="toc">
<li><a href="#verdict"><span>Verdict</span></a></li>
${sections.map((section) => {
  const number = section.count?.(kase) ?? 0;
  return html`<li><a href="#${section.id}"><span>${section.title}</span>${number > 0 && html`<span class="n">${grouped(number)}</span>`}</a></li>
`;
})}</ul>`;

/** The contents as a desktop shows them, beside the text. */
export const sideContents = (entries: Html): Html =>
  html`<nav class="side" aria-label="Contents">
<p class="brand">Tourniquet<span>incident report</span></p>
${entries}
</nav>
`;

/** The contents as a phone shows them, folded, and without a script. */
export const foldedContents = (entries: Html): Html =>
  html`<nav class="small-toc" aria-label="Contents, folded"><details><summary>Contents</summary>
${entries}
</details></nav>
`;
