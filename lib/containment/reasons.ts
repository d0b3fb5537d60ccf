/**
 * Why a credential is contained or left alone. The ids are a public list: scripts read them (`decidedBy`), mail and
 * runbook reuse the words.
 */
export const reasons = {
  'user-key': {
    what: 'a long-term key of an IAM user',
    why: 'the key is switched off and its user denied, because sessions that the key issued outlive the key',
  },
  'user-session': {
    what: 'a session of an IAM user',
    why: 'no key can be switched off for it: the user is denied, which stops its sessions',
  },
  'user-only': {
    what: 'a report that names an IAM user and no key',
    why: 'the user is denied, and no key is switched off until a report names one',
  },
  'deleted-key-of-named-user': {
    what: 'the key is deleted, its user is known',
    why: 'sessions that the key issued may live for up to 36 hours: the user is denied',
  },
  'deleted-key': {
    what: 'the key is deleted and nobody names its user',
    why: 'sessions that it issued may live for up to 36 hours, and there is no user to deny them on',
  },
  'role-session': {
    what: 'a session of a role',
    why: 'its credentials issued so far are denied on the role; other sessions of the role go on working',
  },
  'whole-role': {
    what: 'a session of a role that may be denied as a whole',
    why: 'all credentials of the role issued so far are denied; new ones work',
  },
  'role-session-unnamed': {
    what: 'a session of a role, and which one is not known',
    why: 'denying all sessions of a role is for a person to decide, or for the rule wholeRoles',
  },
  'service-linked-role': {
    what: 'a session of a service-linked role',
    why: 'AWS lets nobody change such a role, and no SCP binds it: stop it in the service that owns it',
  },
  'identity-center-role': {
    what: 'a session of a role of IAM Identity Center',
    why: 'AWS lets nobody change such a role in the account: end the session and take the assignment away in Identity Center, and deny the role by an SCP until the session has ended',
  },
  'created-key': {
    what: 'a key that the lineage of a leaked credential made for a user who was there before',
    why: 'the key is switched off, and nothing else of the user: whatever that user works for goes on',
  },
  'created-key-gone': {
    what: 'a key that the lineage of a leaked credential made, and that is deleted',
    why: 'nothing is left to switch off',
  },
  'created-user': {
    what: 'a user that the lineage of a leaked credential made, or whose console password it set',
    why: 'the user is denied, which stops its console login and its sessions as well as its keys',
  },
  'created-role': {
    what: 'a role that the lineage of a leaked credential made',
    why: 'the role is denied, with all that it has issued and will issue',
  },
  'root-key': {
    what: 'a credential of the root user of an account',
    why: 'no policy holds the root user, so a person must delete the key',
  },
  'principal-gone': {
    what: 'the user or role that was named does not exist',
    why: 'there is nothing that a deny could be put on: make sure that it was not renamed',
  },
  'principal-unknown': {
    what: 'principal unknown: a temporary credential whose owner no API tells',
    why: 'nothing can be denied before CloudTrail shows whose it is',
  },
  'other-credential': {
    what: 'not an access key of an IAM user',
    why: 'no API tells whose such a credential is: find the user or the service that it belongs to and end it there',
  },
  'documentation-key': {
    what: 'a key from documentation',
    why: 'it never worked; nothing was changed',
  },
  'not-ours': {
    what: 'a key of an account that we do not answer for',
    why: 'nothing was changed; its owner should be told',
  },
  'own-identity': {
    what: 'an identity that Tourniquet itself runs under',
    why: 'containing it would cut off the responder half-way; use other credentials or do it by hand',
  },
  'owner-undecided': {
    what: 'the owner of the credential could not be found out',
    why: 'nothing is assumed: a missing permission must not read as "not our key"',
  },
  protected: {
    what: 'a principal that a rule protects',
    why: 'nothing was changed, because the rules say that stopping it does more harm: decide now',
  },
  observe: {
    what: 'observed only',
    why: 'the rules say to change nothing here; the steps are those that would have been taken',
  },
  dismissed: {
    what: 'dismissed by a person as no leak',
    why: 'nothing was changed until the dismissal ends',
  },
  contradicted: {
    what: 'a report that contradicts what AWS shows',
    why: 'a mistake or a trap cannot be told apart from here: look at it and decide now',
  },
  brake: {
    what: 'the brake is on: this source reported more than it usually does',
    why: 'somebody may be using the reports to shut people out: look at it and decide now',
  },
  backlog: {
    what: 'a leak that is older than this system',
    why: 'it waits in the backlog for a person, because containing many old keys at once breaks production',
  },
  burst: {
    what: 'one of many leaks that one organization reported within an hour',
    why: 'it waits in the backlog for a person, because containing many keys at once breaks production',
  },
  'root-restored': {
    what: 'what came from a credential whose incident was restored meanwhile',
    why: 'nothing was changed, because a person decided that it is no leak',
  },
} as const;

export type ReasonId = keyof typeof reasons;

export const isReason = (id: string): id is ReasonId => Object.hasOwn(reasons, id);

export const explain = (id: ReasonId, detail?: string): string =>
  `${reasons[id].what}: ${reasons[id].why}${detail ? ` (${detail})` : ''}`;

/** Why an incident is restored, where nobody said more. */
export const putBack = 'what stood before was put back';
