import { type Html, html, verbatim } from '../html.ts';
import { isPlainLink } from '../plain-link.ts';
import { redact } from '../redact.ts';

/** Text that is inert already, of any length. Whoever wrote it, no secret gets into a mail. */
const words = (text: string): Html => verbatim(redact(text));

/** What a line of a plain mail begins with in capitals, `INCOMPLETE:`, is what must not be missed. */
const loud = /^(?:NOT|[A-Z]{5,10})(?: [A-Z]{3,10}){0,2}(?=[:. ])/;

/** A line of text. It must be inert already, as the lines of plain mails are; it is escaped here, whatever its length. */
export const paragraph = (text: string): Html => {
  const [lead = ''] = loud.exec(text) ?? [];
  return html`<p class="ink" style="margin:0 0 6px;color:#1f2328;overflow-wrap:anywhere">${lead !== '' && html`<strong>${lead}</strong>`}${words(text.slice(lead.length))}</p>
`;
};

/** Something to paste, with a remark below it that is not a part of it. Inert already. */
export const command = (text: string, remark = ''): Html =>
  html`<pre class="code" style="margin:0 0 8px;padding:8px 10px;background:#f6f8fa;color:#1f2328;border:1px solid #d8dee4;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px;line-height:1.45;white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere">${words(text)}</pre>${remark !== '' && html`<p class="dim" style="margin:-4px 0 8px;font-size:13px;color:#57606a">${words(remark)}</p>`}
`;

const isCommand = (line: string): boolean => /^\s*(?:aws|npm|for) /.test(line);

/** A command of a plain mail and the remark behind it: `   # names the USER`, `   (once you know which)`. */
const commandOf = (line: string): Html => {
  const [text = '', remark = ''] = line.trim().split(/ {3}(?=[#(])/);
  return command(text, remark.replace(/^(?:# ?|\((.*)\)$)/, '$1'));
};

/** Where a plain mail saves a line, `1. … 2. …`, each stands by itself. */
const numbered = (line: string): string[] =>
  /^\d\. /.test(line) ? line.split(/ (?=[2-9]\. [A-Z])/) : [line];

/** Lines of a plain mail: sentences, and commands by themselves. Inert already. */
export const paragraphs = (lines: readonly string[]): Html[] =>
  lines
    .filter((line) => line.trim() !== '')
    .flatMap((line) => (isCommand(line) ? [commandOf(line)] : numbered(line.trim()).map(paragraph)));

export interface MailFact {
  label: string;
  /** Inert already. */
  text: string;
}

/** An address that a person may click comes out as a link, all else as text. */
const factText = (text: string): Html =>
  isPlainLink(text)
    ? html`<a class="link" href="${words(text)}" style="color:#1f5fa8">${words(text)}</a>`
    : words(text);

/** Labels with what they stand for, below each other on a telephone. */
export const factTable = (facts: readonly MailFact[]): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${facts.map(
    ({ label, text }) =>
      html`<tr><td class="label dim" width="92" valign="top" style="padding:0 10px 5px 0;font-size:14px;color:#57606a">${label}</td><td class="fact ink" valign="top" style="padding:0 0 5px;color:#1f2328;overflow-wrap:anywhere;word-break:break-word">${factText(text)}</td></tr>
`,
  )}</table>`;

/** The columns of a plain mail are two spaces apart. */
const rowOf = (line: string): { word: string; text: string } => {
  const [first = '', ...others] = line.trim().split(/ {2,}/);
  return others.length > 0 ? { word: first, text: others.join(' ') } : { word: '', text: first };
};

const wholeRow = (text: string): Html =>
  html`<tr><td class="ink" colspan="2" valign="top" style="padding:0 0 5px;color:#1f2328;overflow-wrap:anywhere;word-break:break-word">${words(text)}</td></tr>
`;

/** Lines in columns, of which the first is a word: `done`, `failed`. Inert already. */
export const wordTable = (lines: readonly string[]): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${lines
    .map(rowOf)
    .map(({ word, text }) =>
      word === ''
        ? wholeRow(text)
        : html`<tr><td class="ink" width="96" valign="top" style="padding:0 10px 5px 0;font-weight:600;color:#1f2328">${word}</td><td class="ink" valign="top" style="padding:0 0 5px;color:#1f2328;overflow-wrap:anywhere;word-break:break-word">${words(text)}</td></tr>
`,
    )}</table>`;
