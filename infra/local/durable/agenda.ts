import type { Clock } from '../contract.ts';

interface Entry {
  at: number;
  run(): Promise<void>;
}

export interface Agenda {
  /** Makes the appointment of a key, in place of any other. */
  set(key: string, at: Date, run: () => Promise<void>): void;
  cancel(key: string): void;
  close(): void;
}

/**
 * Appointments, one for each key. What is due at the same time runs at the same time: a clock that is moved keeps its
 * own appointments one after the other, and a thousand executions that end a wait together would take a thousand turns.
 */
export const createAgenda = (clock: Clock): Agenda => {
  const entries = new Map<string, Entry>();
  let alarm: { at: number; cancel(): void } | undefined;

  const earliest = (): number | undefined => {
    let first: number | undefined;
    for (const { at } of entries.values()) if (first === undefined || at < first) first = at;
    return first;
  };

  const arm = (): void => {
    const at = earliest();
    if (alarm?.at === at) return;
    alarm?.cancel();
    alarm = at === undefined ? undefined : { at, cancel: clock.at(new Date(at), ring).cancel };
  };

  const ring = async (): Promise<void> => {
    alarm = undefined;
    const now = clock.now().getTime();
    const due = [...entries].filter(([, { at }]) => at <= now);
    for (const [key] of due) entries.delete(key);
    // Before what is due runs: that may take minutes in which the next one becomes due.
    arm();
    await Promise.all(due.map(([, { run }]) => run()));
  };

  return {
    set(key, at, run) {
      entries.set(key, { at: at.getTime(), run });
      arm();
    },
    cancel(key) {
      entries.delete(key);
      arm();
    },
    close() {
      entries.clear();
      arm();
    },
  };
};
