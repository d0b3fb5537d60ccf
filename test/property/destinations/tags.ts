/** All that our HTML mails are made of. */
export const tags = [
  'html',
  'head',
  'meta',
  'title',
  'style',
  'body',
  'table',
  'tr',
  'td',
  'div',
  'h1',
  'h2',
  'p',
  'pre',
  'strong',
  'a',
];

export const tagsIn = (markup: string): string[] =>
  [...markup.matchAll(/<\/?([a-z]\w*)/gi)].map(([, name = '']) => name);
