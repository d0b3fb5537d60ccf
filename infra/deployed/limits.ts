/**
 * Seconds. What works on an incident must end before its lease of 35 seconds does, and that before the 60 for which
 * a signal stays invisible: a redelivered signal then always finds the lease free.
 */
const timeouts: Readonly<Record<string, number>> = {
  'receive-webhook': 10,
  contain: 30,
  restore: 30,
  'revoke-sessions': 30,
  investigate: 900,
  'poll-github': 300,
  remind: 60,
  'publish-incident': 60,
};

/** What runs by the clock, and how often. */
const rates: Readonly<Record<string, string>> = {
  'poll-github': 'rate(15 minutes)',
  remind: 'rate(5 minutes)',
};

export interface Limits {
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** A schedule expression of EventBridge; absent where the function runs only when it is asked to. */
  rate?: string;
}

/** What a function may use, by its folder: the same on the embedded AWS and deployed. */
export const limitsOf = (folder: string): Limits => {
  const rate = rates[folder];
  return { timeoutSeconds: timeouts[folder] ?? 30, memoryMegabytes: 512, ...(rate && { rate }) };
};

/** A signal that is not handled yet comes back after so many seconds, and is kept for people after so many receives. */
export const queues = {
  signals: { visibilitySeconds: 60, batchSize: 10 },
  // Six times as long as the function may run, as AWS advises for a queue that feeds one (Lambda developer guide).
  incidentChanges: { visibilitySeconds: 360, batchSize: 1 },
  maxReceives: 5,
  /** Fourteen days: the longest that SQS keeps a message. */
  deadLettersSeconds: 1_209_600,
} as const;
