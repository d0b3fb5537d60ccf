/** The only way to the time: tests and the embedded AWS move it here. */
export const now = (): Date => new Date();

/** ISO 8601 UTC, as every record and document of ours writes a time. */
export const timestamp = (at: Date = now()): string => at.toISOString();

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
