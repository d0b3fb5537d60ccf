import { type Html, html } from '../html.ts';
import { pasted } from './words.ts';

/** How commands of a mail begin. */
export const isCommand = (line: string): boolean =>
  /^\s+(?:aws|npm run -s tourniquet|for region in) /.test(line);

/** What follows a command in the same line, for people: `   # names the USER`, `   (once you know which)`. */
const remark = /\s{3}(?:# ?|\()(.+?)\)?$/;

const ofCommand = (line: string): Html => {
  const [, words] = remark.exec(line) ?? [];
  return html`${pasted(line.replace(remark, '').trim())}${words !== undefined && html`<p class="muted small">${words}</p>`}`;
};

/** Lines that lib/containment wrote for a mail: sentences, and commands of words that it has looked at. */
export const blocks = (lines: readonly string[]): Html[] =>
  lines.map((line) => (isCommand(line) ? ofCommand(line) : html`<p>${line.trim()}</p>\n`));
