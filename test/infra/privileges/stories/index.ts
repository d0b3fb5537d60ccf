import { storiesOfInvestigations } from './of-investigations.ts';
import { storiesOfRoles } from './of-roles.ts';
import { storiesOfRounds } from './of-rounds.ts';
import { storiesOfReports, storiesOfUsers } from './of-users.ts';
import type { Story } from './story.ts';

/** In this order a grant belongs to the first story that uses it: the short ones come first. */
export const stories: readonly Story[] = [
  ...storiesOfUsers,
  ...storiesOfReports,
  ...storiesOfRoles,
  ...storiesOfRounds,
  ...storiesOfInvestigations,
];
