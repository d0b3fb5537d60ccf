// DynamoDB and SNS take this many at once without a word; hundreds at once they would throttle.
const atOnce = 10;

/** Does the work for every item, ten at a time, whatever becomes of the others. @returns what was thrown */
export const every = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<unknown[]> => {
  const thrown: unknown[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    const settled = await Promise.allSettled(items.slice(from, from + atOnce).map(work));
    for (const each of settled) if (each.status === 'rejected') thrown.push(each.reason);
  }
  return thrown;
};

/** @throws the one that was thrown, or an AggregateError whose message names each */
export const throwIfAny = (thrown: readonly unknown[], what: string): void => {
  if (thrown.length === 0) return;
  if (thrown.length === 1) throw thrown[0];
  const words = thrown.map((each) => (each instanceof Error ? each.message : String(each)));
  throw new AggregateError(thrown, `${what}: ${[...new Set(words)].slice(0, 5).join('; ')}`);
};
