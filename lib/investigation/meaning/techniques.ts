import type { Json } from '../detail.ts';
import { catalogue, type Reading, type Tactic, type TechniqueTable } from './techniques/catalogue.ts';
import { data } from './techniques/data.ts';
import { defenses } from './techniques/defenses.ts';
import { destruction } from './techniques/destruction.ts';
import { discoveryBy } from './techniques/discovery.ts';
import { execution } from './techniques/execution.ts';
import { hijacking } from './techniques/hijacking.ts';
import { identities } from './techniques/identities.ts';
import { judged } from './techniques/judged.ts';
import { network } from './techniques/network.ts';
import { organization } from './techniques/organization.ts';
import { secrets } from './techniques/secrets.ts';
import { sessions } from './techniques/sessions.ts';

/** A technique of ATT&CK that a call shows. */
export interface TechniqueRef {
  /** The most specific id: `T1098.001`. */
  id: string;
  /** `Account Manipulation: Additional Cloud Credentials`. */
  name: string;
  /** The one of its tactics that the action serves, so that one id may come with two. */
  tactic: Tactic;
}

/** Every action is in one of them. */
export const techniqueTables: Readonly<Record<string, TechniqueTable>> = {
  sessions,
  identities,
  organization,
  secrets,
  defenses,
  network,
  execution,
  hijacking,
  data,
  destruction,
};

const refOf = (reading: Reading): TechniqueRef => {
  const [id, tactic] = typeof reading === 'string' ? [reading, undefined] : reading;
  const { name, tactics } = catalogue[id];
  return { id, name, tactic: tactic ?? tactics[0] };
};

const mapped: ReadonlyMap<string, readonly TechniqueRef[]> = new Map(
  Object.values(techniqueTables).flatMap((table) =>
    Object.entries(table).map(([action, readings]) => [action, readings.map(refOf)] as const),
  ),
);

/** The actions that have a row or are judged by their parameters; those that only look follow a rule. */
export const mappedActions: readonly string[] = [...mapped.keys(), ...judged.keys()];

const none: readonly TechniqueRef[] = [];

// CloudFront names its calls by API version: UpdateDistribution2020_05_31.
const unversioned = (action: string): string =>
  action.startsWith('cloudfront:') ? action.replace(/\d{4}_\d{2}_\d{2}$/, '') : action;

/**
 * What a call means in ATT&CK; empty for calls that everybody makes. Also of calls that failed: the attempt shows
 * the technique.
 * @param action `iam:CreateUser`, as actionOf gives it
 * @param detail the CloudTrail record; empty where it could not be read
 */
export const techniquesOf = (action: string, detail: Json): readonly TechniqueRef[] => {
  const name = unversioned(action);
  const judge = judged.get(name);
  if (judge) return judge(detail).map(refOf);
  const found = mapped.get(name);
  if (found) return found;
  const discovery = discoveryBy(name, detail);
  return discovery ? [refOf(discovery)] : none;
};
