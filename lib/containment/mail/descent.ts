import type { Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { nounOf, ownerName, userName } from './credential.ts';

/** The leaked credential that a descendant came from: `leaked key AKIA…`. */
export const rootWords = (root: string): string => {
  const [, key] = /^(A[A-Z]{3}[A-Z0-9]{12,124})-\d+$/.exec(root) ?? [];
  if (key === undefined) return `what incident ${inert(root, 60)} holds`;
  return `leaked ${nounOf({ accessKeyId: key, incidentId: root })} ${key}`;
};

/** What a mail is about, as the beginning of a sentence: `The leaked key`, or what it is and whose lineage made it. */
export const whatItIs = (incident: Incident): string => {
  const { accessKeyId, descendantOf } = incident;
  const noun = nounOf(incident);
  if (descendantOf === undefined) return leaked[noun];
  const id = inert(accessKeyId ?? nameOf(incident) ?? 'not known', 128);
  return `${capitals[noun]} ${id}, ${ways[noun]} the lineage of ${rootWords(descendantOf)},`;
};

const nameOf = (incident: Incident): string | undefined =>
  nounOf(incident) === 'role' ? ownerName(incident) : userName(incident);

const leaked = {
  key: 'The leaked key',
  session: 'The leaked session',
  credential: 'The leaked credential',
  user: "The user's credentials",
  role: "The role's credentials",
} as const;

const capitals = {
  key: 'Key',
  session: 'Session',
  credential: 'Credential',
  user: 'User',
  role: 'Role',
} as const;

const ways = {
  key: 'made by',
  session: 'issued in',
  credential: 'made by',
  user: 'made or changed by',
  role: 'made by',
} as const;
