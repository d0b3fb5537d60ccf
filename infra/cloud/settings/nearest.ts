/** How many letters must be changed, added or left out to make one word of another. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, facing] of [...other].entries()) {
      const changed = (row[index] ?? 0) + (letter === facing ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** The known word that is most likely meant, or undefined where none is near. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const farthest = Math.max(2, Math.floor(word.length / 3));
  const ranked = known
    .map((each) => ({ each, away: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ away }) => away <= farthest)
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.each;
};
