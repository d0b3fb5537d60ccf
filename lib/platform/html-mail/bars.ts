import { type Html, html } from '../html.ts';
import { inert } from '../plain-text.ts';
import { redact } from '../redact.ts';

/** A bar with what it stands for. Its texts may be anybody's. */
export interface MailBar {
  label: string;
  /** Below the bar, smaller. */
  note?: string;
  events: number;
  /** How many of them failed: the lighter end of the bar. */
  failed?: number;
  /** What stands beside it: `1,234 calls`. */
  amount: string;
}

const words = (text: string): string => redact(inert(redact(text), 400));

const countable = (number: number): number => (Number.isFinite(number) && number > 0 ? number : 0);

/** A whole percentage of the room, and at least one for what is there at all. */
const share = (events: number, most: number): number =>
  countable(events) > 0 && most > 0
    ? Math.min(100, Math.max(1, Math.round((countable(events) / most) * 100)))
    : 0;

const cell = (name: 'worked' | 'vain' | 'track', colour: string, width: number): Html | false =>
  width > 0 &&
  html`<td class="${name}" width="${width}%" bgcolor="${colour}" style="height:10px;font-size:1px;line-height:10px">&nbsp;</td>`;

const bar = (row: MailBar, most: number): Html => {
  const whole = share(row.events, most);
  const vain = share(Math.min(countable(row.failed ?? 0), countable(row.events)), most);
  const failed = Math.min(whole, vain);
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:2px 0 0"><tr>${cell('worked', '#2f6fd0', whole - failed)}${cell('vain', '#8c959f', failed)}${cell('track', '#eaeef2', 100 - whole)}</tr></table>`;
};

/**
 * Bars made of table cells, the longest as wide as the mail, each with its label and amount in words above it: no image
 * that would have to be fetched, and no SVG, which mail programs leave out.
 */
export const bars = (rows: readonly MailBar[]): Html => {
  const most = Math.max(0, ...rows.map(({ events }) => countable(events)));
  return html`${rows.map(
    (
      row,
    ) => html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 10px"><tr><td class="ink" style="color:#1f2328;overflow-wrap:anywhere;word-break:break-word">${words(row.label)}</td><td class="dim" align="right" valign="bottom" width="150" style="padding-left:10px;font-size:13px;color:#57606a">${words(row.amount)}</td></tr><tr><td colspan="2">${bar(row, most)}</td></tr>${row.note !== undefined && html`<tr><td colspan="2" class="dim" style="padding-top:2px;font-size:13px;color:#57606a;overflow-wrap:anywhere;word-break:break-word">${words(row.note)}</td></tr>`}</table>
`,
  )}`;
};
