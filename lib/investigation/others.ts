import type { KnownCredential } from './investigation.ts';
import { assumedRole, type Call } from './lineage/call.ts';
import type { Lineage } from './lineage/lineage.ts';

/** No session of a role lives longer (STS API reference, AssumeRole: DurationSeconds). */
export const longestSession = 12 * 60 * 60_000;

const mostKept = 10_000;

const keyOf = (account: string, role: string, session: string): string => `${account} ${role} ${session}`;

/**
 * Who else uses a role under a session name of the lineage, with credentials that are none of the lineage: whoever
 * chooses session names can choose that of a production, so that we deny it.
 */
export class OthersUnderTheName {
  /** By name, of each credential when its session began, or else when it was last seen, milliseconds. */
  readonly #began = new Map<string, Map<string, number>>();
  #kept = 0;

  add({ callerType, callerArn, accessKeyId, invokedBy, sessionBegan, at }: Call, lineage: Lineage): void {
    if (callerType !== 'AssumedRole' || callerArn === null || accessKeyId === null || invokedBy !== null)
      return;
    const began = sessionBegan ?? at;
    const role = assumedRole(callerArn);
    if (began === null || !role || !lineage.hasSessionOf(callerArn)) return;
    const key = keyOf(callerArn.split(':')[4] ?? '', role.role, role.session);
    const ids = this.#began.get(key) ?? new Map<string, number>();
    const known = ids.get(accessKeyId);
    if (known === undefined && ++this.#kept > mostKept) return;
    ids.set(accessKeyId, Math.max(began, known ?? began));
    this.#began.set(key, ids);
  }

  /**
   * @param lineage whose credentials are no others: that one is of it may come out after its calls were seen
   * @param now ISO 8601 UTC: a session that has ended is stopped by nothing
   */
  use(
    { accountId = '', principal, sessionName = '' }: KnownCredential,
    lineage: Lineage,
    now: string,
  ): boolean {
    const ids = this.#began.get(keyOf(accountId, principal?.name ?? '', sessionName)) ?? [];
    return [...ids].some(([id, began]) => !lineage.has(id) && began + longestSession > Date.parse(now));
  }
}
