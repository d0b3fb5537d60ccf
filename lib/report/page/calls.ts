import type { KeptCall } from '#lib/investigation/kept-call.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import type { PageSection } from './section.ts';
import { empty, time, whereAllIs } from './words.ts';

const mostCalls = 3_000;
/** So many characters of markup at most: a stranger's text grows when it is escaped. */
const mostMarkup = 2_000_000;

/** The calls as they are in CloudTrail, the oldest first; of very many the first and the last ones. */
export const callsSection: PageSection = {
  id: 'calls',
  title: 'The calls',
  count: ({ callsInAll }) => callsInAll,
  body(kase) {
    const { calls, callsInAll, found } = kase;
    if (calls.length === 0)
      return empty(found.events === 0 ? 'None: no call of it is in CloudTrail.' : noneKept(kase));
    const rows = bothEnds(calls.map(rowOf));
    const shown = rows.length;
    const all = Math.max(callsInAll, calls.length);
    return html`<p>${shown < all ? `${grouped(shown)} of ${grouped(all)} calls are shown, the first and the last ones; ${whereAllIs(kase)}.` : `All ${grouped(all)} of them, the oldest first.`}</p>
<details id="call-list"><summary>Show the calls</summary>
<div class="scroll" role="region" aria-label="The list of calls" tabindex="0"><table class="calls">
<caption>Calls of the leaked credential and of what came from it</caption>
<thead><tr><th scope="col">When</th><th scope="col">Call</th><th scope="col">Region</th><th scope="col">By</th><th scope="col">From</th><th scope="col">Error</th><th scope="col">Tool</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>
`;
  },
};

const noneKept = ({ found, evidence }: Case): string =>
  `${grouped(found.events)} calls are counted and none was kept for this page${evidence === undefined ? '' : ': they are in the evidence'}.`;

const rowOf = ({ at, region, eventSource, eventName, by, ip, userAgent, errorCode }: KeptCall): Html =>
  html`<tr><td class="at">${at === null ? '' : time(at)}</td><th scope="row">${inert(actionOf(eventSource, eventName), 70)}</th><td class="id">${inert(region, 30)}</td><td class="mono">${inert(by, 60)}</td><td class="mono">${inert(ip ?? '', 45)}</td><td class="bad">${inert(errorCode ?? '', 60)}</td><td class="agent">${inert(userAgent ?? '', 100)}</td></tr>
`;

/** As many rows as there is room for, from both ends. */
const bothEnds = (rows: readonly Html[]): Part[] => {
  let number = Math.min(rows.length, mostCalls);
  while (number > 0) {
    const chosen = number < rows.length ? ends(rows, number) : rows;
    if (chosen.reduce((size, { markup }) => size + markup.length, 0) <= mostMarkup) return [...chosen];
    number = Math.floor(number * 0.8);
  }
  return [];
};

const ends = (rows: readonly Html[], number: number): Html[] => {
  const first = Math.ceil(number / 2);
  const last = number - first;
  return [...rows.slice(0, first), ...(last > 0 ? rows.slice(-last) : [])];
};
