import { isPlainLink } from '#lib/platform/plain-link.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import { type Html, html, type Part, verbatim } from '../html.ts';
import { grouped, when } from '../layout.ts';
import { safeCommand } from '../safe-command.ts';

/** A moment that a machine can read as well; whatever else a record holds there is text. */
export const time = (iso: string | null | undefined): Html => {
  if (!iso) return html`<span class="muted">not known</span>`;
  const shown = when(iso);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(shown)
    ? html`<time datetime="${shown}">${shown.replace('T', ' ')}</time>`
    : html`${shown}`;
};

/** A sentence of ours in which moments are told apart, so that none is broken at the end of a line. */
export const prose = (sentence: string): Part =>
  inert(sentence, 2_000)
    .split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/)
    .map((part, index) => (index % 2 === 1 ? time(part) : part));

/** An id, in letters that can be told apart; a short one is never broken. */
export const ident = (id: string): Html =>
  id.length <= 22 ? html`<span class="mono id">${id}</span>` : html`<span class="mono">${id}</span>`;

/** An address that can be clicked where it is a plain one, and otherwise inert text. */
export const link = (url: string, words?: Part): Html =>
  isPlainLink(url)
    ? html`<a href="${verbatim(url)}" rel="noreferrer noopener">${words ?? verbatim(url)}</a>`
    : html`${inert(url, 300)}`;

/** Something to paste; nothing where it is no command that a person may be given. */
export const command = (text: string | undefined): Html | undefined => {
  const safe = safeCommand(text);
  return safe === undefined ? undefined : pasted(safe);
};

/** The same for what lib/containment built of words that it has looked at: some need more of a shell. */
export const pasted = (text: string): Html =>
  html`<div class="command"><code>${verbatim(inertButLinks(text))}</code></div>`;

// What a command may hold of addresses was decided where it was built.
const inertButLinks = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 2_000);

/** What an empty section means, in one line. */
export const empty = (words: Part): Html => html`<p class="empty">${words}</p>\n`;

/** Where all of something is, of which the page shows a part. */
export const whereAllIs = ({ evidence }: Case): string =>
  evidence === undefined
    ? 'the report as JSON (investigate --json) has all of them'
    : 'all of them are in the evidence';

/** `and 1,234 more: …`; nothing where all is shown. */
export const more = (hidden: number, words: string): Html | false =>
  hidden > 0 && html`<p class="more">and ${grouped(hidden)} more ${words}.</p>\n`;

export const joinedParts = (parts: readonly Part[], separator: Part): Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
