import type { Incident } from '#lib/incident/incident.ts';
import { isHeldOpen, isOpen } from '../engaged.ts';
import { liftedByOthersIn } from '../taken-off.ts';
import { decideByHand } from './by-hand/decide.ts';
import { lookedFor, unreadSession } from './by-hand/look-for-owner.ts';
import { otherCredential, principalGone } from './by-hand/not-found.ts';
import { putBack } from './by-hand/put-back.ts';
import { roleByHand, whichSession } from './by-hand/role.ts';
import { rootByHand } from './by-hand/root.ts';
import { identityCenterByHand, serviceLinkedByHand } from './by-hand/unchangeable-role.ts';
import { deletedKeyByHand, userByHand } from './by-hand/user.ts';
import { isRole, nounOf } from './credential.ts';
import { isLeftByRule, mustPage } from './standing.ts';
import type { UndoWays } from './ways.ts';

type ByHand = (incident: Incident, ways: UndoWays) => string[];

/** By the reason (lib/containment/reasons.ts) why it could not be contained: how a person does it. */
const wayOf: Record<string, ByHand> = {
  'root-key': rootByHand,
  'service-linked-role': serviceLinkedByHand,
  'identity-center-role': identityCenterByHand,
  'role-session-unnamed': whichSession,
  'principal-unknown': lookedFor,
  'other-credential': otherCredential,
  'principal-gone': principalGone,
  'deleted-key': deletedKeyByHand,
};

/** What is left to people: the commands for what we could not do, or for what a rule leaves to them. */
export const byHandLines = (incident: Incident, ways: UndoWays): string[] => {
  if (isLeftByRule(incident)) return decideByHand(incident, ways);
  if (!mustPage(incident) || isHeldOpen(incident)) return [];
  const lifted = liftedByOthersIn(incident);
  if (lifted.length > 0 && !incident.steps.some(isOpen)) return putBack(incident, lifted);
  const way = wayOf[incident.decidedBy ?? ''];
  if (way) return way(incident, ways);
  if (isRole(incident)) return roleByHand(incident);
  const unknown = nounOf(incident) === 'session' && incident.principal === null;
  return unknown ? unreadSession(incident) : userByHand(incident);
};
