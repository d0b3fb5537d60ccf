import { guardTag, isGuardKey } from '#lib/credential/guard-tag.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { Coverage } from './coverage.ts';
import { type Json, part, text } from './detail.ts';
import { type Call, callOf } from './lineage/call.ts';
import type { Trail } from './lookup-page.ts';
import { globalRegionOf } from './lookups.ts';
import { lookupEvents } from './trail.ts';

/** A call that took a step of ours off a principal. */
export interface Undoing {
  /** The unique id of the principal (`AIDA…`, `AROA…`). */
  principalId: string;
  /** The step that it took off, as containment calls it. */
  step: string;
  /** Of a step that concerns one of several keys or sessions of the principal: which one. */
  accessKeyId?: string;
  /** Who did it, by ARN. */
  by: string;
  /** Whether that was a credential of the lineage. */
  byLineage: boolean;
  /** ISO 8601 UTC. */
  at: string;
}

/** The step that a call takes off, and the key that it is about where there may be several. */
type Undone = { step: string; key?: string } | undefined;

const isDenyAll = (policyArn: unknown): boolean => /:policy\/AWSDenyAll$/.test(text(policyArn) ?? '');
const denyOf =
  (step: string) =>
  ({ policyArn }: Json): Undone =>
    isDenyAll(policyArn) ? { step } : undefined;
const boundaryOf =
  (step: string) =>
  ({ permissionsBoundary }: Json): Undone =>
    isDenyAll(permissionsBoundary) ? undefined : { step };
const switchedOn = (step: string, { status }: Json, key: string | null): Undone =>
  text(status) === 'Active' && key !== null ? { step, key } : undefined;

// The name of the policy ends with the session's id (lib/credential/owner.ts).
const sessionDenied = (policyName: string): Undone => {
  const [, named] = /^TourniquetDeny-(.*)$/.exec(policyName) ?? [];
  if (named === undefined) return undefined;
  return /^[A-Z0-9]{16,128}$/.test(named) ? { step: 'deny-session', key: named } : { step: 'deny-session' };
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

// The guard's tag is taken off, or written over with another value.
const untagged =
  (step: string) =>
  ({ tagKeys }: Json): Undone =>
    listOf(tagKeys).some((key) => isGuardKey(text(key) ?? '')) ? { step } : undefined;
const retagged =
  (step: string) =>
  ({ tags }: Json): Undone =>
    listOf(tags)
      .map(part)
      .some(({ key, value }) => isGuardKey(text(key) ?? '') && text(value) !== guardTag.value)
      ? { step }
      : undefined;

/** Calls, and which step they take off. A boundary that is written anew replaces ours. */
const undoings: Record<string, (asked: Json) => Undone> = {
  'iam:DetachUserPolicy': denyOf('deny-user'),
  'iam:UpdateAccessKey': (asked) => switchedOn('deactivate-key', asked, text(asked['accessKeyId'])),
  'iam:UpdateServiceSpecificCredential': (asked) => {
    const id = text(asked['serviceSpecificCredentialId']);
    return switchedOn(`deactivate-service-credential:${id}`, asked, id);
  },
  'iam:DeleteUserPermissionsBoundary': boundaryOf('bound-user'),
  'iam:PutUserPermissionsBoundary': boundaryOf('bound-user'),
  'iam:DetachRolePolicy': denyOf('deny-role'),
  'iam:DeleteRolePermissionsBoundary': boundaryOf('bound-role'),
  'iam:PutRolePermissionsBoundary': boundaryOf('bound-role'),
  'iam:UntagUser': untagged('tag-user'),
  'iam:TagUser': retagged('tag-user'),
  'iam:UntagRole': untagged('tag-role'),
  'iam:TagRole': retagged('tag-role'),
  'iam:DeleteRolePolicy': ({ policyName }) => sessionDenied(text(policyName) ?? ''),
};

export interface UndoingQuestion {
  /** Those whose principals containment holds. */
  incidents: readonly Incident[];
  to: Date;
  regions: readonly string[];
  isOfLineage(accessKeyId: string): boolean;
  /** ARNs of the lineage's sessions: a service that acts in the name of one signs with a key of its own. */
  lineageArns?: ReadonlySet<string>;
  /** Whether a caller who is not known to be of the lineage surely is not; all are, unless told. */
  isOther?(caller: Call): Promise<boolean>;
}

/** A principal that is held, by the name under which CloudTrail lists what is done to it. */
interface Held {
  id: string;
  name: string;
  /** The keys that are switched off. */
  keys: Set<string>;
  since: Date;
}

const heldIn = (incidents: readonly Incident[]): Held[] => {
  const held = new Map<string, Held>();
  for (const { principal, accessKeyId, openedAt } of incidents) {
    if (!principal?.id) continue;
    const { id, name } = principal;
    const known = held.get(id) ?? { id, name, keys: new Set(), since: new Date(openedAt) };
    if (accessKeyId !== null) known.keys.add(accessKeyId);
    if (new Date(openedAt) < known.since) known.since = new Date(openedAt);
    held.set(id, known);
  }
  return [...held.values()];
};

// Of a role only one session may be held: the others are then whoever else may take it.
const arnsHeld = (incidents: readonly Incident[]): string[] =>
  incidents.flatMap(({ principal, accessKeyId }) =>
    principal && (principal.kind === 'user' || accessKeyId === null) ? [principal.arn] : [],
  );

/** As many as a message to containment may name (lib/signal/sweep.ts). */
const mostTold = 500;

/**
 * Who took steps of ours off the principals that are held, as far as CloudTrail shows by now: LookupEvents lists IAM's
 * calls under the names of the users and roles that they are about. Of a caller who may yet turn out to be of the lineage
 * nothing is told: containment then takes it for the thief.
 * @returns of each step the last one that took it off, and the rows of Regions that could not be read
 */
export const undoneBy = async (
  { incidents, to, regions, isOfLineage, lineageArns, isOther = async () => true }: UndoingQuestion,
  trail: Trail,
): Promise<{ undoings: Undoing[]; unread: Coverage[] }> => {
  const found: Found[] = [];
  const unread: Coverage[] = [];
  // Whoever is held is no administrator, by whatever key the call was signed.
  const arns = new Set([...(lineageArns ?? []), ...arnsHeld(incidents)]);
  const isTheirs = ({ accessKeyId, callerArn, issuerArn }: Call): boolean =>
    (accessKeyId !== null && isOfLineage(accessKeyId)) ||
    [callerArn, issuerArn].some((arn) => arn !== null && arns.has(arn));
  for (const held of heldIn(incidents)) {
    const attribute = { key: 'ResourceName', value: held.name } as const;
    const rows = await lookupEvents(
      { attribute, from: held.since, to, regions: globalRegionOf(regions) },
      (records) => {
        for (const { detail } of records) found.push(...foundIn(detail, held, isTheirs));
      },
      trail,
    );
    unread.push(...rows.filter(({ complete }) => !complete));
  }
  const last = lastOfEach(found).slice(-mostTold);
  const isSure = await Promise.all(last.map(({ undoing, call }) => undoing.byLineage || isOther(call)));
  return { undoings: last.flatMap(({ undoing }, index) => (isSure[index] ? [undoing] : [])), unread };
};

interface Found {
  undoing: Undoing;
  key: string | undefined;
  call: Call;
}

const foundIn = (
  detail: Json,
  { id: principalId, name, keys }: Held,
  isTheirs: (caller: Call) => boolean,
): Found[] => {
  const call = callOf(detail);
  const asked = part(detail['requestParameters']);
  const undone = Object.hasOwn(undoings, call.action) ? undoings[call.action]?.(asked) : undefined;
  if (!undone || !call.succeeded || call.at === null) return [];
  const { step, key } = undone;
  // Somebody may well switch on another key of the user, which nobody had switched off.
  if (step === 'deactivate-key' && !keys.has(key ?? '')) return [];
  // Without a name IAM takes the user of the key that signs.
  if ((text(asked['userName']) ?? text(asked['roleName']) ?? call.callerName) !== name) return [];
  const by = plain(call.callerArn ?? call.invokedBy ?? 'unknown');
  // The id of a service's credential stands in the step itself.
  const ofOne = step === 'deactivate-key' || step === 'deny-session';
  const about = ofOne && key !== undefined ? { accessKeyId: key } : {};
  const at = new Date(call.at).toISOString();
  const undoing = { principalId, step, ...about, by, byLineage: isTheirs(call), at };
  return [{ undoing, key, call }];
};

// A word of ASCII, as the message has it: the AWS services that act for themselves have names with spaces.
const plain = (caller: string): string => caller.replace(/[^\x21-\x7e]+/g, '-').slice(0, 2_048);

const lastOfEach = (found: readonly Found[]): Found[] => {
  const byKey = new Map<string, Found>();
  for (const each of found.toSorted((a, b) => a.undoing.at.localeCompare(b.undoing.at)))
    byKey.set(`${each.undoing.principalId} ${each.undoing.step} ${each.key}`, each);
  return [...byKey.values()];
};
