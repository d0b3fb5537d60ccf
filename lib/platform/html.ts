import { inert } from './plain-text.ts';

/** Markup that is safe as it stands: made by the `html` tag alone, so that no text of a stranger can be one. */
export class Html {
  readonly markup: string;
  private constructor(markup: string) {
    this.markup = markup;
  }

  static of(strings: TemplateStringsArray, values: readonly Part[]): Html {
    return new Html(strings.reduce((all, string, index) => `${all}${markupOf(values[index - 1])}${string}`));
  }

  static plain(text: string): Html {
    return new Html(escaped(text));
  }

  static ours(strings: TemplateStringsArray): Html {
    return new Html(strings.raw.join(''));
  }

  /** @throws TypeError for what could end the element that it stands in, or fetch something */
  static style(css: string): Html {
    if (/<|@import|url\((?!["']?data:)/i.test(css))
      throw new TypeError('a style sheet holds what is no style');
    return new Html(css);
  }

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a template: text is made inert and escaped, `undefined` and `false` are nothing. */
export type Part = string | number | Html | readonly Part[] | undefined | false;

/** So many characters of one text are shown, at most: whoever needs more gives it cut. */
const longest = 400;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? '');

// Words stay apart where one text ends and the next begins.
const spaced = (text: string): string => {
  const line = inert(text, longest);
  if (line === '') return text === ' ' ? ' ' : '';
  return `${text.startsWith(' ') ? ' ' : ''}${line}${text.endsWith(' ') ? ' ' : ''}`;
};

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(markupOf).join('');
  return escaped(spaced(String(part)));
}

/**
 * A template of HTML or SVG. Attributes must stand in double quotes. Whatever is put in that is not `Html` itself comes
 * out as inert, escaped text; never put it into a script, a style, an event attribute, or a link (`href`).
 */
export const html = (strings: TemplateStringsArray, ...values: Part[]): Html => Html.of(strings, values);

/**
 * Text that is escaped and otherwise as it is: commands to paste, and links that a person may click. Only for what
 * was looked at and has its whole shape known (safeCommand, plainLink).
 */
export const verbatim = (text: string): Html => Html.plain(text);

/** Markup, or a script, that is wholly ours, with its backslashes as they stand: nothing can be put into it. */
export const constant = (strings: TemplateStringsArray, ..._none: never[]): Html => Html.ours(strings);

/** A style sheet of ours. @throws TypeError for one that could end its element or fetch something */
export const styleSheet = (css: string): Html => Html.style(css);
