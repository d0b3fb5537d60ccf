import type { Incident } from '#lib/incident/incident.ts';
import { isPlainLink } from '#lib/platform/plain-link.ts';
import { inert, moment } from '#lib/platform/plain-text.ts';
import type { SignalSource } from '#lib/platform/signal-sources.ts';
import { asTold } from '#lib/signal/as-told.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { isHeldOpen } from '../engaged.ts';
import { failureOf } from '../findings.ts';
import { explain, isReason, putBack } from '../reasons.ts';
import { nounOf, ownerArn, ownerName, reportedSession, sessionName, userName } from './credential.ts';
import { holds, isContainedAgain, isLeftByRule, liftedOf } from './standing.ts';

/** Who says so, in words. */
export const sourceWords = {
  github: 'GitHub',
  guardduty: 'GuardDuty',
  health: 'AWS Health',
  quarantine: "AWS's quarantine policy",
  securityhub: 'Security Hub',
  scanner: 'a scanner',
  manual: 'a person',
  lineage: 'our own investigation',
} as const satisfies Record<SignalSource, string>;

/** Who, where, since when and why: at most twelve lines, each with a label of ten characters. */
export const factLines = (incident: Incident): string[] => {
  const [first, ...more] = asTold(incident.signals);
  const others =
    more.length > 1 ? `, and ${more.length} more signals` : more.length === 1 ? ', and 1 more signal' : '';
  return [
    whatLeaked(incident),
    `Owner     ${owner(incident)}`,
    ...sessionLines(incident),
    `Account   ${inert(incident.accountId ?? 'not known', 40)}`,
    ...rootLines(incident),
    ...(first ? leakLines(first) : []),
    ...(first
      ? [`Reported  by ${sourceWords[first.source]} at ${inert(first.reportedAt, 40)}${others}`]
      : []),
    ...sinceLines(incident),
    ...reasonLines(incident),
    `Incident  ${inert(incident.incidentId, 140)}`,
  ];
};

const whatLeaked = (incident: Incident): string => {
  const { accessKeyId } = incident;
  if (nounOf(incident) === 'role') return `Role      ${inert(ownerName(incident) ?? 'not known', 64)}`;
  if (accessKeyId === null) {
    const which = incident.descendantOf === undefined ? '; which key is not known' : '';
    return `User      ${inert(userName(incident) ?? 'not known', 64)}${which}`;
  }
  const kind = nounOf(incident) === 'session' ? ' (a session: temporary credentials)' : '';
  return `Key       ${inert(accessKeyId, 128)}${kind}`;
};

const owner = (incident: Incident): string => {
  if (incident.decidedBy === 'root-key') return 'the root user of the account';
  const arn = ownerArn(incident);
  return arn ? inert(arn, 200) : 'not known';
};

const rootLines = ({ descendantOf }: Incident): string[] =>
  descendantOf === undefined ? [] : [`Came from incident ${inert(descendantOf, 140)}`];

const sessionLines = (incident: Incident): string[] => {
  const { session, principal } = incident;
  const name = sessionName(incident);
  const shown = name === undefined ? 'not known' : inert(name, 64);
  if (session && principal?.kind === 'role' && holds(incident, 'deny-session')) {
    const which = session.name === null ? 'all of the role' : shown;
    return [
      `Session   ${which}: denied is what was issued before ${inert(moment(session.issuedBefore), 40)}`,
    ];
  }
  if (nounOf(incident) === 'role') return [];
  return reportedSession(incident) || principal?.kind === 'role' ? [`Session   ${shown}`] : [];
};

const leakLines = ({ source, where, reason, url }: LeakSignal): string[] => {
  const told =
    source === 'manual' && reason ? `${inert(reason, 200)} (${inert(where, 100)})` : inert(where, 200);
  const label = source === 'lineage' ? 'How known ' : 'Leaked    ';
  return [`${label}${told}`, ...(url ? [`          ${link(url)}`] : [])];
};

// A link a person may click must be one: anything but a plain https address comes out inert.
const link = (url: string): string => (isPlainLink(url) ? url : inert(url, 300));

const sinceLines = (incident: Incident): string[] => {
  const { status, statusSince = '', containedAt, restoredAt, restoredBy } = incident;
  const by = restoredBy ? ` by ${inert(restoredBy, 200)}` : '';
  if (status === 'restored') return restoredAt || by ? [`Restored  ${at(restoredAt)}${by}`.trimEnd()] : [];
  const [lifted] = liftedOf(incident);
  const others = lifted?.liftedBy;
  if (lifted) return [`Lifted    ${at(lifted.undoneAt)}${others ? ` by ${inert(others, 200)}` : by}`];
  if (isContainedAgain(incident))
    return [
      `Since     ${inert(moment(statusSince), 40)}, and before from ${inert(moment(containedAt ?? ''), 40)}`,
    ];
  return containedAt && status === 'contained' ? [`Since     ${containedAt}`] : [];
};

const at = (time: string | undefined): string => (time ? `at ${inert(moment(time), 40)}` : '');

// What stands in the first line or beside the steps is not told twice; and the reason of the whole plan does not hold where
// a part of it was withheld: the step says why.
const reasonLines = (incident: Incident): string[] => {
  const { reason, steps } = incident;
  if (isToldByOthers(incident)) return [];
  if (steps.some(({ withheld, undoneAt }) => withheld && undoneAt === undefined)) return [];
  const failures = steps.flatMap(({ id, outcome, reason = '' }) =>
    outcome === 'failed' ? [failureOf(id, reason)] : [],
  );
  return reason && reason !== failures.join('; ') ? [`Why       ${inert(reason, 380)}`] : [];
};

const isToldByOthers = (incident: Incident): boolean => {
  const { status, reason, decidedBy = '', steps } = incident;
  if (isHeldOpen(incident)) return true;
  if (status === 'restored') return reason === putBack;
  // What is meant to be done is no reason, and not true before it was read back: the steps tell what was.
  const isPlan = isReason(decidedBy) && reason === explain(decidedBy);
  return isPlan && steps.length > 0 && status !== 'observed' && !isLeftByRule(incident);
};
