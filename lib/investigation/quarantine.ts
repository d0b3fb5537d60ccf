import { type Json, part, text } from './detail.ts';
import type { QuarantineByAws } from './investigation.ts';
import type { TrailRecord } from './trail-record.ts';

const mostKept = 20;

const quarantinePolicy = /:policy\/AWSCompromisedKeyQuarantine/;

/** AWS attaches its quarantine in the name of the victim: that is no act of the thief. */
export const quarantineIn = (record: TrailRecord, detail: Json): QuarantineByAws | undefined => {
  if (!/^Attach(User|Role|Group)Policy$/.test(record.eventName) || record.errorCode !== null)
    return undefined;
  const asked = part(detail['requestParameters']);
  const policy = text(asked['policyArn']) ?? '';
  if (!quarantinePolicy.test(policy)) return undefined;
  const principal =
    text(asked['userName']) ?? text(asked['roleName']) ?? text(asked['groupName']) ?? 'unknown';
  return { policy, principal, at: record.eventTime ?? '' };
};

/** Gathers whom AWS quarantined, and by which policy: each once. */
export class Quarantines {
  readonly #found = new Map<string, QuarantineByAws>();

  add(found: QuarantineByAws): void {
    const key = `${found.policy} ${found.principal}`;
    if (!this.#found.has(key) && this.#found.size < mostKept) this.#found.set(key, found);
  }

  result(): QuarantineByAws[] {
    return [...this.#found.values()];
  }
}
