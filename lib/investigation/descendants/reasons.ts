/**
 * Why a descendant of a leaked credential is contained or not. The ids are a public list: scripts read them
 * (`verdict.rule`), mail and page reuse the words.
 */
export const verdictReasons = {
  thief: 'it was issued or made after the leak began, and not from where the workload works',
  ended: 'it has ended by itself',
  'same-user': 'the deny on its user holds it too',
  'same-session': 'the deny on the session of the same name holds it too',
  inferred: 'the link to the leak is inferred: look at it before you contain it',
  older: "it was issued before the leak began: it may be the workload's",
  workload: "it was issued from where the workload works: it may be the workload's",
  'cannot-tell': 'its tool is used from ever changing places, so nobody can tell whose it is',
  'no-time': 'nothing tells whether it was issued before or after the leak began',
  'of-a-waiting-one': "what issued it waits for a person or may be the workload's, so it waits too",
  'shared-session': 'others use the role under the same session name: denying it stops them too',
  'unknown-others': 'CloudTrail did not answer who else uses the role under the same session name',
  'too-many': 'more than 10 users and roles, or sessions of one role, would be contained at once',
  'user-not-denied': 'only a deny on its user would end it, and that user is not denied',
  'by-hand': 'nothing of ours can end it',
} as const;

export type VerdictRule = keyof typeof verdictReasons;
