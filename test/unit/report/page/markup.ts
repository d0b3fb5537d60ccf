/** An element as it begins in markup. */
export interface Tag {
  name: string;
  attributes: Record<string, string>;
}

const attribute = /\s+([a-zA-Z][\w:.-]*)(?:="([^"<>]*)")?/y;

const attributesIn = (text: string): Record<string, string> => {
  const found: Record<string, string> = {};
  attribute.lastIndex = 0;
  let read = 0;
  for (let match = attribute.exec(text); match; match = attribute.exec(text)) {
    found[match[1] ?? ''] = match[2] ?? '';
    read = attribute.lastIndex;
  }
  if (!/^\s*\/?$/.test(text.slice(read))) throw new Error(`no attributes: ${text.slice(0, 200)}`);
  return found;
};

/** Markup without what stands in scripts and styles, which is looked at by itself. */
const withoutOurs = (markup: string): string => markup.replace(/(<(style|script)>)[\s\S]*?(<\/\2>)/g, '$1$3');

/**
 * The elements of a document that is written strictly: attributes in double quotes, no bare `<`, `>` only at the end of
 * a tag.
 * @throws Error for anything that is no such document
 */
export const tagsIn = (markup: string): Tag[] =>
  withoutOurs(markup)
    .replace(/^<!DOCTYPE html>/, '')
    .split('<')
    .slice(1)
    .flatMap((piece) => {
      const [, close, name = '', rest = '', text = ''] =
        /^(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^">]|"[^"]*")*)>([^>]*)$/.exec(piece) ?? [];
      if (name === '') throw new Error(`no tag: <${piece.slice(0, 200)}`);
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(`${rest}${text}`))
        throw new Error(`a bare &: ${piece.slice(0, 200)}`);
      return close ? [] : [{ name, attributes: attributesIn(rest) }];
    });

/** What is read on the page, without its elements. */
export const textOf = (markup: string): string =>
  withoutOurs(markup)
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** The text of a section of the page. */
export const sectionText = (markup: string, id: string): string => {
  const [, after = ''] = markup.split(`<section id="${id}"`);
  return textOf(`<section${after.split('</section>\n<')[0] ?? ''}`);
};
