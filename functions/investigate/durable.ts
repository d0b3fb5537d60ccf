/**
 * Followed for a day, or until nobody's session can live any more while its owner is looked for (36 hours): with the
 * retries of a step that fails, two days are enough. What an execution has kept can be looked at for two weeks.
 */
export const durable = { executionTimeoutSeconds: 2 * 24 * 60 * 60, retentionDays: 14 };
