/**
 * Why a key is contained or left alone. The ids are a public list: scripts read them, mail and runbook reuse
 * the words.
 */
export const reasons = {
  'user-key': {
    what: 'a long-term key of an IAM user',
    why: 'the key is switched off and its user denied, because sessions that the key issued outlive the key',
  },
  'deleted-key-of-named-user': {
    what: 'the key is deleted, its user is known',
    why: 'sessions that the key issued may live for up to 36 hours: the user is denied',
  },
  'deleted-key': {
    what: 'the key is deleted and nobody names its user',
    why: 'sessions that it issued may live for up to 36 hours, and there is no user to deny them on',
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
    what: 'the identity that Tourniquet itself runs under',
    why: 'containing it would cut off the responder half-way; use other credentials or do it by hand',
  },
  'owner-undecided': {
    what: 'the owner of the key could not be found out',
    why: 'nothing is assumed: a missing permission must not read as "not our key"',
  },
  'temporary-credential': {
    what: 'a temporary credential',
    why: 'no API tells who owns it, so it cannot be contained by its id alone',
  },
  'other-credential': {
    what: 'not an access key of an IAM user',
    why: 'this kind of credential cannot be switched off through IAM',
  },
} as const;

export type ReasonId = keyof typeof reasons;

export const explain = (id: ReasonId): string => `${reasons[id].what}: ${reasons[id].why}`;
