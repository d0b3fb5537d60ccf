import { restorableBoundaries } from '../everything-deployed.ts';
import { each, onUsersAndRoles, type Question, thingsIn } from './question.ts';

/** What a role may that is more than an outsider would expect; docs/threat-model.md tells of each. */
export interface StatedException {
  what: string;
  /** At home, and in a member account. */
  roles: { home: readonly string[]; member: readonly string[] };
  /** What switches it on: without it nobody may. */
  setting?: string;
  why: string;
  questions(accountId: string): Question[];
}

export const statedExceptions: readonly StatedException[] = [
  {
    what: "the deny of a thief's role sessions",
    roles: { home: ['tourniquet-revoke-sessions'], member: ['tourniquet-member-revoke'] },
    setting: 'revokeSessions',
    why: 'IAM has no condition on what an inline policy says.',
    questions: (accountId) => each(['iam:PutRolePolicy', 'iam:DeleteRolePolicy'], thingsIn(accountId).roles),
  },
  {
    what: 'switching an access key on again',
    roles: { home: ['tourniquet-contain', 'tourniquet-restore'], member: ['tourniquet-member'] },
    why: 'IAM has no condition on the status that UpdateAccessKey sets: who may switch a key off may switch it on.',
    questions: (accountId) => each(['iam:UpdateAccessKey'], thingsIn(accountId).users),
  },
  {
    what: 'setting back a permissions boundary that people have listed',
    roles: { home: ['tourniquet-restore'], member: ['tourniquet-member'] },
    setting: 'restorableBoundaries',
    why: 'What AWSDenyAll took the place of must be put back; any other is left to a person.',
    questions: (accountId) => {
      const bound = onUsersAndRoles('Put', 'PermissionsBoundary', thingsIn(accountId));
      return restorableBoundaries.flatMap((arn) => bound({ 'iam:PermissionsBoundary': arn }));
    },
  },
];
