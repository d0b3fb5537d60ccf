/** How many letters must be changed, put in, left out or swapped with their neighbour to get from one to the other. */
const distance = (from: string, to: string): number => {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const changed = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          changed,
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          swapped ? at(row - 2, column - 2) + 1 : changed,
        ),
      );
    }
  }
  return at(from.length, to.length);
};

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const longest = 30;

/**
 * The known name that was most likely meant: `dryrun` and `dry` for `dry-run`, `kontain` for `contain`; undefined
 * where none is near.
 */
export const nearest = (given: string, known: readonly string[]): string | undefined => {
  const letters = lettersOf(given);
  if (letters.length < 2 || letters.length > longest) return undefined;
  const begun = known.filter((name) => lettersOf(name).startsWith(letters));
  if (begun.length === 1) return begun[0];
  const ranked = known
    .map((name) => ({ name, far: distance(letters, lettersOf(name)) }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  // Two slips in a word of four letters could be any word.
  return best && best.far <= Math.min(2, Math.floor(letters.length / 3)) ? best.name : undefined;
};
