import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import type { SignalSource } from '#lib/signal/leak-signal.ts';
import { stepById } from './steps/index.ts';

export interface Mail {
  subject: string;
  body: string;
}

/** How to undo, for the reader of the mail: the deployed function, or the command as it was called. */
export interface UndoWays {
  restoreFunction?: string;
  region?: string;
  /** The terminal's command line, without the incident. */
  terminal?: string;
}

const headlines = {
  contained: 'CONTAINED. The leaked key no longer works.',
  'partly-contained': 'NOT CONTAINED, only partly. The leaked credential may still work: act by hand, now.',
  'not-contained': 'NOT CONTAINED. The leaked credential may still work: act by hand, now.',
  observed: 'OBSERVED. Nothing was changed.',
  'not-ours': 'NOTHING TO DO. The key is not ours to contain, nothing was changed.',
  protected: 'PROTECTED. The key leaked and was left alone on purpose: decide by hand, now.',
  restored: 'RESTORED. What stood before the incident is back.',
} as const satisfies Record<Incident['status'], string>;

const subjects = {
  contained: 'Contained',
  'partly-contained': 'NOT CONTAINED (partly)',
  'not-contained': 'NOT CONTAINED',
  observed: 'Observed',
  'not-ours': 'Not ours',
  protected: 'PROTECTED',
  restored: 'Restored',
} as const satisfies Record<Incident['status'], string>;

/** Whether a person must act now: the incident goes to the pages topic as well. What a person lifted needs nobody. */
export const mustPage = ({ status, steps }: Incident): boolean => {
  if (status === 'protected' || status === 'not-contained') return !isLifted(steps);
  return status === 'partly-contained' && !isLifted(steps);
};

const isLifted = (steps: StepRecord[]): boolean =>
  steps.some(({ undoneAt }) => undoneAt !== undefined) &&
  steps.every(
    ({ outcome, undoneAt, withheld }) =>
      undoneAt !== undefined || (outcome !== 'failed' && outcome !== 'planned' && !withheld),
  );

/** What a mail tells: as long as this stays the same there is nothing new to say. */
export const stateOf = ({ status, statusSince = '', decidedBy = '', steps }: Incident): string =>
  [
    status,
    statusSince,
    decidedBy,
    ...steps.map((step) => `${step.id}=${step.outcome}${step.undoneAt ? '-undone' : ''}`),
  ].join(',');

/**
 * The first mail, plain text, under 30 lines, for somebody who was asleep a minute ago. It says `done` only of
 * what was read back.
 */
export const incidentMail = (incident: Incident, ways: UndoWays = {}): Mail => ({
  subject: subject(`${subjects[incident.status]}: AWS key ${incident.accessKeyId}${ofUser(incident)}`),
  body: [
    `${headlines[incident.status]}${again(incident)}`,
    '',
    ...facts(incident),
    '',
    ...stepLines(incident),
    ...byHandLines(incident),
    ...openLines(incident),
    ...undoLines(incident, ways),
  ]
    .join('\n')
    .trimEnd(),
});

const ofUser = ({ principal }: Incident): string => (principal ? ` of ${inert(principal.name, 64)}` : '');

// A deny that others had set, or that another incident of the same user needs, stays.
const again = ({ status, steps }: Incident): string => {
  const on = steps.some(({ id, undoneAt }) => id === 'deactivate-key' && undoneAt);
  if (status !== 'restored' || !on) return '';
  const free = steps.every(({ id, outcome, undoneAt }) => {
    const stood = outcome === 'done' || outcome === 'already';
    return undoneAt || !stood || !stepById(id).shared;
  });
  return free ? ' The key works again.' : ' The key is on again; its user may still be denied.';
};

const sources = {
  github: 'GitHub',
  guardduty: 'GuardDuty',
  health: 'AWS Health',
  quarantine: "AWS's quarantine policy",
  securityhub: 'Security Hub',
  scanner: 'a scanner',
  manual: 'a person',
} as const satisfies Record<SignalSource, string>;

const facts = (incident: Incident): string[] => {
  const [first, ...more] = [...incident.signals].sort((a, b) => a.reportedAt.localeCompare(b.reportedAt));
  const others =
    more.length > 1 ? `, and ${more.length} more signals` : more.length === 1 ? ', and 1 more signal' : '';
  return [
    `Key       ${inert(incident.accessKeyId ?? 'not known', 128)}`,
    `Owner     ${incident.principal ? inert(incident.principal.arn, 200) : 'not known'}`,
    `Account   ${incident.accountId ?? 'not known'}`,
    ...(first ? leakLines(first) : []),
    ...(first ? [`Reported  by ${sources[first.source]} at ${inert(first.reportedAt, 40)}${others}`] : []),
    ...(incident.containedAt && incident.status === 'contained' ? [`Since     ${incident.containedAt}`] : []),
    ...(incident.reason ? [`Why       ${inert(incident.reason, 400)}`] : []),
    `Incident  ${inert(incident.incidentId, 140)}`,
  ];
};

const leakLines = ({ source, where, reason, url }: Incident['signals'][number]): string[] => {
  const told =
    source === 'manual' && reason ? `${inert(reason, 200)} (${inert(where, 100)})` : inert(where, 200);
  return [`Leaked    ${told}`, ...(url ? [`          ${link(url)}`] : [])];
};

// A link a person may click must be one: anything but a plain https address comes out inert.
const link = (url: string): string =>
  /^https:\/\/[\w.-]{1,253}(?::\d+)?\/[\w./%#?=&:~-]{0,300}$/.test(url) ? url : inert(url, 300);

const stepLines = (incident: Incident): string[] => {
  const { steps, status } = incident;
  if (steps.length === 0) return [];
  const heading =
    status === 'observed' ? 'Steps that would be taken:' : 'Steps, with what AWS showed afterwards:';
  return [heading, ...steps.map((step) => stepLine(step, status)), ''];
};

const stepLine = (step: StepRecord, status: Incident['status']): string => {
  const { done } = stepById(step.id);
  const was = step.before ? `, was ${inert(Object.values(step.before).map(worded).join(' '), 120)}` : '';
  if (step.undoneAt) return `  undone   ${done}: it is${was.replace(', was', '')} again`;
  if (status === 'restored') return `  left     ${done}: nothing of ours to take back`;
  if (step.outcome === 'done') return `  done     ${done}${was}`;
  if (step.outcome === 'already') return `  already  ${done}, before we came`;
  const reason = step.reason ? `: ${inert(step.reason, 200)}` : '';
  return `  ${step.outcome.padEnd(8)} ${done}${reason}`;
};

const worded = (value: unknown): string =>
  value === true ? 'there' : value === false ? 'not there' : value === null ? 'none' : String(value);

// What to type when we could not do it. Names that would not survive a shell are left to the reader.
const byHandLines = (incident: Incident): string[] => {
  if (!mustPage(incident) || !/^[A-Z0-9]{16,128}$/.test(incident.accessKeyId ?? '')) return [];
  const name = incident.principal?.name;
  const user = name && /^[\w+=,.@-]{1,64}$/.test(name) ? name : 'USER';
  const failed = new Set(
    incident.steps.flatMap(({ id, outcome }) => (outcome === 'done' || outcome === 'already' ? [] : [id])),
  );
  const all = incident.steps.length === 0;
  return [
    'By hand, with credentials of the account that owns the key:',
    ...(user === 'USER'
      ? [`  aws iam get-access-key-last-used --access-key-id ${incident.accessKeyId}   (names the USER)`]
      : []),
    ...(all || failed.has('deactivate-key')
      ? [
          `  aws iam update-access-key --user-name ${user} --access-key-id ${incident.accessKeyId} --status Inactive`,
        ]
      : []),
    ...(all || failed.has('deny-user')
      ? [`  aws iam attach-user-policy --user-name ${user} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll`]
      : []),
    '',
  ];
};

const openLines = (incident: Incident): string[] => {
  const inForce = incident.steps.filter((step) => step.outcome === 'done' || step.outcome === 'already');
  if (inForce.length === 0 || incident.status === 'restored') return [];
  const others = incident.alsoStopped ?? [];
  const known = incident.signals.some(({ source }) => source !== 'guardduty');
  return [
    'Still open:',
    inForce.some(({ id }) => stepById(id).shared)
      ? `  The deny stops all of this user${others.length > 0 ? `, its other key ${others.join(', ')}` : ''} and its console login too.`
      : '  The user is NOT denied: sessions that the key issued live on.',
    '  Roles that the key assumed, and what it made, are not stopped by this: look at what the key did.',
    ...(incident.status === 'contained'
      ? [
          'What now: 1. Give the workload a new key of another user, or a role. 2. Delete the leaked key.',
          `  3. ${known ? 'Remove it from where it leaked' : 'Find out where it leaked'}. Never switch it on again: strangers have it.`,
        ]
      : []),
    '',
  ];
};

const undoLines = (incident: Incident, { restoreFunction, region, terminal }: UndoWays): string[] => {
  if (!incident.steps.some((step) => step.outcome === 'done') || incident.status === 'restored') return [];
  if (incident.status === 'observed') return [];
  const payload = JSON.stringify({ incidentId: incident.incidentId });
  const account = incident.accountId ? `, with credentials of account ${incident.accountId}` : '';
  return [
    `Undo, only if this was a false alarm${account}:`,
    ...(restoreFunction
      ? [
          `  aws lambda invoke --function-name ${restoreFunction}${region ? ` --region ${region}` : ''} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`,
        ]
      : [`  ${terminal ?? 'npm run -s tourniquet -- restore'} ${incident.incidentId}`]),
  ];
};

/** A mail about something that was understood and is not acted on, or could not be understood. */
export const notice = (about: string, reason: string, ending = 'Nothing was changed.'): Mail => ({
  subject: subject(about),
  body: `${inert(reason, 2000)}\n\n${ending}`,
});
