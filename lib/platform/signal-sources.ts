/** Every way in which a leak reaches us. */
export const signalSources = [
  'github',
  'guardduty',
  'health',
  'quarantine',
  'securityhub',
  'scanner',
  'manual',
] as const;
export type SignalSource = (typeof signalSources)[number];
