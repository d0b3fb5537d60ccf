/**
 * Things in one line: as many as fit, and how many do not.
 * @param most characters of the answer, not counting `, and 9 more`
 */
export const joined = (things: readonly string[], most: number): string => {
  let length = 0;
  const shown = things.filter((thing) => {
    length += thing.length + 2;
    return length <= most + 2;
  });
  const hidden = things.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(', ');
};
