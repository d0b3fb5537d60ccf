import { harmless } from './words.ts';

// What begins markup, a mention or a link in Slack or in Teams. How it would be escaped differs between the two: a
// letter that looks like it means nothing in either.
const lookalikes: Record<string, string> = {
  '*': '∗',
  _: 'ˍ',
  '~': '∼',
  '`': 'ˋ',
  '<': '‹',
  '>': '›',
  '&': '＆',
  '@': '＠',
  '[': '［',
  ']': '］',
  '|': '∣',
  '\\': '＼',
};

const replaced = (text: string, what: RegExp): string =>
  text.replace(what, (char) => lookalikes[char] ?? ' ');

/**
 * Untrusted words in a chat message: nothing in them is markup, a mention of people or channels, a link or a picture, and
 * nothing in them is secret. One line of at most `max` characters.
 */
export const chatWords = (text: string, max = 200): string => {
  const plain = replaced(harmless(text, max), /[*_~`<>&@[\]|\\]/g);
  // `:name:` is a picture, and a line that begins so is a heading or a list.
  return plain.replace(/:(?=[\w+-]+:)/g, '꞉').replace(/^[#+-]+/, '');
};

/**
 * An untrusted name or command as code: it can be copied as it is, but for the few characters that Slack reads in code as
 * well.
 */
export const chatCode = (text: string, max = 200): string =>
  `\`${replaced(harmless(text, max), /[`<>&@]/g) || '-'}\``;
