/**
 * Works on items in their order, so many at once, until all are done or `goOn` says that no more may be begun.
 * @param work must not throw: what fails is a result as well
 * @returns the results of those that were begun, in the order of the items
 */
export const inParallel = async <T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  goOn: () => boolean = () => true,
): Promise<R[]> => {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    while (goOn()) {
      const { done, value } = queue.next();
      if (done) return;
      const [at, item] = value;
      results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
};
