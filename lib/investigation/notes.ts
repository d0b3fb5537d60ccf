import type { Activity } from './activity.ts';
import { settledUntil, type Window } from './window.ts';

/** What every investigation of this kind cannot see, so that nobody takes its silence for an answer. */
export const limits = {
  sessions: 'Sessions that the key issued are not followed yet: calls made with them are not counted here.',
  created:
    'What was made is read from calls of the key itself only: what sessions that it issued made is not followed yet. CreateBucket, CreateTopic and CreateQueue also succeed where the thing already stood.',
  techniques: 'The techniques are not worked out yet: that empty list says nothing.',
  dataEvents:
    'Data events (S3 objects, Lambda invocations, DynamoDB items and others) never appear in LookupEvents.',
} as const;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const aboutWindow = ({ from, to, cut }: Window): string[] => [
  `CloudTrail is about 5 minutes late on average, sometimes far more: calls after ${settledUntil(to).toISOString()} may be missing, and later looks may still find older ones.`,
  ...(cut ? [`LookupEvents keeps 90 days: nothing before ${from.toISOString()} was looked at.`] : []),
];

const aboutMade = ({ actions, made }: Activity): string[] => {
  const all = actions.reduce((total, action) => total + (action.made?.number ?? 0), 0);
  const unnamed = all - made.length;
  return unnamed > 0
    ? [`Of ${plural(all, 'thing')} that the key made, ${unnamed} cannot be named here.`]
    : [];
};

const aboutActivity = ({ damaged, ofOthers, unlistedSources }: Activity): string[] => [
  ...(damaged.events
    ? [
        `${plural(damaged.events, 'record')} could not be read in full and count by name only (${damaged.examples.join('; ')}).`,
      ]
    : []),
  ...(ofOthers
    ? [`${plural(ofOthers, 'event')} that CloudTrail answered carry another key id: left out.`]
    : []),
  ...(unlistedSources
    ? [`${plural(unlistedSources, 'event')} came from further addresses and agents that are not listed.`]
    : []),
];

/** The sentences that belong to an investigation: what may be missing from it, and why. */
export const notesOn = (window: Window, activity: Activity): string[] => [
  ...aboutWindow(window),
  ...aboutActivity(activity),
  ...aboutMade(activity),
  ...Object.values(limits),
];
