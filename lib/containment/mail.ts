import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { stepById } from './steps/index.ts';

export interface Mail {
  subject: string;
  body: string;
}

const headlines = {
  contained: 'CONTAINED. The leaked key no longer works.',
  'partly-contained': 'NOT CONTAINED, only partly. The leaked credential may still work.',
  'not-contained': 'NOT CONTAINED. The leaked credential may still work: act by hand, now.',
  observed: 'OBSERVED. Nothing was changed.',
  'not-ours': 'NOTHING TO DO. The key is not ours to contain, nothing was changed.',
  protected: 'PROTECTED. The key leaked and was left alone on purpose: decide by hand, now.',
  restored: 'RESTORED. What stood before the incident is back: the key works again.',
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

/** Whether a person must act now: the incident goes to the pages topic as well. */
export const mustPage = ({ status }: Incident): boolean =>
  status === 'not-contained' || status === 'partly-contained' || status === 'protected';

/**
 * The first mail, plain text, under 30 lines, for somebody who was asleep a minute ago. It says `done` only of
 * what was read back.
 * @param restoreFunction name of the deployed restore function, for people without a checkout
 */
export const incidentMail = (incident: Incident, restoreFunction: string | undefined): Mail => ({
  subject: subject(`${subjects[incident.status]}: AWS key ${incident.accessKeyId}${ofUser(incident)}`),
  body: [
    headlines[incident.status],
    '',
    ...facts(incident),
    '',
    ...stepLines(incident),
    ...openLines(incident),
    ...undoLines(incident, restoreFunction),
  ].join('\n'),
});

const ofUser = ({ principal }: Incident): string => (principal ? ` of ${inert(principal.name, 64)}` : '');

const facts = (incident: Incident): string[] => {
  const [first, ...more] = [...incident.signals].sort((a, b) => a.reportedAt.localeCompare(b.reportedAt));
  return [
    `Key       ${inert(incident.accessKeyId, 128)}`,
    `Owner     ${incident.principal ? inert(incident.principal.arn, 200) : 'not known'}`,
    `Account   ${incident.accountId ?? 'not known'}`,
    ...(first
      ? [
          `Leaked    ${inert(first.where, 200)}${first.url ? ` ${link(first.url)}` : ''}`,
          `Reported  by ${first.source} at ${inert(first.reportedAt, 40)}${more.length > 0 ? `, and ${more.length} more signals` : ''}`,
        ]
      : []),
    `Why       ${inert(incident.reason ?? '', 400)}`,
    `Incident  ${inert(incident.incidentId, 140)}`,
  ];
};

// A link a person may click must be one: anything but a plain https address comes out inert.
const link = (url: string): string =>
  /^https:\/\/[\w.-]+(?::\d+)?\/[\w./%#?=&:~-]{0,300}$/.test(url) ? url : inert(url, 300);

const stepLines = ({ steps }: Incident): string[] =>
  steps.length === 0 ? [] : ['Steps, with what AWS showed afterwards:', ...steps.map(stepLine), ''];

const stepLine = (step: StepRecord): string => {
  const { done } = stepById(step.id);
  const before = step.before ? ` (before: ${inert(JSON.stringify(step.before), 120)})` : '';
  if (step.undoneAt) return `  undone   ${done}`;
  if (step.outcome === 'done') return `  done     ${done}${before}`;
  if (step.outcome === 'already') return `  already  ${done}, before we came`;
  const reason = step.reason ? `: ${inert(step.reason, 200)}` : '';
  return `  ${step.outcome.padEnd(8)} ${done}${reason}`;
};

const denies = ['deny-user', 'bound-user'];

const openLines = (incident: Incident): string[] => {
  const inForce = incident.steps.filter((step) => step.outcome === 'done' || step.outcome === 'already');
  if (inForce.length === 0 || incident.status === 'restored') return [];
  const others = incident.alsoStopped ?? [];
  return [
    'Still open:',
    inForce.some(({ id }) => denies.includes(id))
      ? `  The deny stops all of this user${others.length > 0 ? `, its other key ${others.join(', ')}` : ''} and its console login too.`
      : '  The user is NOT denied: sessions that the key issued live on.',
    '  Roles that the key assumed, and whatever it made, are not stopped by this: see the second mail.',
    '',
    'What now: 1. Give the workload a new key of another user, or a role. 2. Delete the leaked key.',
    '  3. Remove it from where it leaked. Never switch it on again: it is in the hands of strangers.',
    '',
  ];
};

const undoLines = (incident: Incident, restoreFunction: string | undefined): string[] => {
  if (!incident.steps.some((step) => step.outcome === 'done') || incident.status === 'restored') return [];
  const payload = JSON.stringify({ incidentId: incident.incidentId });
  return [
    'Undo, only if this was a false alarm:',
    ...(restoreFunction
      ? [
          `  aws lambda invoke --function-name ${restoreFunction} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`,
        ]
      : []),
    `  npm run -s tourniquet -- restore ${incident.incidentId}`,
  ];
};

/** A mail about something that was understood and is not acted on, or could not be understood. */
export const notice = (about: string, reason: string, ending = 'Nothing was changed.'): Mail => ({
  subject: subject(about),
  body: `${inert(reason, 2000)}\n\n${ending}`,
});
