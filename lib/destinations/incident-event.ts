import type { Incident, StepRecord, StillOpen } from '#lib/incident/incident.ts';
import { isPlainLink } from '#lib/platform/plain-link.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { harmless } from './words.ts';

export const eventSource = 'tourniquet.incident';
export const eventDetailType = 'Tourniquet Incident Changed';

// An event holds at most 256 KB (EventBridge API reference, PutEvents), and whoever forwards it much less.
const mostListed = 20;

const leakOf = ({ source, where, url, reportedAt }: LeakSignal) => ({
  source,
  where: harmless(where),
  ...(url !== undefined && isPlainLink(url) && { url }),
  reportedAt,
});

const stepOf = ({ id, outcome, undoneAt }: StepRecord) => ({
  id,
  outcome,
  ...(undoneAt !== undefined && { undoneAt }),
});

const openOf = ({ what, command }: StillOpen) => ({
  what: harmless(what),
  command: harmless(command, 1000),
});

/** Fields that are only there where they are known. */
const timesOf = ({ statusSince, containedAt, restoredAt }: Incident) => ({
  ...(statusSince !== undefined && { statusSince }),
  ...(containedAt !== undefined && { containedAt }),
  ...(restoredAt !== undefined && { restoredAt }),
});

const whyOf = ({ reason, decidedBy, descendantOf }: Incident) => ({
  ...(reason !== undefined && { reason: harmless(reason, 1000) }),
  ...(decidedBy !== undefined && { decidedBy }),
  ...(descendantOf !== undefined && { descendantOf }),
});

/**
 * What an incident's event says (docs/schemas/incident-event.schema.json). Stable: fields may be added, never renamed.
 * Nothing in it is secret, its text is harmless, and its lists are cut: `leaks`, `steps` and `stillOpen` hold the first
 * twenty.
 */
export const incidentEvent = (incident: Incident) => {
  const { incidentId, accessKeyId, accountId, principal, status, openedAt } = incident;
  const { signals, steps, stillOpen = [] } = incident;
  return {
    version: '1',
    incidentId,
    accessKeyId,
    accountId,
    principal: principal && {
      kind: principal.kind,
      name: harmless(principal.name, 128),
      arn: harmless(principal.arn, 2048),
    },
    status,
    ...whyOf(incident),
    openedAt,
    ...timesOf(incident),
    reports: signals.length,
    leaks: signals.slice(0, mostListed).map(leakOf),
    steps: steps.slice(0, mostListed).map(stepOf),
    stillOpen: stillOpen.slice(0, mostListed).map(openOf),
  };
};
