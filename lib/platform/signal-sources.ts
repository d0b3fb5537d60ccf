/** Every way in which a leak reaches us. `lineage`: our own investigation found what a leaked credential made. */
export const signalSources = [
  'github',
  'guardduty',
  'health',
  'quarantine',
  'securityhub',
  'scanner',
  'manual',
  'lineage',
] as const;
export type SignalSource = (typeof signalSources)[number];
