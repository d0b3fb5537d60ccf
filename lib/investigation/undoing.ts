import type { Principal } from '#lib/incident/incident.ts';
import type { Coverage } from './coverage.ts';
import { type Json, part, text } from './detail.ts';
import { callOf } from './lineage/call.ts';
import type { Trail } from './lookup-page.ts';
import { globalRegionOf } from './lookups.ts';
import { lookupEvents } from './trail.ts';

/** A call that took a step of ours off a principal. */
export interface Undoing {
  /** The unique id of the principal (`AIDA…`, `AROA…`). */
  principalId: string;
  /** The step that it took off, as containment calls it. */
  step: string;
  /** Who did it, by ARN. */
  by: string;
  /** Whether that was a credential of the lineage. */
  byLineage: boolean;
  /** ISO 8601 UTC. */
  at: string;
}

type Undoes = (asked: Json) => boolean;

const always: Undoes = () => true;
const ofDenyAll: Undoes = ({ policyArn }) => /:policy\/AWSDenyAll$/.test(text(policyArn) ?? '');
const ofOurPolicy: Undoes = ({ policyName }) => (text(policyName) ?? '').startsWith('TourniquetDeny-');
const toActive: Undoes = ({ status }) => text(status) === 'Active';

/** Calls by the step that they take off. A boundary or policy that is written anew replaces ours. */
const undoings: Record<string, [step: string, undoes: Undoes]> = {
  'iam:DetachUserPolicy': ['deny-user', ofDenyAll],
  'iam:UpdateAccessKey': ['deactivate-key', toActive],
  'iam:DeleteUserPermissionsBoundary': ['bound-user', always],
  'iam:PutUserPermissionsBoundary': [
    'bound-user',
    ({ permissionsBoundary }) => !ofDenyAll({ policyArn: permissionsBoundary }),
  ],
  'iam:DetachRolePolicy': ['deny-role', ofDenyAll],
  'iam:DeleteRolePermissionsBoundary': ['bound-role', always],
  'iam:PutRolePermissionsBoundary': [
    'bound-role',
    ({ permissionsBoundary }) => !ofDenyAll({ policyArn: permissionsBoundary }),
  ],
  'iam:DeleteRolePolicy': ['deny-session', ofOurPolicy],
};

export interface UndoingQuestion {
  /** Whom containment holds. */
  principals: readonly Principal[];
  from: Date;
  to: Date;
  regions: readonly string[];
  isOfLineage(accessKeyId: string): boolean;
}

/**
 * Who took steps of ours off the principals that are held, as far as CloudTrail shows by now: LookupEvents lists IAM's
 * calls under the names of the users and roles that they are about.
 * @returns them, the latest of each step last, and the rows of Regions that could not be read
 */
export const undoneBy = async (
  { principals, from, to, regions, isOfLineage }: UndoingQuestion,
  trail: Trail,
): Promise<{ undoings: Undoing[]; unread: Coverage[] }> => {
  const found: Undoing[] = [];
  const unread: Coverage[] = [];
  for (const { name, id: principalId } of principals) {
    if (!principalId) continue;
    const lookup = {
      attribute: { key: 'ResourceName', value: name } as const,
      from,
      to,
      regions: globalRegionOf(regions),
    };
    const rows = await lookupEvents(
      lookup,
      (records) => {
        for (const { detail } of records) {
          const undoing = undoingIn(detail, name, principalId, isOfLineage);
          if (undoing) found.push(undoing);
        }
      },
      trail,
    );
    unread.push(...rows.filter(({ complete }) => !complete));
  }
  return { undoings: latestOfEach(found), unread };
};

const undoingIn = (
  detail: Json,
  name: string,
  principalId: string,
  isOfLineage: (accessKeyId: string) => boolean,
): Undoing | undefined => {
  const call = callOf(detail);
  const [step, undoes] = (Object.hasOwn(undoings, call.action) ? undoings[call.action] : undefined) ?? [];
  const asked = part(detail['requestParameters']);
  if (!step || !undoes?.(asked) || !call.succeeded || call.at === null) return undefined;
  // Without a name IAM takes the user of the key that signs.
  const about = text(asked['userName']) ?? text(asked['roleName']) ?? call.callerName;
  if (about !== name) return undefined;
  return {
    principalId,
    step,
    by: call.callerArn ?? call.invokedBy ?? 'unknown',
    byLineage: call.accessKeyId !== null && isOfLineage(call.accessKeyId),
    at: new Date(call.at).toISOString(),
  };
};

const latestOfEach = (undoings: readonly Undoing[]): Undoing[] => {
  const latest = new Map<string, Undoing>();
  for (const undoing of undoings.toSorted((a, b) => a.at.localeCompare(b.at)))
    latest.set(`${undoing.principalId} ${undoing.step}`, undoing);
  return [...latest.values()];
};
