import type { LeakSignal, SignalReading, Tell } from '#lib/signal/leak-signal.ts';

type NotALeak = Extract<SignalReading, { kind: 'not-a-leak' }>;

const loudest = (readings: readonly NotALeak[]): Tell =>
  (['mail', 'digest'] as const).find((tell) => readings.some((reading) => reading.tell === tell)) ?? 'log';

const noteOn = ({ reason, ...signal }: LeakSignal, note: string): LeakSignal => ({
  ...signal,
  reason: [reason, note].filter(Boolean).join(' '),
});

const leakOf = (
  [first, ...others]: [LeakSignal, ...LeakSignal[]],
  failed: readonly SignalReading[],
): SignalReading => {
  const note = `Other findings of this event could not be read: ${failed.length}.`;
  return { kind: 'leak', signals: [failed.length > 0 ? noteOn(first, note) : first, ...others] };
};

/** One reading for the findings of one event. A leak is never held up by a neighbour that cannot be read. */
export const joinReadings = (readings: readonly SignalReading[]): SignalReading => {
  const failed = readings.filter(({ kind }) => kind === 'undecided' || kind === 'malformed');
  const [first, ...others] = readings.flatMap((reading) => (reading.kind === 'leak' ? reading.signals : []));
  if (first) return leakOf([first, ...others], failed);
  const worst = failed.find(({ kind }) => kind === 'undecided') ?? failed[0];
  if (worst) return worst;
  const told = readings.filter((reading) => reading.kind === 'not-a-leak');
  if (told.length === 1 && told[0]) return told[0];
  const tell = loudest(told);
  const loud = told.filter((reading) => reading.tell === tell);
  const [{ id } = { id: undefined }] = loud;
  return {
    kind: 'not-a-leak',
    tell,
    ...(id !== undefined && { id }),
    reason: `${loud[0]?.reason ?? 'It holds no finding.'}${loud.length > 1 ? ` (and ${loud.length - 1} more)` : ''}`,
  };
};
