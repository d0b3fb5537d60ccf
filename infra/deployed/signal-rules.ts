import type { Kind } from './event-patterns.ts';
import { busName } from './names.ts';

/** Where each kind reaches us: on the default bus of the home region, or on our own bus. */
export const signalRules: readonly { kind: Kind; bus: 'default' | typeof busName }[] = [
  { kind: 'guardduty', bus: 'default' },
  { kind: 'securityhub', bus: 'default' },
  // What another region or account forwards. It still has the source that only AWS can have.
  { kind: 'guardduty', bus: busName },
  { kind: 'health', bus: busName },
  { kind: 'quarantine', bus: busName },
  { kind: 'scanner', bus: busName },
];

/** The rule stamps its kind beside the event, so that no event can claim another one. */
export const inputTemplate = (kind: Kind): string => `{"kind":"${kind}","event":<aws.events.event.json>}`;
