/** Whether a finding type fits a pattern in which `*` stands for any characters, also none: `Recon:IAMUser/*`. */
export const fitsType = (type: string, pattern: string): boolean => {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return type === pattern;
  if (!type.startsWith(start)) return false;
  // Each part at its first place leaves the most room for those after it: nothing has to be tried again.
  let at = start.length;
  for (const part of others) {
    const found = type.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return type.length - end.length >= at && type.endsWith(end);
};
