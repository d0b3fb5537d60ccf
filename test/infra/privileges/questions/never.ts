import { data, machinery } from './of-data.ts';
import { credentials, otherRoles, policies, principals, tags } from './of-iam.ts';
import { type Question, thingsIn } from './question.ts';

/** What nobody may, by what it is about. */
export const never = (accountId: string): Record<string, Question[]> => {
  const things = thingsIn(accountId);
  return {
    'make, change or remove a credential': credentials(things),
    'make or remove a user, a role or a group, change who may be one, or pass one': principals(things),
    'attach, set, write or lift any policy but AWSDenyAll, or one of our own roles': policies(things),
    "set or take off another tag than the guard's": tags(things),
    'become anybody but the role that a member of our organization has for it': otherRoles(things),
    'read, write or destroy data and secrets that are not its own': data(things),
    'change what watches, runs or deploys': machinery(things),
  };
};
