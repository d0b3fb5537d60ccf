import type { Before } from '#lib/incident/incident.ts';
import { denyDocument, isDenyOf } from '../deny-document.ts';
import { stepOn } from './step.ts';

// Compared as what it says: IAM gives a document back as text.
const parsed = (policy: string | null): Before => {
  if (policy === null) return { policy: null };
  try {
    return { policy: JSON.parse(policy) };
  } catch {
    return { policy };
  }
};

/**
 * Denies the credentials that a role issued to the thief so far, by an inline policy on the role: other sessions of
 * the role, and new ones, go on working. Writing it takes iam:PutRolePolicy, which no condition can limit to a deny,
 * so that a function of its own holds that permission.
 */
export const denySession = stepOn('role-session', {
  id: 'deny-session',
  done: 'credentials issued so far denied on the role',
  shared: false,
  operation: 'iam:PutRolePolicy',
  read: (_target, { policy }) => parsed(policy),
  inForce: ({ roleId, session }) => ({ policy: denyDocument(roleId, session) }),
  isOurs: ({ roleId, session }, { policy }) => isDenyOf(policy, roleId, session.name),
  apply: (target, hands) => hands.denySession(target, false),
  undo: (target, _before, hands) => hands.denySession(target, true),
});
