import type { Incident } from '#lib/incident/incident.ts';
import type { Investigation, Verdict } from '../investigation.ts';
import { withHolders } from './covered.ts';
import { createdKey } from './messages.ts';

/** What became of a descendant: the incident that holds it. */
export interface Held {
  /** The id of a credential, or `createdKey` of a made thing. */
  id: string;
  incident: Pick<Incident, 'incidentId' | 'status'>;
}

const isContained = ({ incident }: Held): boolean => incident.status === 'contained';

/** The investigation with what containment did about each descendant: only what its incident says. */
export const withStatuses = (found: Investigation, held: readonly Held[]): Investigation => {
  // Of two that had one name, one after the other, what is not contained is told: nothing is claimed for the other.
  const containedFirst = held.toSorted((one, other) => Number(isContained(other)) - Number(isContained(one)));
  const byId = new Map(containedFirst.map(({ id, incident }) => [id, incident]));
  const told = <T extends { verdict?: Verdict }>(thing: T, id: string): T => {
    const incident = byId.get(id);
    if (!thing.verdict || !incident) return thing;
    const { incidentId, status } = incident;
    return { ...thing, verdict: { ...thing.verdict, incidentId, status } };
  };
  return {
    ...found,
    credentials: withHolders(found.credentials.map((credential) => told(credential, credential.id))),
    created: found.created.map((thing) => told(thing, createdKey(thing))),
  };
};
