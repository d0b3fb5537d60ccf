import type { Activity } from './activity.ts';
import type { Lineage } from './lineage/lineage.ts';
import { actionOf, makings } from './making.ts';
import type { Subject } from './subject.ts';
import { settledUntil, type Window } from './window.ts';

const ofUser = [
  "No leaked key is known, so these are the calls under the name of the user: the user's own work is among them, and which of its keys leaked is not known.",
];

/** What an investigation of this kind cannot see, so that nobody takes its silence for an answer. */
const limitsOf = (subject: Subject, deep: boolean): string[] => [
  ...('user' in subject ? ofUser : []),
  deep
    ? 'Data events (S3 objects, Lambda invocations, DynamoDB items and others) are told as far as the trail in S3 records them.'
    : 'Data events (S3 objects, Lambda invocations, DynamoDB items and others) never appear in LookupEvents.',
];

export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const aboutWindow = ({ from, to, cut }: Window): string[] => [
  `CloudTrail is about 5 minutes late on average, sometimes far more: calls after ${settledUntil(to).toISOString()} may be missing, and later looks may still find older ones.`,
  ...(cut ? [`LookupEvents keeps 90 days: nothing before ${from.toISOString()} was looked at.`] : []),
];

export const aboutMade = ({ actions, made }: Activity, subject: Subject): string[] => {
  const all = actions.reduce((total, action) => total + (action.made?.number ?? 0), 0);
  const unnamed = all - made.length;
  return [
    ...(unnamed > 0
      ? [
          `Of ${plural(all, 'thing')} that the ${'user' in subject ? 'user' : 'key'} made, ${unnamed} cannot be named here.`,
        ]
      : []),
    ...aboutStanding(actions),
  ];
};

/** Calls whose answers are the same whether they made a thing or found it. */
const aboutStanding = (actions: Activity['actions']): string[] => {
  const names = actions
    .filter(
      ({ made, eventSource, eventName }) =>
        made && makings.get(actionOf(eventSource, eventName))?.mayHaveStood,
    )
    .map(({ eventName }) => eventName);
  const [last, ...others] = [...new Set(names)].sort().reverse();
  if (last === undefined) return [];
  const all =
    others.length > 0 ? `${others.reverse().join(', ')} and ${last} also succeed` : `${last} also succeeds`;
  return [`${all} where the thing already stood.`];
};

export const aboutActivity = ({ damaged, unlistedSources }: Activity): string[] => [
  ...(damaged.events
    ? [
        `${plural(damaged.events, 'record')} could not be read in full and count by name only (${damaged.examples.join('; ')}).`,
      ]
    : []),
  ...(unlistedSources
    ? [`${plural(unlistedSources, 'event')} came from further addresses and agents that are not listed.`]
    : []),
];

/** What the reading of the trail left over, besides what it counted. */
export interface LeftOver {
  /** Calls of a user for which no credential is listed. */
  unlisted: number;
  lineage: Pick<Lineage, 'beyond' | 'issuerOfRoot' | 'rootId'>;
}

export const aboutLineage = ({ unlisted, lineage }: LeftOver): string[] => [
  ...(unlisted > 0 ? [`For ${plural(unlisted, 'call')} no credential is listed.`] : []),
  ...(lineage.beyond > 0
    ? [
        `${plural(lineage.beyond, 'further credential')} of the lineage were not followed: there are too many.`,
      ]
    : []),
  ...(lineage.issuerOfRoot
    ? [
        `${lineage.rootId} itself was issued by ${lineage.issuerOfRoot.issuedBy} (${lineage.issuerOfRoot.via}): whoever had that could have another.`,
      ]
    : []),
];

/**
 * The sentences that belong to a look at AWS's own trail: what may be missing from it, and why.
 * @param deep whether the trail in S3 was asked as well
 */
export const notesOn = (
  window: Window,
  activity: Activity,
  subject: Subject,
  left: LeftOver,
  deep: boolean,
): string[] => [
  ...aboutWindow(window),
  ...aboutActivity(activity),
  ...aboutLineage(left),
  ...aboutMade(activity, subject),
  ...limitsOf(subject, deep),
];
