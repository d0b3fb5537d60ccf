import type { Activity } from './activity.ts';
import type { Subject } from './subject.ts';
import { settledUntil, type Window } from './window.ts';

const ofKey = [
  'Sessions that the key issued are not followed yet: calls made with them are not counted here.',
  'What was made is read from calls of the key itself only: what sessions that it issued made is not followed yet. CreateBucket, CreateTopic and CreateQueue also succeed where the thing already stood.',
];

const ofUser = [
  "No leaked key is known, so these are the calls under the name of the user: the user's own work is among them, and which of its keys leaked is not known.",
  'Role sessions and federation sessions that the user issued act under other names and are not followed yet. CreateBucket, CreateTopic and CreateQueue also succeed where the thing already stood.',
];

/** What an investigation of this kind cannot see, so that nobody takes its silence for an answer. */
const limitsOf = (subject: Subject): string[] => [
  ...('user' in subject ? ofUser : ofKey),
  'The techniques are not worked out yet: that empty list says nothing.',
  'Data events (S3 objects, Lambda invocations, DynamoDB items and others) never appear in LookupEvents.',
];

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const aboutWindow = ({ from, to, cut }: Window): string[] => [
  `CloudTrail is about 5 minutes late on average, sometimes far more: calls after ${settledUntil(to).toISOString()} may be missing, and later looks may still find older ones.`,
  ...(cut ? [`LookupEvents keeps 90 days: nothing before ${from.toISOString()} was looked at.`] : []),
];

const aboutMade = ({ actions, made }: Activity, subject: Subject): string[] => {
  const all = actions.reduce((total, action) => total + (action.made?.number ?? 0), 0);
  const unnamed = all - made.length;
  return unnamed > 0
    ? [
        `Of ${plural(all, 'thing')} that the ${'user' in subject ? 'user' : 'key'} made, ${unnamed} cannot be named here.`,
      ]
    : [];
};

const others = (subject: Subject): string =>
  'user' in subject ? 'are of others with the same name' : 'carry another key id';

const aboutActivity = ({ damaged, ofOthers, unlistedSources }: Activity, subject: Subject): string[] => [
  ...(damaged.events
    ? [
        `${plural(damaged.events, 'record')} could not be read in full and count by name only (${damaged.examples.join('; ')}).`,
      ]
    : []),
  ...(ofOthers
    ? [`${plural(ofOthers, 'event')} that CloudTrail answered ${others(subject)}: left out.`]
    : []),
  ...(unlistedSources
    ? [`${plural(unlistedSources, 'event')} came from further addresses and agents that are not listed.`]
    : []),
];

/**
 * The sentences that belong to an investigation: what may be missing from it, and why.
 * @param unlisted calls of a user for which no credential is listed
 */
export const notesOn = (window: Window, activity: Activity, subject: Subject, unlisted = 0): string[] => [
  ...aboutWindow(window),
  ...aboutActivity(activity, subject),
  ...(unlisted > 0 ? [`For ${plural(unlisted, 'call')} no credential is listed.`] : []),
  ...aboutMade(activity, subject),
  ...limitsOf(subject),
];
