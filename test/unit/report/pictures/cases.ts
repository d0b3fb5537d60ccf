import type { Incident } from '#lib/incident/incident.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { Case } from '#lib/report/case.ts';
import { found, issued, key, role, user, verdict } from '../found.ts';
import {
  at,
  day,
  hour,
  iso,
  kept,
  type Made,
  made,
  minute,
  second,
  theft,
  timelineOf,
  workload,
} from './calls.ts';
import { coverage, lineage, root, sources, techniques } from './known.ts';

export const incident = (more: Partial<Incident> = {}): Incident => ({
  incidentId: `${key}-1`,
  accessKeyId: key,
  accountId: '111122223333',
  principal: user('ci'),
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: '2026-03-01T10:04:00Z',
  ...more,
});

export const caseOf = (details: Partial<Investigation>, more: Partial<Case> = {}): Case => ({
  descendants: [],
  found: found(details),
  destinations: [],
  calls: [],
  callsInAll: 0,
  writtenAt: '2026-03-01T12:00:00Z',
  ...more,
});

const withCalls = (
  calls: readonly Made[],
  step: number,
  details: Partial<Investigation>,
  more: Partial<Case> = {},
  mostKept = 2000,
): Case => {
  const inOrder = calls.toSorted((one, other) => one.at - other.at);
  const half = mostKept / 2;
  const shown = inOrder.length > mostKept ? [...inOrder.slice(0, half), ...inOrder.slice(-half)] : inOrder;
  return caseOf(
    {
      timeline: timelineOf(inOrder, step),
      events: calls.length,
      failed: calls.filter(({ failed }) => failed).length,
      ...details,
    },
    { calls: shown.map(kept), callsInAll: calls.length, ...more },
  );
};

export const signal = (reportedAt: string): Incident['signals'][number] => ({
  id: 'github:acme/shop#7',
  source: 'github',
  certainty: 'proven',
  accessKeyId: key,
  where: 'acme/shop: config/aws.env line 3',
  reportedAt,
});

const leak = at('2026-03-01T10:01:10Z');
const contained = leak + 185 * second;
const ofTheft = {
  leak: { at: iso(leak), by: 'foreign-use' as const, why: 'first use from a foreign place' },
  lastSucceeded: iso(contained + 2 * second),
  firstDenied: iso(contained + 3 * second),
  credentials: lineage,
  sources,
  techniques,
  coverage,
};
const held = { containedAt: iso(contained), signals: [signal(iso(leak + 170 * second))] };

const { firstDenied: _, ...notUsed } = ofTheft;

/** Ten days of a workload, then four minutes of a thief with 14 credentials. */
export const drill = (): Case =>
  withCalls(
    [...workload(leak - 10 * day, leak + 6 * minute, 5 * minute, contained), ...theft(leak, contained)],
    6 * 3600,
    ofTheft,
    { incident: incident(held) },
    6000,
  );

/** The same a day later: the pipeline has gone on trying. */
export const dayAfter = (): Case =>
  withCalls(
    [...workload(leak - 10 * day, leak + day, 5 * minute, contained), ...theft(leak, contained)],
    6 * 3600,
    {
      ...ofTheft,
      credentials: lineage.map((one) => (one === root ? { ...root, lastUsed: iso(leak + day) } : one)),
    },
    { incident: incident(held) },
    6000,
  );

/** Reported, contained, and never used by anybody but the workload. */
export const quiet = (): Case =>
  withCalls(
    workload(leak - 10 * day, leak + 6 * minute, 30 * minute, contained),
    6 * 3600,
    {
      ...notUsed,
      leak: { at: iso(leak), by: 'report', why: '' },
      lastSucceeded: iso(leak - 4 * minute),
      credentials: [root],
      sources: sources.slice(0, 1),
      techniques: [],
    },
    { incident: incident({ ...held, containedAt: iso(leak + 9 * second), signals: [signal(iso(leak))] }) },
  );

/** No history: a key that was made to be stolen. */
export const burst = (): Case =>
  withCalls(
    theft(leak, contained),
    60,
    {
      ...ofTheft,
      sources: sources.map(({ pattern: _, ...source }) => source),
      credentials: lineage.map((one) => (one === root ? { ...root, firstUsed: iso(leak) } : one)),
    },
    { incident: incident(held) },
  );

/** Ninety days and 100,000 calls, the thief among the workload for the last nine of them. */
export const large = (): Case =>
  withCalls(
    [
      ...workload(leak - 81 * day, leak + 9 * day, 90 * second, leak + 9 * day - hour),
      ...Array.from({ length: 60 }, (_, index) =>
        theft(leak + index * 3.4 * hour, leak + 9 * day - hour),
      ).flat(),
    ],
    24 * 3600,
    {
      ...ofTheft,
      lastSucceeded: iso(leak + 9 * day - hour),
      firstDenied: iso(leak + 9 * day - hour + 2 * second),
      credentials: [
        ...lineage,
        ...Array.from({ length: 3000 }, (_, index) =>
          issued(`ASIAMANY${String(index).padStart(12, '0')}`, {
            principal: role(`ci-${index % 5}`),
            issuedBy: index % 3 === 0 ? 'ASIATHIEF00000000001' : key,
            events: index % 11,
            verdict: verdict('expired', 'older'),
          }),
        ),
      ],
    },
    {
      incident: incident({
        ...held,
        containedAt: iso(leak + 9 * day - hour),
        signals: [signal(iso(leak + 9 * day - 2 * hour))],
      }),
    },
  );

/** All in one second. */
export const oneSecond = (): Case =>
  withCalls(
    [made(leak, 'discovery'), made(leak, 'discovery', true), made(leak, 'impact')],
    60,
    { ...ofTheft, lastSucceeded: iso(leak), firstDenied: iso(leak), sources: sources.slice(1, 3) },
    { incident: incident({ ...held, containedAt: iso(leak), signals: [signal(iso(leak))] }) },
  );

/** Reported days before anybody used it. */
export const lateUse = (): Case =>
  withCalls(
    theft(leak, contained),
    60,
    { ...ofTheft, leak: { at: iso(leak - 5 * day), by: 'report', why: '' } },
    {
      incident: incident({ ...held, signals: [signal(iso(leak - 5 * day))] }),
    },
  );

export const cases = { drill, dayAfter, quiet, burst, large, oneSecond, lateUse } as const;
