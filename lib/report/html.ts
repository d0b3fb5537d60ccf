import { inert } from '#lib/platform/plain-text.ts';

/** Markup that is safe as it stands: made by the `html` tag alone, so that no text of a stranger can be one. */
export class Html {
  readonly markup: string;
  private constructor(markup: string) {
    this.markup = markup;
  }

  static of(strings: TemplateStringsArray, values: readonly Part[]): Html {
    return new Html(strings.reduce((all, string, index) => `${all}${markupOf(values[index - 1])}${string}`));
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

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(markupOf).join('');
  return escaped(inert(String(part), longest));
}

/**
 * A template of HTML or SVG. Attributes must stand in double quotes. Whatever is put in that is not `Html` itself comes
 * out as inert, escaped text; never put it into a script, a style, an event attribute, or a link (`href`).
 */
export const html = (strings: TemplateStringsArray, ...values: Part[]): Html => Html.of(strings, values);
