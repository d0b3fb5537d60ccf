import { defaultRules } from '#lib/platform/rules.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';

type Json = Record<string, unknown>;

/** A copy with one field set, by its path. */
export const withField = (event: object, path: string, value: unknown): Json => {
  const copy: Json = structuredClone({ ...event });
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at: Json = copy;
  for (const step of steps) at = at[step] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
};

/** Reads an event under the rules that are shipped. */
export const read = (event: unknown): SignalReading => readGuardDutyEvent(event, defaultRules());

/** @throws unless it is a leak */
export const signalsOf = (event: unknown): LeakSignal[] => {
  const reading = read(event);
  if (reading.kind !== 'leak') throw new Error(`expected a leak: ${reading.reason}`);
  return reading.signals;
};
