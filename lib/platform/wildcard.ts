/**
 * Whether a text fits a pattern in which `*` stands for any characters, also none: `Recon:IAMUser/*`,
 * `arn:aws:iam::*:role/ci-*`. Takes time in proportion to the text, whatever the pattern.
 */
export const fits = (text: string, pattern: string): boolean => {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return text === pattern;
  if (!text.startsWith(start)) return false;
  // Each part at its first place leaves the most room for those after it: nothing has to be tried again.
  let at = start.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - end.length >= at && text.endsWith(end);
};
